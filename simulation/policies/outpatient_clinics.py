"""Outpatient clinics in the simulation."""

from dataclasses import dataclass, replace

from scenarios.local_checks import at_least, refuse
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class OutpatientClinics(Policy):
    """The clinics are simulated too; they are off by default, since they take most of the time of a run.

    Attributes
    ----------
    visits_per_workday : float
        In all clinics together.
    """

    visits_per_workday: float = 8_000.0

    def __post_init__(self) -> None:
        refuse("Clinics", [at_least("visits_per_workday", self.visits_per_workday, 0)])

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the visits."""
        return replace(settings, demand=replace(settings.demand, clinic_visits_per_day=self.visits_per_workday))
