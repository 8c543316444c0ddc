"""Pupils of the demo school and the klassen they were in, through the school years."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data import figures
from data.klassen import KLAS_INDEX, KLASSEN, LOWER_TRACK, PARALLEL, UPPER_TRACK, Klas, last_leerjaar, letters_of
from data.lessons import first_year_of
from data.names import Name, draw_names
from pipelines.calendar import SchoolYear

_SEATS = [(track, leerjaar) for track, numbers in PARALLEL.items() for leerjaar in range(1, len(numbers) + 1)]
_KLAS_SIZE = figures.PUPILS / len(KLASSEN)
# Changes of klas and joining happen once the year runs: between these parts of its school days.
_CHANGES_BETWEEN = (0.12, 0.85)


@dataclass(frozen=True)
class Pupil:
    """One invented pupil."""

    student_id: str
    name: Name
    birth_date: date


@dataclass(frozen=True)
class Stay:
    """One pupil in one klas within one school year; both days included."""

    pupil: int
    klas: int
    first: date
    last: date


@dataclass(frozen=True)
class Enrolment:
    """All pupils that were ever at the school in these years, and their stays in order of time."""

    pupils: tuple[Pupil, ...]
    stays: tuple[Stay, ...]


@dataclass(frozen=True)
class _Place:
    track: str
    leerjaar: int
    letter: str = "A"


class _Register:
    """The roll of the school while the years are played: who is where, and every stay so far."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.places: dict[int, _Place] = {}
        self.entries: list[tuple[int, int]] = []
        self.stays: list[Stay] = []

    def enter(self, year: int, place: _Place) -> int:
        """A new pupil; the start of his or her school career follows from the leerjaar."""
        self.entries.append((year, place.leerjaar))
        number = len(self.entries) - 1
        self.places[number] = place
        return number

    def fill(self, year: int) -> None:
        """The first school year: every klas at its usual size."""
        for track, leerjaar in _SEATS:
            for _ in range(round(PARALLEL[track][leerjaar - 1] * _KLAS_SIZE)):
                self.enter(year, _Place(track, leerjaar))

    def promote(self) -> None:
        """1 August: up a year, down a leerweg, once more, or gone."""
        chances = self.rng.random((len(self.entries), 2))
        old, self.places = self.places, {}
        for pupil, place in old.items():
            following = _next_place(place, *chances[pupil])
            if following:
                self.places[pupil] = following

    def admit(self, year: int) -> None:
        """New first years up to the usual size of the school, and a few above the first year."""
        for _ in range(round(figures.JOINS_ABOVE_FIRST_YEAR * figures.PUPILS)):
            track, leerjaar = _SEATS[int(self.rng.integers(len(_SEATS)))]
            if 1 < leerjaar < last_leerjaar(track):
                self.enter(year, _Place(track, leerjaar))
        tracks = list(PARALLEL)
        for number in range(figures.PUPILS - len(self.places)):
            self.enter(year, _Place(tracks[number % len(tracks)], 1))

    def form_klassen(self) -> None:
        """Spreads the pupils of a leerjaar evenly; who shared a klas mostly stays together."""
        for track, leerjaar in _SEATS:
            group = [p for p, place in self.places.items() if (place.track, place.leerjaar) == (track, leerjaar)]
            lots = self.rng.random(len(group))
            ranked = sorted((self.places[pupil].letter, lot, pupil) for pupil, lot in zip(group, lots, strict=True))
            letters = letters_of(track, leerjaar)
            for rank, (_, _, pupil) in enumerate(ranked):
                self.places[pupil] = _Place(track, leerjaar, letters[rank * len(letters) // len(ranked)])

    def play_year(self, year: int, days: list[date], until: date) -> None:
        """Stays of one school year: leavers, joiners and changes of klas on school days of `days`."""
        part = len(days) / figures.SCHOOL_YEAR_DAYS
        pupils = list(self.places)
        number_of = {kind: round(share * figures.PUPILS * part) for kind, share in _SHARES.items()}
        movers = number_of["leaves"] + number_of["changes"]
        chosen = [int(pupil) for pupil in self.rng.choice(pupils, movers, replace=False)]
        leavers, changers = chosen[: number_of["leaves"]], chosen[number_of["leaves"] :]
        begin = SchoolYear(year).first_day
        for pupil in sorted(set(pupils) - set(chosen)):
            self._stay(pupil, begin, until)
        for pupil in leavers:
            self._stay(pupil, begin, self._some_day(days))
            del self.places[pupil]
        for pupil in changers:
            change = self._some_day(days)
            self._stay(pupil, begin, change - timedelta(1))
            self.places[pupil] = self._other_klas(self.places[pupil])
            self._stay(pupil, change, until)
        for _ in range(number_of["joins"]):
            track, leerjaar = _SEATS[int(self.rng.integers(len(_SEATS)))]
            letter = str(self.rng.choice(list(letters_of(track, leerjaar))))
            self._stay(self.enter(year, _Place(track, leerjaar, letter)), self._some_day(days), until)

    def _stay(self, pupil: int, first: date, last: date) -> None:
        place = self.places[pupil]
        klas = KLAS_INDEX[Klas(place.track, place.leerjaar, place.letter)]
        self.stays.append(Stay(pupil, klas, first, last))

    def _some_day(self, days: list[date]) -> date:
        low, high = (int(len(days) * bound) for bound in _CHANGES_BETWEEN)
        return days[int(self.rng.integers(low, high))]

    def _other_klas(self, place: _Place) -> _Place:
        lower = LOWER_TRACK.get(place.track)
        if lower and place.leerjaar <= 3 and self.rng.random() < 0.4:
            return _Place(lower, place.leerjaar, "A")
        letters = letters_of(place.track, place.leerjaar).replace(place.letter, "")
        return _Place(place.track, place.leerjaar, str(self.rng.choice(list(letters))))


_SHARES = {"leaves": figures.LEAVES_DURING_YEAR, "changes": figures.CHANGES_KLAS, "joins": figures.JOINS_DURING_YEAR}


def _next_place(place: _Place, chance: float, leaving: float) -> _Place | None:
    if leaving < figures.LEAVES_IN_SUMMER:
        return None
    if chance < figures.STAYS_BEHIND:
        return place
    if place.leerjaar == last_leerjaar(place.track):
        upper = UPPER_TRACK.get(place.track)
        goes_on = upper and chance < figures.STAYS_BEHIND + figures.GOES_ON_AFTER_FINALS
        return _Place(upper, place.leerjaar, "A") if upper and goes_on else None
    if place.track in LOWER_TRACK and place.leerjaar < 4 and chance > 1 - figures.GOES_DOWN:
        return _Place(LOWER_TRACK[place.track], place.leerjaar + 1, place.letter)
    return _Place(place.track, place.leerjaar + 1, place.letter)


def make_enrolment(rng: np.random.Generator, days: list[date]) -> Enrolment:
    """Plays the school years that hold `days` (all school days, in order)."""
    register = _Register(rng)
    for year in range(figures.FIRST_YEAR, first_year_of(days[-1]) + 1):
        if register.places:
            register.promote()
            register.admit(year)
        else:
            register.fill(year)
        register.form_klassen()
        begin, until = SchoolYear(year).first_day, SchoolYear(year).last_day
        register.play_year(year, [day for day in days if begin <= day <= until], until)
    pupils = _pupils(rng, register.entries)
    return Enrolment(pupils, tuple(sorted(register.stays, key=lambda stay: (stay.pupil, stay.first))))


def _pupils(rng: np.random.Generator, entries: list[tuple[int, int]]) -> tuple[Pupil, ...]:
    names = draw_names(rng, len(entries))
    # A first-year is born in the twelve months up to 30 September, twelve years before; some a year earlier.
    shift = rng.integers(0, 365, len(entries))
    older = rng.random(len(entries)) < figures.A_YEAR_OLDER
    places: dict[int, int] = {}
    found = []
    for number, (year, leerjaar) in enumerate(entries):
        cohort = year - leerjaar + 1
        places[cohort] = places.get(cohort, 0) + 1
        born = date(cohort - 13 - int(older[number]), 10, 1) + timedelta(int(shift[number]))
        found.append(Pupil(f"{cohort % 100:02d}{places[cohort]:04d}", names[number], born))
    return tuple(found)
