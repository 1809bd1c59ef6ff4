"""More or fewer patients."""

from dataclasses import dataclass, replace

from scenarios.local_checks import at_least, refuse
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandChange(Policy):
    """Arrivals of some kinds grow or shrink; 1 leaves them.

    Attributes
    ----------
    emergency, elective, clinics : float
        Factors.
    """

    emergency: float = 1.0
    elective: float = 1.0
    clinics: float = 1.0

    def __post_init__(self) -> None:
        refuse(
            "Demand",
            [
                at_least(name, value, 0)
                for name, value in (
                    ("emergency", self.emergency),
                    ("elective", self.elective),
                    ("clinics", self.clinics),
                )
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the demand."""
        demand = settings.demand.scaled(emergency=self.emergency, elective=self.elective, clinics=self.clinics)
        return replace(settings, demand=demand)
