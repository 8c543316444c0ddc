"""The shape of the demo school: leerwegen, klassen, afdelingen and the lesson table."""

from dataclasses import dataclass

STUDIES = {"T": "VMBO-TL", "H": "HAVO", "V": "VWO"}
# Number of klassen per leerweg and leerjaar.
PARALLEL = {"T": (3, 3, 3, 3), "H": (3, 3, 3, 4, 3), "V": (3, 3, 3, 3, 3, 2)}
LOWER_TRACK = {"V": "H", "H": "T"}
UPPER_TRACK = {"T": "H", "H": "V"}

# Lesson hours of 45 minutes per week and subject; the sums are the lessons_per_week of school.toml.
_CORE = {"ne": 4, "en": 3, "fa": 2, "du": 2, "wi": 4, "lo": 3}
_LOWER = _CORE | {"gs": 2, "ak": 2, "bi": 2, "na": 2, "bv": 2, "mu": 1}
LESSON_TABLE: dict[int, dict[str, int]] = {
    1: _LOWER | {"te": 2, "ml": 1},
    2: _LOWER | {"te": 2, "ml": 1},
    3: _LOWER | {"sk": 2, "ec": 1, "ml": 1},
    4: {"ne": 4, "en": 4, "wi": 4, "lo": 2, "ma": 2, "ec": 4, "bi": 4, "gs": 4, "na": 4, "ml": 1},
    5: {"ne": 4, "en": 4, "wi": 4, "lo": 2, "ec": 4, "bi": 4, "gs": 4, "na": 4, "pws": 1, "ml": 1},
    6: {"ne": 4, "en": 3, "wi": 4, "lo": 1, "ec": 4, "bi": 4, "gs": 4, "na": 4, "pws": 1, "ml": 1},
}
GYM = "lo"


def letters_of(track: str, leerjaar: int) -> str:
    """Letters of the klassen of a leerjaar, such as ABC."""
    return "ABCDEFG"[: PARALLEL[track][leerjaar - 1]]


@dataclass(frozen=True)
class Klas:
    """One klas, such as H4B."""

    track: str
    leerjaar: int
    letter: str

    @property
    def name(self) -> str:
        """Name as the school writes it."""
        return f"{self.track}{self.leerjaar}{self.letter}"

    @property
    def study(self) -> str:
        """Study as Magister writes it, such as HAVO/4."""
        return f"{STUDIES[self.track]}/{self.leerjaar}"


@dataclass(frozen=True)
class Afdeling:
    """One afdeling with the patterns on klas that belong to it."""

    id: str
    name: str
    classes: tuple[str, ...]


KLASSEN: tuple[Klas, ...] = tuple(
    Klas(track, leerjaar, letter)
    for track, numbers in PARALLEL.items()
    for leerjaar in range(1, len(numbers) + 1)
    for letter in letters_of(track, leerjaar)
)
KLAS_INDEX = {klas: index for index, klas in enumerate(KLASSEN)}

AFDELINGEN = (
    Afdeling("vmbo-tl-onderbouw", "Vmbo-tl onderbouw", ("T1*", "T2*")),
    Afdeling("vmbo-tl-bovenbouw", "Vmbo-tl bovenbouw", ("T3*", "T4*")),
    Afdeling("havo-onderbouw", "Havo onderbouw", ("H1*", "H2*", "H3*")),
    Afdeling("havo-bovenbouw", "Havo bovenbouw", ("H4*", "H5*")),
    Afdeling("vwo-onderbouw", "Vwo onderbouw", ("V1*", "V2*", "V3*")),
    Afdeling("vwo-bovenbouw", "Vwo bovenbouw", ("V4*", "V5*", "V6*")),
)


def lessons_per_week() -> dict[int, int]:
    """Lesson hours per week by leerjaar."""
    return {leerjaar: sum(table.values()) for leerjaar, table in LESSON_TABLE.items()}


def last_leerjaar(track: str) -> int:
    """The leerjaar with the final exams."""
    return len(PARALLEL[track])
