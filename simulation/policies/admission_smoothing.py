"""Admission smoothing: an elective quota by day."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least, refuse
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
        Words("medical admissions by weekday, relative", "内科择期入院按星期分配（相对值）"),
    ] = (1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.8)
    surgical_a_day: Annotated[
        int | None, Words("most surgical admissions a day", "每日外科择期入院上限", "patients")
    ] = None

    def __post_init__(self) -> None:
        most = max(self.by_weekday)
        refuse(
            "Admission smoothing",
            [
                *(at_least("by_weekday", weight, 0) for weight in self.by_weekday),
                None if most > 0 else "by_weekday is 0 on all days, expected a positive weight",
                None if self.surgical_a_day is None else at_least("surgical_a_day", self.surgical_a_day, 1),
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the quota."""
        return replace(settings, elective_by_weekday=self.by_weekday, surgical_admissions_a_day=self.surgical_a_day)
