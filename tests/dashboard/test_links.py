"""Links that name what is not there: each says what it dropped, and a fault of the program never looks like one."""

from datetime import timedelta

import pytest

from dashboard import lists
from dashboard.access import WORKSPACE_VARIABLE
from dashboard.listing import LONGEST_SAID, Pick, StaleLinkError, day_of, parse_pick, said
from dashboard.view import View
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.dashboard.test_pages import answer
from tests.dashboard.trends.test_page import view_of
from tests.pipelines.histories import YEAR

KGC = schools.PROTOCOL
# link | what it says of it
STALE = [
    ("", "de lijst ‘’ is er niet"),
    ("geheim~1", "de lijst ‘geheim’ is er niet"),
    ("trede", "de koppeling is afgebroken"),
    (f"trede~{KGC}~te-laat~tl-3~2026-12-11~meer", "de koppeling is afgebroken"),
    ("trede~weg-2019~te-laat~tl-3", "het protocol ‘weg-2019’ is er niet"),
    (f"trede~{KGC}~spijbelen~tl-3", f"bij {KGC} de ladder ‘spijbelen’ is er niet"),
    (f"trede~{KGC}~te-laat~tl-4", "op de ladder Te laat de trede ‘tl-4’ is er niet"),
    (f"trede~{KGC}~te-laat~tl-3~gisteren", "‘gisteren’ is geen dag"),
    (f"trede~{KGC}~te-laat~tl-3~2026-12-12", "van 12-12-2026 zijn er op deze peildatum geen gegevens"),
    (f"stroom~{KGC}~te-laat~2026-12-04~achteruit", "de beweging ‘achteruit’ is er niet"),
    (f"stroom~{KGC}~te-laat~2020-12-04~omhoog", "van 04-12-2020 zijn er op deze peildatum geen gegevens"),
    (f"van-naar~{KGC}~te-laat~2026-12-04~tl-3~tl-4", "de trede ‘tl-4’ is er niet"),
    (f"bijna~{KGC}~spijbelen", "de ladder ‘spijbelen’ is er niet"),
    ("week~ziek~2026-12-14", "van 14-12-2026 zijn er op deze peildatum geen gegevens"),
    ("week~ziek~2026-12-07~mavo", "de afdeling ‘mavo’ is er niet"),
    ("deel~ziek~2026-2027~klas~H9z", "de klas ‘H9z’ is er niet"),
    ("deel~ziek~2025-2026~klas~H4a", "het schooljaar ‘2025-2026’ is er niet"),
    ("deel~ziek~2026-2027~school~H4a", "de indeling ‘school’ is er niet"),
    ("cel~ziek~2026-2027~1~eerste", "‘eerste’ is geen lesuur"),
    ("vak~geeuwen~2026-2027~ne", "de soort verzuim ‘geeuwen’ is er niet"),
    ("duo~jaar", "de soort melding ‘jaar’ is er niet"),
    ("nalopen~codes", "de bevinding ‘codes’ is er niet"),
    ("onverklaard~ooit", "de keuze ‘ooit’ is er niet"),
    ("zonder-reden~oud", "de ouderdom ‘oud’ is er niet"),
    ("correcties~ooit", "‘ooit’ is geen moment"),
    ("nieuw~overal~2026-12-04", "het nieuws ‘overal’ is er niet"),
    ("nieuw~treden~2026-12-12", "van 12-12-2026 zijn er op deze peildatum geen gegevens"),
    ("werklijst~geen", "de groep ‘geen’ is er niet"),
    ("werklijst~~hulpsheriff", "de rol ‘hulpsheriff’ is er niet"),
    ("werklijst~~~spijbelen", "de keuze van een ladder op de werklijst is er niet meer"),
    ("ziek-afdeling~mavo", "de afdeling ‘mavo’ is er niet"),
    ("ziek-signaal~weg-2019", "het ziekteprotocol ‘weg-2019’ is er niet"),
    ("gemist~weg-2019", "het protocol of concept ‘weg-2019’ is er niet"),
    (f"verschil~{KGC}~mlg-2020~zang", "het spoor ‘zang’ is er niet"),
    (f"verschil~{KGC}~mlg-2020~ziek~opzij", "de richting ‘opzij’ is er niet"),
    (f"wat-als~{KGC};getal:te-laat:tl-10:1:1:5~straks~te-laat~tl-3".replace(";", "%3B"), "de kant ‘straks’ is er niet"),
    (f"wat-als~{KGC}%3Bgetal:te-laat:tl-10:1:1:5~nu~te-laat~tl-4", "de trede ‘tl-4’ is er niet"),
    (f"wat-als~{KGC}%3Bgetal:te-laat:tl-10:1:1:5~nu~ziek~zk-5d", "de veranderde ladder ‘ziek’ is er niet"),
]


@pytest.fixture
def view(school: School, monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(school("normaal").path))
    return view_of(school("normaal"))


@pytest.mark.parametrize(("link", "says"), STALE)
def test_a_stale_link_says_what_is_not_there(view: View, link: str, says: str) -> None:
    with pytest.raises(StaleLinkError) as error:
        lists.find(view, parse_pick(link))
    assert says in error.value.what


def test_a_role_without_tasks_is_an_empty_list_and_no_stale_link(view: View) -> None:
    assert lists.find(view, Pick("werklijst", ("", "schoolarts"))).frame.is_empty()


@pytest.mark.parametrize("fault", [KeyError("x"), TypeError("x"), ValueError("x")])
def test_a_fault_of_the_program_is_no_stale_link(view: View, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def broken(_view: View) -> None:
        raise fault

    monkeypatch.setitem(lists.LISTS, "meldingen", broken)
    with pytest.raises(type(fault)):
        lists.find(view, Pick("meldingen"))


@pytest.mark.parametrize(("day", "known"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_day_of_a_link_lies_inside_the_data(day: int, known: bool) -> None:
    first, last = YEAR[0], YEAR[0] + timedelta(1)
    text = (first + timedelta(day)).isoformat()
    if known:
        assert day_of(text, first, last).isoformat() == text
    else:
        with pytest.raises(StaleLinkError):
            day_of(text, first, last)


def test_what_a_link_says_is_quoted_as_plain_text() -> None:
    assert said("[x](http:y)<b>*`") == "‘?x??http:y??b???’"
    assert said("Ümit") == "‘Ümit’"
    assert len(said("a" * 99)) == LONGEST_SAID + 2


def test_the_page_of_a_stale_link_says_so(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerlingen", lijst=f"trede~{KGC}~te-laat~tl-4")
    assert "wijst geen lijst aan" in answer(shown)
    assert [each.value for each in shown.warning] == ["Op de ladder Te laat de trede ‘tl-4’ is er niet (meer)."]
    pupil = open_page(school("normaal"), "leerling", leerling="1001", lijst=f"trede~{KGC}~te-laat~tl-4")
    assert ["waar u vandaan kwam" in each.value and "‘tl-4’" in each.value for each in pupil.warning] == [True]


def test_a_pupil_who_is_not_there_is_said(school: School, open_page: OpenPage) -> None:
    assert "uit deze koppeling is er niet" in answer(open_page(school("normaal"), "leerling", leerling="9999"))
    assert "koppeling" not in answer(open_page(school("normaal"), "leerling"))


# what the URL asks | what is said of it
FILTERS: list[tuple[dict[str, str | list[str]], list[str]]] = [
    ({"klas": "H4a"}, []),
    ({"klas": ["H4a", "H9z"]}, ["klas ‘H9z’"]),
    ({"afdeling": "Havo bovenbouw", "klas": "H4a", "leerjaar": "4", "peildatum": "2026-12-11"}, []),
    ({"afdeling": "Mavo", "leerjaar": "6"}, ["afdeling ‘Mavo’", "leerjaar ‘6’"]),
    # A klas of another afdeling than the one that was chosen.
    ({"afdeling": "Havo bovenbouw", "klas": "V5b"}, ["klas ‘V5b’"]),
    ({"mentor": "Niemand"}, ["mentor ‘Niemand’"]),
    ({"school": "Elders"}, ["school ‘Elders’"]),
    ({"peildatum": "2026-12-12"}, ["peildatum ‘2026-12-12’"]),
    ({"peildatum": "2031-01-01"}, ["peildatum ‘2031-01-01’"]),
    ({"peildatum": "gisteren"}, ["peildatum ‘gisteren’"]),
]


@pytest.mark.parametrize(("query", "gone"), FILTERS)
def test_a_filter_that_is_not_there_is_said(
    school: School, open_page: OpenPage, query: dict[str, str | list[str]], gone: list[str]
) -> None:
    shown = open_page(school("normaal"), "trends", **query)
    assert not shown.exception
    told = [each.value for each in shown.warning if "koppeling" in each.value]
    assert len(told) == bool(gone)
    assert all(each in told[0] for each in gone)
