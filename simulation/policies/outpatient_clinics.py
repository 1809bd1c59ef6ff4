"""Outpatient clinics in the simulation."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OutpatientClinics(Policy):
    """The clinics are simulated too; they are off by default, since they take most of the time of a run.

    Attributes
    ----------
    visits_per_workday : float
        In all clinics together.
    """

    words: ClassVar[Words] = Words("Outpatient clinics", "门诊")
    visits_per_workday: Annotated[float, Words("visits a workday", "每工作日就诊", "patients", least=0)] = 8_000.0

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the visits."""
        return replace(settings, demand=replace(settings.demand, clinic_visits_per_day=self.visits_per_workday))
