"""What a dispatcher types about a request: read, or said to be wrong in the reader's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from zoneinfo import ZoneInfo

from api.routes.documents import YEARS

SHORTER, LONGER = 0.6, 1.8
"""The 10% and 90% quantile of a stay of which only the middle is known, as parts of it: a working assumption."""
LONGEST_STAY_DAYS = 1000
OLDEST_YEARS = 130


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the fields."""

    fields: Mapping[str, str]
    equipment: frozenset[str]

    def __getattr__(self, name: str) -> str:
        """Return a field, or nothing."""
        return self.fields.get(name, "")

    @property
    def stay_days(self) -> float | None:
        """Return the expected stay in days; None where none, or no number, was given."""
        return _number(self.stay)

    def needed(self, zone: ZoneInfo) -> datetime | None:
        """Return when the bed is needed by; None where none, or no moment, was given."""
        try:
            at = datetime.fromisoformat(self.needed_by.strip())
        except ValueError:
            return None
        return at.replace(tzinfo=at.tzinfo or zone) if YEARS[0] <= at.year <= YEARS[1] else None


def problems_of_fields(given: Given, zone: ZoneInfo, gettext: Callable[[str], str], *, new: bool) -> list[str]:
    """Return what is wrong with typed fields, each by the name on its label; all at once.

    Parameters
    ----------
    given : Given
        What was typed.
    zone : ZoneInfo
        Of the times on screen.
    gettext : callable
        Into the reader's language.
    new : bool
        For a new request, which has a patient to be named.
    """
    _ = gettext
    stay, age = given.stay_days, _number(given.age)
    problems = []
    if new and not _is_name(given.patient.strip()):
        problems.append(_("Patient: expected an id of at most 100 characters."))
    if new and (age is None or not 0 <= age <= OLDEST_YEARS):
        problems.append(_("Age in years: expected a number from 0 to 130, such as 67 or 0.5."))
    if new and given.pathogen.strip() and given.isolation in ("", "none"):
        problems.append(_("Pathogen: expected only with an isolation, contact or airborne."))
    if new and given.pathogen.strip() and not _is_name(given.pathogen.strip()):
        problems.append(_("Pathogen: expected a name of at most 100 characters."))
    if given.stay.strip() and (stay is None or not 0 < stay <= LONGEST_STAY_DAYS):
        problems.append(_("Expected stay: expected a number of days above 0, such as 3 or 0.5."))
    if given.needed_by.strip() and given.needed(zone) is None:
        problems.append(_("Needed by: expected a date and time."))
    return problems


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _is_name(text: str) -> bool:
    return 0 < len(text) <= 100 and text.isprintable()
