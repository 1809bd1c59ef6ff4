"""Winter peak: weeks with more emergency arrivals."""

from dataclasses import dataclass, replace

from scenarios.local_checks import at_least, refuse
from simulation.demand import Peak
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class WinterPeak(Policy):
    """Emergency arrivals rise for some days.

    Attributes
    ----------
    from_day, days : int
        Days of the run, warm-up included.
    factor : float
        Arrivals relative to the ordinary.
    """

    from_day: int = 0
    days: int = 90
    factor: float = 1.25

    def __post_init__(self) -> None:
        refuse(
            "Winter peak",
            [
                at_least("from_day", self.from_day, 0),
                at_least("days", self.days, 1),
                at_least("factor", self.factor, 0),
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the peak."""
        peak = Peak(from_day=self.from_day, to_day=self.from_day + self.days, factor=self.factor)
        return replace(settings, demand=replace(settings.demand, peaks=(*settings.demand.peaks, peak)))
