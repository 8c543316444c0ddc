"""The words of which a protocol file takes one: everything else that it says is numbers and text of its own."""

from typing import Literal

Basis = Literal["document", "lezing"]
Track = Literal[
    "te_laat", "ongeoorloofd", "ziek", "uitgestuurd", "leerplicht", "gym", "luxe", "afspraken", "les_incident"
]
AppointmentKind = Literal["melden", "inhalen", "nablijven", "corvee"]
Unit = Literal[
    "keer", "lesuur", "dag", "melding", "aaneengesloten_dag", "aaneengesloten_week", "week_na_week", "procent"
]
Role = Literal[
    "mentor",
    "verzuimcoördinator",
    "afdelingsleider",
    "teamleider",
    "conrector",
    "zorgcoördinator",
    "leerlingbegeleider",
    "ondersteuningscoördinator",
    "dagcoördinator",
    "leerlingenbureau",
    "absentieadministratie",
    "conciërge",
    "vakdocent",
    "intern ondersteuningsteam",
    "leerplichtambtenaar",
    "schoolarts",
    "jeugdarts",
]
