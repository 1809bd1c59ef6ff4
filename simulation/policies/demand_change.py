"""More or fewer patients."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.demand import Peak
from simulation.limits import MOST_DAYS, MOST_FACTOR
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
    emergency: Annotated[float, Words("emergency, factor", "急诊倍数", least=0, most=MOST_FACTOR)] = 1.0
    elective: Annotated[float, Words("elective, factor", "择期倍数", least=0, most=MOST_FACTOR)] = 1.0
    clinics: Annotated[float, Words("clinics, factor", "门诊倍数", least=0, most=MOST_FACTOR)] = 1.0

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the demand."""
        demand = settings.demand.scaled(elective=self.elective, clinics=self.clinics)
        # As a peak that does not end, the ordinary emergency patients are those of the hospital as it is.
        always = Peak(from_day=0, to_day=2 * MOST_DAYS, factor=self.emergency)
        peaks = demand.peaks if self.emergency == 1 else (*demand.peaks, always)
        return replace(settings, demand=replace(demand, peaks=peaks))
