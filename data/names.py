"""Invented names: first and last names combined at random, in letters that cp1252 holds."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Name:
    """The name of one invented pupil."""

    roepnaam: str
    tussenvoegsel: str
    achternaam: str


_DUTCH = (
    "Emma Julia Mila Tess Sophie Zoë Sara Nora Yara Eva Lotte Noor Saar Fleur Roos Lieke Isa Maud "
    "Fenna Jasmijn Anouk Femke Lynn Merel Britt Puck Vera Loïs Noëlle Renée Daan Sem Lucas Levi Finn "
    "Noah Luuk Mees Milan Bram Jesse Thijs Lars Ruben Stijn Tijn Sven Thomas Gijs Hugo Jurre Niek "
    "Olivier Pepijn Quinten Siem Teun Timo Wout Floris Joël"
)
_WIDER = (
    "Elif Zeynep Ayse Esra Melis Emre Yusuf Kerem Mert Deniz Ömer Ümit Fatima Salma Imane Hajar Nour "
    "Samira Ayoub Bilal Ilyas Soufiane Younes Zakaria Anass Kasia Zofia Oliwia Maja Jakub Kacper "
    "Szymon Filip Aleksander Jaïr Shanaya Priya Anjali Rishi Dewi Naomi Jayden Djenairo Xavier Chantal "
    "Mei Lin Wei Minh Linh Amira Layla Omar Karim Tarik Selam Yonas Rahel Abel Diana Andrei Ioana "
    "Sofía José Inês João Chloé Théo"
)
_DUTCH_LAST = (
    "|Jansen;de|Vries;van den|Berg;|Bakker;van|Dijk;|Visser;|Smit;de|Boer;|Mulder;de|Groot;|Bos;|Vos;"
    "|Peters;|Hendriks;van|Leeuwen;|Dekker;|Brouwer;de|Wit;|Dijkstra;|Smits;de|Graaf;van der|Meer;"
    "van der|Linden;|Kok;|Jacobs;de|Haan;|Vermeulen;van den|Heuvel;van der|Veen;van den|Broek;"
    "de|Bruijn;|Schouten;van|Beek;|Willems;van|Vliet;van de|Ven;|Hoekstra;|Maas;|Verhoeven;|Koster;"
    "van|Dam;van der|Wal;|Prins;|Blom;|Huisman;|Kuipers;van|Veen;|Post;|Kuiper;|Veenstra;|Kramer;"
    "van den|Brink;|Scholten;van|Wijk;|Postma;|Martens;|Vink;de|Ruiter;|Timmermans;|Groen;|Gerritsen;"
    "|Jonker;van|Loon;|Boer;van der|Velde;|Willemsen;|Smeets;de|Lange;de|Vos;|Bosch;van|Dongen;"
    "|Schipper;de|Koning;|Koning;|Evers;van|Rijn;in 't|Veld;van 't|Hof;|Goossens;|Hofman;|Zijlstra"
)
_WIDER_LAST = (
    "|Yilmaz;|Kaya;|Demir;|Öztürk;|Çelik;|Aydin;|Arslan;|Koç;|Polat;|Özdemir;|Bouzid;|Amrani;|Bennani;"
    "el|Idrissi;|Chaoui;|Haddad;|Tahiri;|Ziani;el|Khattabi;|Azzouzi;|Kowalski;|Nowak;|Wójcik;|Mazur;"
    "|Kaczmarek;|Zielinski;|Ramdin;|Sewnarain;|Kalloe;|Biharie;|Mahabier;|Pinas;|Martina;|Wijngaarde;"
    "|Chen;|Wong;|Nguyen;|Tran;|Hassan;|Ahmed;|Saleh;|Tesfay;|Haile;|Popescu;|Ionescu;|García;"
    "|Fernández;|Gonçalves;|Simões;|Lefèvre"
)
_DUTCH_PART = 0.66
_MIXED_PART = 0.12


def _last_names(listed: str) -> list[tuple[str, str]]:
    pairs = [name.split("|") for name in listed.split(";")]
    return [(infix, last) for infix, last in pairs]


def draw_names(rng: np.random.Generator, number: int) -> list[Name]:
    """As many names as asked for; two pupils may share one, as in a real school."""
    first_lists, last_lists = ((_DUTCH.split(), _WIDER.split()), (_last_names(_DUTCH_LAST), _last_names(_WIDER_LAST)))
    wider = (rng.random(number) >= _DUTCH_PART).astype(int)
    mixed = (wider + (rng.random(number) < _MIXED_PART)) % 2
    picks = rng.random((number, 2))
    found = []
    for n in range(number):
        firsts, lasts = first_lists[wider[n]], last_lists[mixed[n]]
        infix, last = lasts[int(picks[n, 1] * len(lasts))]
        found.append(Name(firsts[int(picks[n, 0] * len(firsts))], infix, last))
    return found
