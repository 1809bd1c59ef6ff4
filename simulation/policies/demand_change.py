"""More or fewer patients."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

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
    emergency: Annotated[float, Words("emergency, factor", "急诊倍数", least=0)] = 1.0
    elective: Annotated[float, Words("elective, factor", "择期倍数", least=0)] = 1.0
    clinics: Annotated[float, Words("clinics, factor", "门诊倍数", least=0)] = 1.0

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the demand."""
        demand = settings.demand.scaled(emergency=self.emergency, elective=self.elective, clinics=self.clinics)
        return replace(settings, demand=demand)
