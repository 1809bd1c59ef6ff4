"""The answer: who is admitted when, where and operated in which theatre, and who nurses which room."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """One patient's admission day, room for the whole stay, and theatre on the admission day."""

    day: int
    room: str
    theatre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionsPlan:
    """A plan of the coming weeks.

    Attributes
    ----------
    admissions : dict
        Patient id to admission; patients without an entry are left for later.
    nurse_of : dict
        (room id, shift of the horizon) to nurse id.
    """

    admissions: dict[str, Admission]
    nurse_of: dict[tuple[str, int], str]
