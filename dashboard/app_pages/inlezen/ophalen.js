// "Ophalen uit Magister". Runs in the Magister tab of a member of staff, with that person's own session, reads the
// pupils and their registrations, and saves them as one file. It asks nothing of any other host, keeps nothing
// elsewhere and writes no name to the console. dashboard/bookmarklet.py makes a bookmark of it.
void (async () => {
  "use strict";

  const PAGE_SIZE = 100;
  const MOST_PAGES = 300;
  const AT_ONCE = 4;
  const TRIES = 3;
  const MOST_RESTS = 8;
  const LONGEST_REST = 600; // seconds; a longer rest is for the user to take
  const PATIENCE = 30000; // milliseconds for one answer
  const DAYS_BACK = 27; // with today: four weeks
  const MOST_QUESTIONS = 3;
  const BOX = "verzuimbeeld-ophalen";
  const NOT_MAGISTER =
    "Dit lijkt geen tabblad van Magister te zijn, of Magister antwoordt nu niet. " +
    "Log als medewerker in bij Magister, open dat tabblad en klik daar op de bladwijzer.";
  const NOT_ALLOWED =
    "Magister geeft u geen leerlingen: u bent niet (meer) ingelogd, of uw account mag geen leerlingen zoeken. " +
    "Log opnieuw in en klik daarna weer op de bladwijzer.";
  const AGAIN = "Er is geen bestand gemaakt; probeer het later opnieuw.";
  const CLOCK = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Amsterdam",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });

  class Stop extends Error {} // ends everything; the message is for the user
  class Missed extends Error {} // this one answer did not come

  let halted = null; // the Stop that all requests heed
  let halt = null; // sets it, and ends the run at once, also in the middle of a rest
  const halting = new Promise((_, reject) => {
    halt = (message) => {
      halted = new Stop(message);
      reject(halted);
    };
  });
  let rest = Promise.resolve(); // Magister asked for rest: nobody asks anything before this is over

  const list = (value) => (Array.isArray(value) ? value : []);
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // The box with the progress.

  const earlier = document.getElementById(BOX);
  if (earlier && earlier.dataset.bezig) {
    alert("Het ophalen is al bezig; zie het kader rechtsonder.");
    return;
  }
  if (earlier) {
    earlier.remove();
  }
  const box = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  box.id = BOX;
  box.dataset.bezig = "ja";
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;right:16px;bottom:16px;z-index:2147483647;width:320px;padding:12px 16px;background:#ffffff;" +
    "color:#22292d;border:2px solid #0b6e75;border-radius:6px;font:15px/1.4 sans-serif";
  words.style.cssText = "margin:0 0 8px";
  button.type = "button";
  button.textContent = "Stoppen";
  button.onclick = () => halt("U hebt het ophalen gestopt. Er is geen bestand gemaakt.");
  box.append(words, button);

  const say = (text) => {
    words.textContent = halted ? halted.message : text;
  };

  function finish(text, loud) {
    words.textContent = text;
    delete box.dataset.bezig;
    button.textContent = "Sluiten";
    button.onclick = () => box.remove();
    if (loud) {
      box.setAttribute("role", "alert");
      box.style.borderColor = "#b3261e";
      alert(text);
    }
  }

  // Asking Magister.

  async function rested() {
    let seen = null;
    while (seen !== rest) {
      seen = rest;
      await seen;
    }
  }

  // Retry-After is a number of seconds or a date; without it each next rest is twice as long, up to a minute.
  function takeRest(header, turn) {
    const given = (header || "").trim();
    const asked = Number.isNaN(Number(given)) ? (Date.parse(given) - Date.now()) / 1000 : Number(given);
    const seconds = Math.ceil(given && !Number.isNaN(asked) ? Math.max(1, asked) : Math.min(60, 2 ** turn));
    if (seconds > LONGEST_REST) {
      halt(
        `Magister vraagt om een pauze van ${Math.ceil(seconds / 60)} minuten. Er is geen bestand gemaakt; ` +
          "probeer het daarna opnieuw, zo nodig met een kortere periode.",
      );
      return;
    }
    say(`Magister vraagt om rust; over ${seconds} seconden gaat het ophalen verder.`);
    rest = Promise.all([rest, wait(seconds * 1000)]);
  }

  // Status 0 stands for no answer at all. A redirect leads to a login page, which may be on another host.
  async function send(path) {
    try {
      const answer = await fetch(path, {
        mode: "same-origin",
        credentials: "same-origin",
        redirect: "error",
        cache: "no-store",
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: answer.status, rest: answer.headers.get("Retry-After"), text: await answer.text() };
    } catch {
      return { status: 0, rest: null, text: "" };
    }
  }

  // An answer as a list of items with, where Magister tells it, their total number. "No content" is an empty list.
  function parsed(text) {
    try {
      const answer = text.trim() ? JSON.parse(text) : { items: [] };
      return Array.isArray(answer.items) ? answer : null;
    } catch {
      return null;
    }
  }

  // Throws Stop without a session, Missed when the answer does not come in `tries` tries. Rests are no tries.
  async function ask(path, tries) {
    let failures = 0;
    for (let turn = 1; turn <= tries + MOST_RESTS && failures < tries; turn += 1) {
      await rested();
      if (halted) {
        throw halted;
      }
      const answer = await send(path);
      if (answer.status === 429) {
        takeRest(answer.rest, turn);
        continue;
      }
      if (answer.status === 401) {
        halt(`${NOT_ALLOWED} Er is geen bestand gemaakt.`);
        throw halted;
      }
      if (answer.status > 0 && answer.status < 500) {
        const body = answer.status < 300 ? parsed(answer.text) : null;
        if (body) {
          return body;
        }
        throw new Missed(String(answer.status)); // asking again at once gives the same
      }
      failures += 1;
      if (failures < tries) {
        await wait(1000 * 2 ** failures);
      }
    }
    throw new Missed("0");
  }

  const page = (skip) => ask(`/api/leerlingen/zoeken?q=**&top=${PAGE_SIZE}&skip=${skip}`, TRIES);

  async function firstPage() {
    if (!location.protocol.startsWith("http")) {
      throw new Stop(NOT_MAGISTER);
    }
    try {
      return await page(0);
    } catch (error) {
      throw error instanceof Missed ? new Stop(error.message === "403" ? NOT_ALLOWED : NOT_MAGISTER) : error;
    }
  }

  // Magister decides how long a page is; only the total, or a page without anyone new, tells that it was the last.
  async function pupils(first) {
    const found = new Map();
    let answer = first;
    let total = null;
    let skip = 0;
    for (let number = 1; number <= MOST_PAGES; number += 1) {
      const before = found.size;
      list(answer.items).forEach((pupil) => pupil && pupil.id && found.set(String(pupil.id), pupil));
      total = Number.isInteger(answer.totalCount) ? answer.totalCount : total;
      skip += answer.items.length;
      say(`Leerlingen: ${found.size}${total === null ? "" : " van " + total}.`);
      if (found.size === before || (total !== null && skip >= total)) {
        return { found, unlisted: Math.max(0, total - found.size) };
      }
      answer = await page(skip).catch((error) => {
        throw error instanceof Stop ? error : new Stop(`De lijst met leerlingen kwam niet volledig binnen. ${AGAIN}`);
      });
    }
    throw new Stop(`Aan de lijst met leerlingen kwam geen einde. ${AGAIN}`);
  }

  // What the file holds of an answer: no remarks, no names of teachers, no rows of pupils who were present.

  const named = (value) => (value instanceof Object ? value.code || value.naam || value.omschrijving : value);
  const names = (values) => list(values).map(named).filter(Boolean);
  const isPresent = (word) => ["present", "aanwezig"].includes(String(word || "").trim().toLowerCase());

  function slim(pupil) {
    const kept = { id: pupil.id, roepnaam: pupil.roepnaam, achternaam: pupil.achternaam };
    if (pupil.tussenvoegsel) {
      kept.tussenvoegsel = pupil.tussenvoegsel;
    }
    const number = [pupil.stamnummer, pupil.code].find((value) => /^\d+$/.test(String(value)));
    if (number) {
      kept.stamnummer = String(number); // any other code is a login name
    }
    for (const key of ["lesgroepen", "studies", "klassen"]) {
      kept[key] = names(pupil[key]);
    }
    return kept;
  }

  // Moments with a zone become Amsterdam time: local midnight in UTC lies on the day before.
  function local(text) {
    const moment = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text || "") ? new Date(text) : null;
    if (!moment || Number.isNaN(moment.getTime())) {
      return { date: (text || "").slice(0, 10) || null, time: (text || "").slice(11, 16) || null };
    }
    const parts = Object.fromEntries(CLOCK.formatToParts(moment).map((part) => [part.type, part.value]));
    return { date: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
  }

  function entry(lesson, registration) {
    const hours = lesson.lesuur || {};
    const first = hours.begin ?? null;
    const subject = /^(\S{1,12})\s+-\s/.exec(lesson.omschrijving || "");
    return {
      ...local(lesson.begin || registration.moment),
      code: (registration.reden || {}).code ?? null,
      period: (hours.einde ?? first) === first ? first : `${first}-${hours.einde}`,
      subject: subject ? subject[1].toLowerCase() : null,
    };
  }

  function registrations(items, period) {
    const outside = (date) => /^\d{4}-\d\d-\d\d$/.test(date || "") && (date < period.begin || date > period.einde);
    const present = ({ reden }) => reden && (isPresent(reden.type || reden.omschrijving) || isPresent(reden.code));
    return items
      .flatMap((item) => list(item.verantwoordingen).map((found) => [item.afspraak || {}, found]))
      .filter(([, found]) => !present(found))
      .map(([lesson, found]) => entry(lesson, found))
      .filter((found) => !outside(found.date));
  }

  // The period.

  const shifted = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
  const dutch = (day) => day.split("-").reverse().map(Number).join("-");

  function day(text) {
    const parts = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*$/.exec(text);
    const iso = parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
    return iso && !Number.isNaN(Date.parse(iso)) && shifted(iso, 0) === iso ? iso : null;
  }

  function askDay(question, suggested, earliest) {
    let again = "";
    for (let turn = 1; turn <= MOST_QUESTIONS; turn += 1) {
      const given = prompt(`${again}${question} (d-m-jjjj)`, dutch(suggested));
      if (given === null) {
        break;
      }
      const chosen = day(given);
      if (chosen && chosen >= earliest) {
        return chosen;
      }
      again = chosen ? "De laatste dag ligt voor de eerste. " : "Dat is geen bestaande datum. ";
    }
    throw new Stop("Er is geen periode gekozen en dus niets opgehaald.");
  }

  function askPeriod() {
    const today = local(new Date().toISOString()).date;
    const begin = askDay("Registraties ophalen vanaf welke dag?", shifted(today, -DAYS_BACK), "");
    return { begin, einde: askDay("Tot en met welke dag?", today < begin ? begin : today, begin) };
  }

  // Fetching and saving.

  // Gives the ids of the pupils whose registrations did not come.
  async function round(ids, period, entries, settings) {
    const queue = [...ids];
    const missed = [];
    // A day more on both sides: whether Magister means UTC days, and counts the last one, cannot be seen from here.
    const days = `begin=${shifted(period.begin, -1)}&einde=${shifted(period.einde, 1)}`;
    const work = async () => {
      while (queue.length) {
        const id = queue.shift();
        try {
          const path = `/api/m6/leerlingen/${encodeURIComponent(id)}/verantwoordingen?${days}`;
          const answer = await ask(path, settings.tries);
          if (answer.totalCount > answer.items.length) {
            throw new Missed("incomplete");
          }
          entries[id] = registrations(answer.items, period);
        } catch (error) {
          if (error instanceof Stop) {
            throw error;
          }
          missed.push(id); // also for an answer of an unknown shape
        }
        say(`${settings.title}: ${ids.length - queue.length} van ${ids.length} leerlingen.`);
      }
    };
    await Promise.all(Array.from({ length: settings.atOnce }, work));
    return missed;
  }

  function save(payload, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(payload)], { type: "application/json" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function run() {
    say("Magister wordt gevraagd om de leerlingen.");
    const start = await firstPage();
    const period = askPeriod();
    const { found, unlisted } = await pupils(start);
    if (!found.size) {
      throw new Stop("Magister toont u geen leerlingen. Er is geen bestand gemaakt.");
    }
    const entries = {};
    const first = { atOnce: AT_ONCE, tries: 1, title: "Registraties" };
    const second = { atOnce: 1, tries: TRIES, title: "Tweede ronde" };
    const failed = await round([...found.keys()], period, entries, first);
    const missed = await round(failed, period, entries, second);
    if (missed.length === found.size) {
      throw new Stop(`Van geen enkele leerling kwamen de registraties binnen. ${AGAIN}`);
    }
    const lost = missed.length + unlisted;
    const name = `verzuim_${period.begin}_${period.einde}.json`;
    const students = [...found.values()].map(slim);
    save({ period, scope: "alles wat deze gebruiker ziet", students, entries, verzuim_fouten: lost }, name);
    const total = Object.values(entries).reduce((sum, rows) => sum + rows.length, 0);
    const result = `Het bestand ${name} staat bij uw downloads: ${total} registraties.`;
    const loss =
      `LET OP: van ${lost} van de ${found.size + unlisted} leerlingen ontbreken de registraties. ` +
      "Haal de gegevens later opnieuw op. ";
    finish(lost ? loss + result : `Klaar, alle ${found.size} leerlingen zijn opgehaald. ${result}`, lost > 0);
  }

  document.body.append(box);
  try {
    await Promise.race([run(), halting]);
  } catch (error) {
    finish(error instanceof Stop ? error.message : `Er ging iets mis bij het ophalen. ${AGAIN}`, true);
  }
})();
