"""Outpatient clinics in the simulation."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.demand import NO_SHOW_SHARE, WALK_IN_SHARE
from simulation.limits import MOST_CLINIC_VISITS
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OutpatientClinics(Policy):
    """The clinics are simulated too; they are off by default, since they take most of the time of a run.

    Attributes
    ----------
    visits_per_workday : float
        In all clinics together.
    no_show_share : float
        Of the booked patients.
    walk_in_share : float
        Of those who come.
    """

    words: ClassVar[Words] = Words("Outpatient clinics", "门诊")
    visits_per_workday: Annotated[
        float, Words("visits a workday", "每工作日就诊", "patients", least=0, most=MOST_CLINIC_VISITS)
    ] = 8_000.0
    no_show_share: Annotated[
        float, Words("booked patients who do not come", "预约未到比例", SHARE, least=0, most=0.9)
    ] = NO_SHOW_SHARE
    walk_in_share: Annotated[float, Words("patients without a booking", "未预约比例", SHARE, least=0, most=1)] = (
        WALK_IN_SHARE
    )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the visits."""
        if not settings.hospital.clinics:
            raise ValueError(f"hospital {settings.hospital.name} has no clinics, expected one at least")
        demand = replace(
            settings.demand,
            clinic_visits_per_day=self.visits_per_workday,
            clinic_no_show_share=self.no_show_share,
            clinic_walk_in_share=self.walk_in_share,
        )
        return replace(settings, demand=demand)
