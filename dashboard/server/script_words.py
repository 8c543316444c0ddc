"""What stands otherwise in the scripts of Streamlit than it made them: Dutch words, and the keyboard on a button in a table."""

from collections.abc import Mapping

_LABEL = '"aria-label":`%s`'


def _labels(**words: str) -> dict[str, str]:
    """What a screen reader says, as the scripts write it; `_` is a space."""
    return {_LABEL % english.replace("_", " "): _LABEL % dutch for english, dutch in words.items()}


# Streamlit hears a button in a cell from the mouse only. The grid says Enter and space as well (`onCellActivated`), to which it
# does not listen; who has no mouse points at no place of the button, and goes to the menu that it opens. A screen reader says
# no name of an icon.
KEYS = {
    "onCellClicked:ke?void 0:_t,onColumnResize": (
        'onCellClicked:ke?void 0:_t,onCellActivated:(e,t)=>{!ke&&t.inputType==="keyboard"&&'
        "_t(e,{bounds:O.current.getBounds(...e),preventDefault(){}})},onColumnResize"
    ),
    "if(kd(Od(": "if(n===void 0||kd(Od(",
    "tabIndex:0,allowWrap:!0,": (
        "allowWrap:!0,tabIndex:0,"
        "ref:e=>{t||e?.parentNode.contains(document.activeElement)||e?.focus({preventScroll:!0})},"
    ),
    "copyData:Array.isArray(t)?t.join(`, `):t,": (
        r'copyData:(Array.isArray(t)?t.join(`, `):t).replace(/:material\/\w+: ?/g,""),'
    ),
}

# What *Verdeling* in the menu of a column says of its values.
STATISTICS = {
    "`Values`,value": "`Gevuld`,value",
    "`Empty`,value": "`Leeg`,value",
    "`Distinct`,value": "`Verschillend`,value",
    "`Average`,value": "`Gemiddelde`,value",
    "`Standard deviation`": "`Standaardafwijking`",
    "`Minimum`,value": "`Laagste`,value",
    "`25th percentile`": "`Een kwart tot`",
    "`Median`,value": "`Helft tot`,value",
    "`75th percentile`": "`Driekwart tot`",
    "`Maximum`,value": "`Hoogste`,value",
    "`Sum`": "`Som`",
    "`Minimum length`": "`Kortste, in letters`",
    "`Maximum length`": "`Langste, in letters`",
    "`Average length`": "`Gemiddeld, in letters`",
    "label:`Range`": "label:`Over`",
    "`1 ${t}`:`${n} ${t}s`": '`1 ${t.split("|")[0]}`:`${n} ${t.split("|")[1]}`',
    "(c),`year`)": "(c),`jaar|jaar`)",
    "(s),`month`)": "(s),`maand|maanden`)",
    "(o),`week`)": "(o),`week|weken`)",
    "(a),`day`)": "(a),`dag|dagen`)",
    "(i),`hour`)": "(i),`uur|uur`)",
    "(r),`minute`)": "(r),`minuut|minuten`)",
    "(n),`second`)": "(n),`seconde|seconden`)",
    "`Distribution histogram`": "`Verdeling van de waarden`",
    "`Top values frequency chart`": "`Wat het vaakst voorkomt`",
    "`True/false distribution chart`": "`Hoe vaak ja en nee`",
    "Iy(`True`": "Iy(`Ja`",
    "Iy(`False`": "Iy(`Nee`",
    "title:`Range`": "title:`Van – tot`",
    "title:`Count`": "title:`Aantal`",
    "`No data`": "`Geen gegevens`",
    "`Based on sample`": "`Van een deel van de rijen`",
}

# Name of a script up to its first dot -> text in it -> ours. Each text stands there (`tests/dashboard/test_dutch.py`).
WORDS: Mapping[str, Mapping[str, str]] = {
    "DataFrame": {
        **KEYS,
        "`Sort ascending`": "`Oplopend sorteren`",
        "`Sort descending`": "`Aflopend sorteren`",
        "),`Statistics`]": "),`Verdeling`]",
        "`Format`]": "`Weergave`]",
        "`Autosize`]": "`Passend maken`]",
        "`Pin column`": "`Kolom vastzetten`",
        "`Unpin column`": "`Kolom losmaken`",
        "`Hide column`": "`Kolom verbergen`",
        "`Show/hide columns`": "`Kolommen tonen of verbergen`",
        "`Select all`": "`Alle kolommen`",
        "label:`Search`": "label:`Zoeken`",
        "`Type to search`": "`Typ wat u zoekt`",
        "?`over ": "?`meer dan ",
        "`${v.results} result$": "`${v.results} treffer$",
        "selectedIndex+1} of ${": "selectedIndex+1} van ${",
        "label:`Automatic`": "label:`Vanzelf`",
        "label:`Localized`": "label:`Met punten`",
        "label:`Plain`": "label:`Zonder punten`",
        "label:`Compact`": "label:`Kort`",
        "label:`Percent`": "label:`Procent`",
        "label:`Scientific`": "label:`Macht van tien`",
        "label:`Accounting`": "label:`Boekhouding`",
        "label:`Duration`": "label:`Duur`",
        "label:`Distance`": "label:`Hoelang geleden`",
        "label:`Calendar`": "label:`Kalender`",
        "title:`Copy column name`": "title:`Naam van de kolom kopiëren`",
        "label:`Clear selection`": "label:`Niets kiezen`",
        **STATISTICS,
        **_labels(
            Previous_Result="Vorige treffer",
            Next_Result="Volgende treffer",
            Close_Search="Zoeken sluiten",
            Dataframe_column_menu="Menu van de kolom",
            Copy_column_name="Naam van de kolom kopiëren",
            Button_action_menu="Menu van de knop",
        ),
    },
    "Toolbar": {"`Fullscreen`,icon": "`Groter`,icon", "`Close fullscreen`": "`Weer klein`"},
    "NumberInput": {
        **_labels(Clear_value="Leegmaken", Increment="Hoger", Decrement="Lager"),
        "`Number is outside the allowed range. Please enter a value between ${n} and": "`Kies een getal van ${n} tot en met",
        "`Number is below the allowed range. Please enter a value greater than or equal to": "`Kies een getal vanaf",
        "`Number is above the allowed range. Please enter a value less than or equal to": "`Kies een getal tot en met",
    },
    "Selectbox": {**_labels(Clear_value="Leegmaken", Open="Openen"), "`No results`": "`Niets gevonden`"},
    "Multiselect": {
        **_labels(Open="Openen", Clear_all="Alles weghalen", Selected_values="Gekozen"),
        "`Remove ${": "`Weghalen: ${",
        "`No results`": "`Niets gevonden`",
        "`Select all`": "`Alles kiezen`",
        "`Select ${p.length} matches`": "`Deze ${p.length} kiezen`",
    },
    "DateInput": {
        **_labels(
            Choose_date="Datum kiezen",
            Choose_date_range="Dagen kiezen",
            Clear_date="Leegmaken",
            Clear_dates="Leegmaken",
        ),
        "`Use arrow keys to navigate dates. Enter to select. Escape to close.`": (
            "`Met de pijlen gaat u langs de dagen, Enter kiest, Escape sluit.`"
        ),
    },
    "DateField": {
        # The order of day, month and year is that of a country that speaks English.
        "return new Intl.DisplayNames(e,": 'return new Intl.DisplayNames("nl",',
        "`era`,year:`year`,month:`month`,day:`day`,": "`jaartelling`,year:`jaar`,month:`maand`,day:`dag`,",
        "`Calendar`,startDate:`Start Date`,endDate:`End Date`": "`Kalender`,startDate:`Eerste dag`,endDate:`Laatste dag`",
        "`Selected Date: ${": "`Gekozen: ${",
        "`Selected Range: ${e.startDate} to ${": "`Gekozen: ${e.startDate} tot en met ${",
    },
    "ReorderedSegments": {
        **_labels(Previous_month="Vorige maand", Next_month="Volgende maand"),
        "previous:`Previous`,next:`Next`": "previous:`Vorige`,next:`Volgende`",
        "`Selected Date: ${": "`Gekozen: ${",
        "`Selected Range: ${": "`Gekozen: ${",
        "`Today, ${e.date}`": "`Vandaag, ${e.date}`",
        "`Today, ${e.date} selected`": "`Vandaag, ${e.date} gekozen`",
        "=>`${e.date} selected`": "=>`${e.date} gekozen`",
        "`Click to start selecting date range`": "`Kies de eerste dag`",
        "`Click to finish selecting date range`": "`Kies de laatste dag`",
        "`First available date`": "`Eerste dag die kan`",
        "`Last available date`": "`Laatste dag die kan`",
    },
    "moment": {
        "`in %s`,past:`%s ago`,s:`a few seconds`": "`over %s`,past:`%s geleden`,s:`enkele seconden`",
        "m:`a minute`,mm:`%d minutes`": "m:`een minuut`,mm:`%d minuten`",
        "h:`an hour`,hh:`%d hours`": "h:`een uur`,hh:`%d uur`",
        "d:`a day`,dd:`%d days`": "d:`een dag`,dd:`%d dagen`",
        "M:`a month`,MM:`%d months`": "M:`een maand`,MM:`%d maanden`",
        "y:`a year`,yy:`%d years`": "y:`een jaar`,yy:`%d jaar`",
    },
    "StreamlitMarkdown": {"?`Help`:`Help for ${": "?`Uitleg`:`Uitleg bij ${"},
    "FileUploader": {"`Upload`": "`Bestand kiezen`", "} files are not allowed.`": "}: zo'n bestand kan hier niet.`"},
    "utils": {
        **_labels(file_upload="Bestand kiezen"),
        "`File must be ${": "`Een bestand is hier hooguit ${",
        "} or smaller.`": "}.`",
        "} files are not allowed.`": "}: zo'n bestand kan hier niet.`",
        "`Cancel upload of ${": "`Stoppen met ${",
        "`Remove ${e.name}`": "`Weghalen: ${e.name}`",
    },
    "index": {
        **_labels(
            App_pages="Pagina's",
            Expand_sidebar="Menu openen",
            Collapse_sidebar="Menu sluiten",
            Sidebar="Menu en keuzes",
            Close="Sluiten",
            **{"Running...": "Bezig"},
        ),
        "?`view less`:`view more`": "?`minder`:`meer`",
        "`Stopping...`:`Stop`": "`Stopt`:`Stoppen`",
        "`Skip to main content`": "`Naar de inhoud`",
        "=`Connecting`,": "=`Verbinden`,",
        "=`Connecting to Streamlit server`": "=`Het dashboard wordt gezocht`",
        "=`Unable to connect to Streamlit server`": "=`Geen verbinding met het dashboard`",
        "(`Connection error`": "(`Geen verbinding`",
        "`Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:`,"
        "codeBlock:`streamlit run yourscript.py`": "`Het dashboard antwoordt niet. Is het gestopt, start het dan opnieuw.`",
        "`Streamlit server is not responding. Are you connected to the internet?`": (
            "`Het dashboard antwoordt niet. Hebt u verbinding met het netwerk?`"
        ),
    },
}
