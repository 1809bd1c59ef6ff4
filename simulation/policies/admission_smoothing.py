"""Admission smoothing: an elective quota by day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.limits import MOST_PATIENTS, MOST_WEIGHT
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionSmoothing(Policy):
    """Planned admissions are spread over the week.

    Attributes
    ----------
    by_weekday : tuple of 7 floats
        Medical electives, Monday first, relative to each other.
    surgical_a_day : int or None
        Most elective surgical inpatients called in a day.
    """

    words: ClassVar[Words] = Words("Admission smoothing", "入院均衡")
    by_weekday: Annotated[
        tuple[float, float, float, float, float, float, float],
        Words("medical admissions by weekday, relative", "内科择期入院按星期分配（相对值）", least=0, most=MOST_WEIGHT),
    ] = (1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.8)
    surgical_a_day: Annotated[
        int | None,
        Words("most surgical admissions a day", "每日外科择期入院上限", "patients", least=1, most=MOST_PATIENTS),
    ] = None

    def conflicts(self) -> Iterable[str | None]:
        """Return what is wrong with the weights together."""
        yield None if max(self.by_weekday) > 0 else "by_weekday is 0 on all days, expected a positive weight"

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the quota."""
        return replace(settings, elective_by_weekday=self.by_weekday, surgical_admissions_a_day=self.surgical_a_day)
