"""Infectious outbreak: cohorting, closed wards, absent staff."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.hospital import DepartmentKind, Hospital
from simulation.limits import MOST_BEDS, MOST_DAYS, MOST_PATIENTS
from simulation.policies.policy import Policy, general_wards
from simulation.settings import Closure, HospitalSettings, Influx
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbreak(Policy):
    """Patients of one airborne pathogen come day after day, wards close, staff falls ill.

    Attributes
    ----------
    from_day, days : int
        Days of the run, warm-up included; the first is 0.
    patients_a_day : int
        Arrivals with the pathogen in emergency.
    admitted : float
        Share of them who need a bed, in rooms with negative pressure and beside the same pathogen only.
    closed_wards : int
        Wards that close for its length, counted from the end of the hospital's general wards that do not treat it.
    staff_absence : float
        Share of the staff that is absent, for the whole run.
    """

    words: ClassVar[Words] = Words("Infectious outbreak", "传染病暴发")
    from_day: Annotated[
        int, Words("from day of the run (the first is 0)", "从运行第几天起（首日为0）", least=0, most=MOST_DAYS)
    ] = 0
    days: Annotated[int, Words("for", "持续", "days", least=1, most=MOST_DAYS)] = 42
    patients_a_day: Annotated[int, Words("patients a day", "每日病例", "patients", least=0, most=MOST_PATIENTS)] = 6
    admitted: Annotated[float, Words("share who need a bed", "需住院比例", SHARE, least=0, most=1)] = 0.5
    closed_wards: Annotated[int, Words("wards closed", "停用病区", "wards", least=0, most=MOST_BEDS)] = 1
    staff_absence: Annotated[float, Words("staff absent", "员工缺勤", SHARE, least=0, most=0.9)] = 0.05

    @property
    def span(self) -> tuple[int, int]:
        """Days of the run on which it happens, the last not part of it."""
        return self.from_day, self.from_day + self.days

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the outbreak."""
        treating = self._treating(settings.hospital)
        others = [ward.id for ward in general_wards(settings.hospital) if ward.department not in treating]
        if self.closed_wards > len(others):
            raise ValueError(
                f"closed_wards {self.closed_wards}, expected at most {len(others)}: that many do not treat it"
            )
        arrivals = tuple(
            Influx(
                day=day,
                minute=0,
                patients=self.patients_a_day,
                hours=24.0,
                admitted=self.admitted,
                departments=treating,
                airborne=True,
            )
            for day in range(self.from_day, self.from_day + self.days)
        )
        closures = tuple(
            Closure(ward=ward, from_day=self.from_day, to_day=self.from_day + self.days)
            for ward in others[len(others) - self.closed_wards :]
        )
        return replace(
            settings,
            influxes=(*settings.influxes, *arrivals),
            closures=(*settings.closures, *closures),
            staff_absence=max(settings.staff_absence, self.staff_absence),
        )

    @staticmethod
    def _treating(hospital: Hospital) -> tuple[str, ...]:
        """Return who can treat airborne patients: infectious diseases if it has the rooms, else whoever has."""
        able = {
            ward.department for ward in general_wards(hospital) if any(room.negative_pressure for room in ward.rooms)
        }
        if not able:
            raise ValueError(
                f"hospital {hospital.name} has no room with negative pressure, expected one for an outbreak"
            )
        kinds = {one.id: one.kind for one in hospital.departments if one.id in able}
        infectious = tuple(name for name, kind in kinds.items() if kind is DepartmentKind.INFECTIOUS)
        return infectious or tuple(kinds)
