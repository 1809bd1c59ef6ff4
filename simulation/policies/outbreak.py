"""Infectious outbreak: cohorting, closed wards, absent staff."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least, refuse, within
from simulation.policies.policy import Policy
from simulation.settings import Closure, HospitalSettings, Influx
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbreak(Policy):
    """Patients of one airborne pathogen come day after day, wards close, staff falls ill.

    Attributes
    ----------
    from_day, days : int
        Days of the run, warm-up included.
    patients_a_day : int
        Arrivals with the pathogen in emergency.
    admitted : float
        Share of them who need a bed, in rooms with negative pressure and beside the same pathogen only.
    closed_wards : int
        Wards that close for its length, counted from the end of the hospital's general wards.
    staff_absence : float
        Share of the staff that is absent, for the whole run.
    """

    words: ClassVar[Words] = Words("Infectious outbreak", "传染病暴发")
    from_day: Annotated[int, Words("from day of the run", "从运行第几天起")] = 0
    days: Annotated[int, Words("for", "持续", "days")] = 42
    patients_a_day: Annotated[int, Words("patients a day", "每日病例", "patients")] = 6
    admitted: Annotated[float, Words("share who need a bed", "需住院比例", SHARE)] = 0.5
    closed_wards: Annotated[int, Words("wards closed", "停用病区", "wards")] = 1
    staff_absence: Annotated[float, Words("staff absent", "员工缺勤", SHARE)] = 0.05

    def __post_init__(self) -> None:
        refuse(
            "Outbreak",
            [
                at_least("from_day", self.from_day, 0),
                at_least("days", self.days, 1),
                at_least("patients_a_day", self.patients_a_day, 0),
                within("admitted", self.admitted, 0, 1),
                at_least("closed_wards", self.closed_wards, 0),
                within("staff_absence", self.staff_absence, 0, 0.9),
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the outbreak."""
        infectious = tuple(
            department.id for department in settings.hospital.departments if department.kind.value == "infectious"
        )
        arrivals = tuple(
            Influx(
                day=day,
                minute=0,
                patients=self.patients_a_day,
                hours=24.0,
                admitted=self.admitted,
                departments=infectious,
                airborne=True,
            )
            for day in range(self.from_day, self.from_day + self.days)
        )
        general = [ward.id for ward in settings.hospital.wards if not ward.shared]
        closures = tuple(
            Closure(ward=ward, from_day=self.from_day, to_day=self.from_day + self.days)
            for ward in general[len(general) - self.closed_wards :]
        )
        return replace(
            settings,
            influxes=(*settings.influxes, *arrivals),
            closures=(*settings.closures, *closures),
            staff_absence=max(settings.staff_absence, self.staff_absence),
        )
