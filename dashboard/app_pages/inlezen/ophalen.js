// "Ophalen uit Magister". Runs in the Magister tab of a member of staff, with that person's own session, reads the
// pupils and their registrations, and saves them as one file. It asks nothing of any other host, keeps nothing
// elsewhere and writes no name to the console. bookmarklet.py beside this file makes a bookmark of it.
void (async () => {
  "use strict";

  const PAGE_SIZE = 100;
  const MOST_PAGES = 300;
  const TRIES = 3;
  const LONGEST_REST = 600; // seconds; a longer rest is for the user to take
  const PATIENCE = 30000; // milliseconds for one answer
  const DAYS_BACK = 27; // with today: four weeks
  const GIVES_UP = 5; // failures in a row, before anything came, after which a route is left
  const COMPARED = [4, 2]; // pupils with most registrations, and without any, who are asked by both routes
  const SLOW_A_MINUTE = 58; // pupils that the slow route gives
  const NAMED = 10; // so many missing pupils are named in the box; the file names all
  const NO_KLAS = "zonder klas";
  const BOX = "verzuimbeeld-ophalen";
  const BUTTON = "font:inherit;min-height:32px;padding:2px 12px;cursor:pointer";
  const NOT_MAGISTER =
    "Dit lijkt geen tabblad van Magister te zijn, of Magister antwoordt nu niet. " +
    "Log als medewerker in bij Magister, open dat tabblad en klik daar op de bladwijzer.";
  const NOT_ALLOWED =
    "Magister geeft u geen leerlingen: u bent niet (meer) ingelogd, of uw account mag geen leerlingen zoeken. " +
    "Log opnieuw in en klik daarna weer op de bladwijzer.";
  const AGAIN = "Er is geen bestand gemaakt; probeer het later opnieuw.";
  // Two routes to the same registrations. Magister answers 429 on the slow one after 29 requests in half a minute, and
  // lets the fast one, of its own screen Verantwoordingen, through. `list` is where an answer has its lessons.
  const FAST = { list: "afspraken", path: "verantwoordingen/afwezigheidsredenen", atOnce: 6, tries: 1, rests: 3 };
  const SLOW = { list: "items", path: "verantwoordingen", atOnce: 2, tries: 1, rests: 6 };
  const LAST = { ...SLOW, atOnce: 1, tries: TRIES };
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
  let left = 0; // pupils still to come

  const list = (value) => (Array.isArray(value) ? value : []);
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  function made(kind, style = "", text = "") {
    const element = document.createElement(kind);
    element.style.cssText = style;
    element.textContent = text;
    return element;
  }

  // The box with the progress.

  const earlier = document.getElementById(BOX);
  if (earlier && earlier.dataset.bezig) {
    alert("Het ophalen is al bezig; zie het kader rechtsonder.");
    return;
  }
  if (earlier) {
    earlier.remove();
  }
  const form = made("form");
  const box = made("div");
  const words = made("p");
  const bar = made("progress", "width:100%;margin:0 0 8px");
  const button = made("button", BUTTON);
  box.id = BOX;
  box.dataset.bezig = "ja";
  words.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;right:16px;bottom:16px;z-index:2147483647;box-sizing:border-box;" +
    "width:min(360px,calc(100vw - 32px));max-height:calc(100vh - 32px);overflow:auto;" +
    "padding:12px 16px;background:#ffffff;color:#22292d;" +
    "border:2px solid #0b6e75;border-radius:6px;font:15px/1.4 sans-serif;text-align:left";
  words.style.cssText = "margin:0 0 8px";
  bar.hidden = true;
  bar.setAttribute("aria-label", "Voortgang");
  button.type = "button";
  button.textContent = "Stoppen";
  button.onclick = () => halt("U hebt het ophalen gestopt. Er is geen bestand gemaakt.");
  box.append(words, bar, button);

  const say = (text) => {
    words.textContent = halted ? halted.message : text;
  };
  const counted = (number) => number.toLocaleString("nl-NL");
  const amount = (number, one, many) => `${counted(number)} ${number === 1 ? one : many}`;
  const pupilsLeft = () => (left ? ` Nog ${amount(left, "leerling", "leerlingen")}.` : "");

  function finish(text, loud) {
    words.textContent = text;
    bar.hidden = true;
    form.remove();
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
    say(`Magister vraagt om rust; over ${seconds} seconden gaat het ophalen verder.${pupilsLeft()}`);
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

  // An answer with a list of that name and, where Magister tells it, a total number. "No content" is an empty list.
  function parsed(text, name) {
    try {
      const answer = text.trim() ? JSON.parse(text) : { [name]: [] };
      return Array.isArray(answer[name]) ? answer : null;
    } catch {
      return null;
    }
  }

  // Throws Stop without a session, Missed when the answer does not come in so many tries. Rests are no tries.
  async function ask(path, { list: name, tries, rests }) {
    let failures = 0;
    for (let turn = 1; turn <= tries + rests && failures < tries; turn += 1) {
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
        const body = answer.status < 300 ? parsed(answer.text, name) : null;
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

  const page = (skip) => ask(`/api/leerlingen/zoeken?q=**&top=${PAGE_SIZE}&skip=${skip}`, LAST);

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

  // Beside the code stands what the school calls it, its type, and whether it is authorised.
  function entry(lesson, registration) {
    const hours = lesson.lesuur || { begin: lesson.lesuurBegin, einde: lesson.lesuurEinde };
    const first = hours.begin ?? null;
    const subject = /^(\S{1,12})\s+-\s/.exec(lesson.omschrijving || "");
    const reason = registration.reden || {};
    const kept = {
      ...local(lesson.begin || registration.moment),
      code: reason.code ?? null,
      period: (hours.einde ?? first) === first ? first : `${first}-${hours.einde}`,
      subject: subject ? subject[1].toLowerCase() : null,
    };
    if (reason.omschrijving) {
      kept.naam = reason.omschrijving;
    }
    if (reason.type) {
      kept.type = reason.type;
    }
    if (typeof reason.isGeoorloofd === "boolean") {
      kept.isGeoorloofd = reason.isGeoorloofd;
    }
    return kept;
  }

  // Throws Missed for an answer of another shape: no registration is lost by reading it as an empty one.
  function registrations(lessons, period) {
    const outside = (date) => /^\d{4}-\d\d-\d\d$/.test(date || "") && (date < period.begin || date > period.einde);
    const present = ({ reden }) => reden && (isPresent(reden.type || reden.omschrijving) || isPresent(reden.code));
    if (!lessons.every((lesson) => lesson && Array.isArray(lesson.verantwoordingen))) {
      throw new Missed("shape");
    }
    return lessons
      .flatMap((lesson) => lesson.verantwoordingen.map((found) => [lesson.afspraak || lesson, found]))
      .filter(([, found]) => !present(found))
      .map(([lesson, found]) => entry(lesson, found))
      .filter((found) => !outside(found.date));
  }

  // The choice of klassen and period.

  const shifted = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
  const klasOf = (pupil) => String(names(pupil.klassen)[0] || NO_KLAS);

  function labelled(text, input, style) {
    const label = made("label", style);
    label.append(...(input.type === "date" ? [text, input] : [input, ` ${text}`]));
    return label;
  }

  function dayInput(value) {
    const input = made("input", "display:block;width:100%;box-sizing:border-box;font:inherit;min-height:32px");
    Object.assign(input, { type: "date", value, required: true });
    return input;
  }

  function group(title) {
    const style = "border:1px solid #8c8c8c;border-radius:4px;margin:0 0 8px;padding:4px 8px 8px;min-width:0";
    const set = made("fieldset", style);
    set.append(made("legend", "font-weight:bold;padding:0 4px", title));
    return set;
  }

  // A box to tick per klas, all of them ticked at first.
  function klasBoxes(counts) {
    const sorted = [...counts].sort(([one], [other]) => one.localeCompare(other, "nl", { numeric: true }));
    return sorted.map(([klas, count]) => {
      const input = made("input", "width:18px;height:18px;margin:0");
      Object.assign(input, { type: "checkbox", value: klas, checked: true });
      const style = "display:flex;gap:6px;align-items:center;min-height:28px;overflow-wrap:anywhere";
      return { input, label: labelled(`${klas} (${count})`, input, style) };
    });
  }

  // Shows the form and gives the chosen klassen (null: all of them) and the period.
  function choose(pupils) {
    const today = local(new Date().toISOString()).date;
    const counts = new Map();
    pupils.forEach((pupil) => counts.set(klasOf(pupil), (counts.get(klasOf(pupil)) || 0) + 1));
    const boxes = klasBoxes(counts);
    const begin = dayInput(shifted(today, -DAYS_BACK));
    const end = dayInput(today);
    const period = group("Periode");
    period.append(labelled("Eerste dag", begin, "display:block;margin:0 0 4px"));
    period.append(labelled("Laatste dag", end, "display:block"));
    const klassen = group("Klassen");
    const columns = "display:grid;grid-template-columns:repeat(auto-fill,minmax(96px,1fr))";
    const grid = made("div", `${columns};max-height:30vh;overflow:auto`);
    const ticks = [["Alle", true], ["Geen", false]].map(([title, checked]) => {
      const tick = made("button", `${BUTTON};margin:0 8px 4px 0`, title);
      tick.type = "button";
      tick.onclick = () => boxes.forEach(({ input }) => (input.checked = checked));
      return tick;
    });
    grid.append(...boxes.map(({ label }) => label));
    klassen.append(...ticks, grid);
    const wrong = made("p", "margin:0 0 8px;color:#b3261e");
    wrong.setAttribute("role", "alert");
    const go = made("button", `${BUTTON};background:#0b6e75;color:#ffffff;margin:0 0 8px`, "Ophalen");
    form.append(period, klassen, wrong, go);
    form.noValidate = true; // what is wrong is said in our own words
    box.insertBefore(form, button);
    begin.focus();
    say("Kies de periode en de klassen.");
    return new Promise((done) => {
      form.onsubmit = (event) => {
        event.preventDefault();
        const chosen = boxes.filter(({ input }) => input.checked).map(({ input }) => input.value);
        wrong.textContent = "";
        if (!begin.value || !end.value) {
          wrong.textContent = "Vul een bestaande eerste en laatste dag in.";
        } else if (end.value < begin.value) {
          wrong.textContent = "De laatste dag ligt voor de eerste.";
        } else if (!chosen.length) {
          wrong.textContent = "Kies ten minste één klas.";
        } else {
          form.remove();
          done({
            period: { begin: begin.value, einde: end.value },
            klassen: chosen.length === boxes.length ? null : chosen,
          });
        }
      };
    });
  }

  // Fetching and saving.

  async function fetched(id, period, route) {
    // A day more on both sides: whether Magister means UTC days, and counts the last one, cannot be seen from here.
    const days = `begin=${shifted(period.begin, -1)}&einde=${shifted(period.einde, 1)}`;
    const answer = await ask(`/api/m6/leerlingen/${encodeURIComponent(id)}/${route.path}?${days}`, route);
    if (answer.totalCount > answer[route.list].length) {
      throw new Missed("incomplete");
    }
    return registrations(answer[route.list], period);
  }

  // Gives the ids of the pupils whose registrations did not come; all that are left of a route that never answers.
  async function round(ids, period, entries, route, title) {
    const queue = [...ids];
    const missed = [];
    let came = 0;
    const work = async () => {
      while (queue.length && (came || missed.length < GIVES_UP || route !== FAST)) {
        const id = queue.shift();
        try {
          entries[id] = await fetched(id, period, route);
          came += 1;
        } catch (error) {
          if (error instanceof Stop) {
            throw error;
          }
          missed.push(id); // also for an answer of an unknown shape
        }
        left = ids.length - came - missed.length;
        Object.assign(bar, { hidden: false, max: ids.length, value: ids.length - left });
        const all = amount(ids.length, "leerling", "leerlingen");
        say(`${title}: ${counted(ids.length - left)} van ${all}.${pupilsLeft()}`);
      }
    };
    await Promise.all(Array.from({ length: route.atOnce }, work));
    return [...missed, ...queue];
  }

  const fact = (row) => [row.date, row.time, row.code, row.period, row.subject].join("|");
  const facts = (rows) => JSON.stringify(rows.map(fact).sort());

  // Whether the fast route tells of some pupils what the slow one tells: null when the slow one told nothing. A
  // registration that somebody enters meanwhile is no difference: then both are asked once more.
  async function agrees(entries, period) {
    const [most, none] = COMPARED;
    const byRows = Object.keys(entries).sort((one, other) => entries[other].length - entries[one].length);
    const sample = new Set([...byRows.slice(0, most), ...byRows.slice(-none)]);
    let told = null;
    say("Steekproef: klopt de snelle weg met de gewone?");
    for (const id of sample) {
      try {
        if (facts(await fetched(id, period, SLOW)) !== facts(entries[id])) {
          entries[id] = await fetched(id, period, FAST);
          if (facts(await fetched(id, period, SLOW)) !== facts(entries[id])) {
            return false;
          }
        }
        told = true;
      } catch (error) {
        if (error instanceof Stop) {
          throw error;
        }
      }
    }
    return told;
  }

  // The registrations of all these pupils by id, who is missed, and what is to be said of the way there.
  async function allOf(ids, period) {
    let entries = {};
    let missed = await round(ids, period, entries, FAST, "Registraties");
    let said = "";
    const same = missed.length < ids.length ? await agrees(entries, period) : true;
    if (same === false) {
      [entries, missed] = [{}, [...ids]];
      said = " De snelle weg van Magister gaf andere gegevens dan de gewone; alles is langs de gewone weg opgehaald.";
    } else if (same === null) {
      said = " De snelle weg van Magister was niet met de gewone te vergelijken.";
    }
    const minutes = Math.ceil(missed.length / SLOW_A_MINUTE);
    const pauses = `met pauzes, ongeveer ${amount(minutes, "minuut", "minuten")}`;
    missed = await round(missed, period, entries, SLOW, `Gewone weg (${pauses})`);
    missed = await round(missed, period, entries, LAST, "Laatste ronde");
    if (Object.keys(entries).length + missed.length !== ids.length) {
      throw new Stop(`De telling klopt niet: niet elke leerling is opgehaald of als gemist geteld. ${AGAIN}`);
    }
    return { entries, missed, said };
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

  const numberOf = (pupil) => pupil.stamnummer || String(pupil.id);

  async function run() {
    say("Magister wordt gevraagd om de leerlingen.");
    const { found, unlisted } = await pupils(await firstPage());
    if (!found.size) {
      throw new Stop("Magister toont u geen leerlingen. Er is geen bestand gemaakt.");
    }
    const { period, klassen } = await choose([...found.values()]);
    const chosen = [...found.values()].filter((pupil) => !klassen || klassen.includes(klasOf(pupil)));
    const { entries, missed, said } = await allOf(chosen.map((pupil) => String(pupil.id)), period);
    if (missed.length === chosen.length) {
      throw new Stop(`Van geen enkele leerling kwamen de registraties binnen. ${AGAIN}`);
    }
    const students = chosen.map(slim);
    const numbers = students.filter((pupil) => missed.includes(String(pupil.id))).map(numberOf);
    // Nobody's number is known of pupils whom Magister counts and does not list.
    const lost = [...numbers, ...Array.from({ length: unlisted }, () => null)];
    const scope = klassen ? `klassen ${klassen.join(", ")}` : "alles wat deze gebruiker ziet";
    const name = `verzuim_${period.begin}_${period.einde}.json`;
    save({ period, scope, klassen, students, entries, verzuim_fouten: lost }, name);
    const total = Object.values(entries).reduce((sum, rows) => sum + rows.length, 0);
    const rows = amount(total, "registratie", "registraties");
    const result = `Het bestand ${name} staat bij uw downloads: ${rows}.${said}`;
    const who = numbers.length ? ` (${numbers.slice(0, NAMED).join(", ")}${numbers.length > NAMED ? " …" : ""})` : "";
    const all = chosen.length + unlisted;
    const loss =
      `LET OP: van ${lost.length} van de ${amount(all, "leerling", "leerlingen")} ontbreken de registraties${who}. ` +
      "Haal de gegevens later opnieuw op. ";
    const done = chosen.length === 1 ? "de leerling is" : `alle ${counted(chosen.length)} leerlingen zijn`;
    finish(lost.length ? loss + result : `Klaar, ${done} opgehaald. ${result}`, lost.length > 0);
  }

  document.body.append(box);
  try {
    await Promise.race([run(), halting]);
  } catch (error) {
    finish(error instanceof Stop ? error.message : `Er ging iets mis bij het ophalen. ${AGAIN}`, true);
  }
})();
