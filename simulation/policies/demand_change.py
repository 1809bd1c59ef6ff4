"""More or fewer patients."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least, refuse
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandChange(Policy):
    """Arrivals of some kinds grow or shrink; 1 leaves them.

    Attributes
    ----------
    emergency, elective, clinics : float
        Factors.
    """

    words: ClassVar[Words] = Words("More or fewer patients", "就诊量变化")
    emergency: Annotated[float, Words("emergency, factor", "急诊倍数")] = 1.0
    elective: Annotated[float, Words("elective, factor", "择期倍数")] = 1.0
    clinics: Annotated[float, Words("clinics, factor", "门诊倍数")] = 1.0

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
