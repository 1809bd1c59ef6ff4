"""Winter peak: weeks with more emergency arrivals."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.demand import Peak
from simulation.limits import MOST_DAYS, MOST_FACTOR
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WinterPeak(Policy):
    """Emergency arrivals rise for some days.

    Attributes
    ----------
    from_day, days : int
        Days of the run, warm-up included; the first is 0.
    factor : float
        Arrivals relative to the ordinary.
    """

    words: ClassVar[Words] = Words("Winter peak", "冬季高峰")
    from_day: Annotated[
        int, Words("from day of the run (the first is 0)", "从运行第几天起（首日为0）", least=0, most=MOST_DAYS)
    ] = 0
    days: Annotated[int, Words("for", "持续", "days", least=1, most=MOST_DAYS)] = 90
    factor: Annotated[float, Words("emergency arrivals, factor", "急诊到达倍数", least=0, most=MOST_FACTOR)] = 1.25

    @property
    def span(self) -> tuple[int, int]:
        """Days of the run on which it happens, the last not part of it."""
        return self.from_day, self.from_day + self.days

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the peak."""
        peak = Peak(from_day=self.from_day, to_day=self.from_day + self.days, factor=self.factor)
        return replace(settings, demand=replace(settings.demand, peaks=(*settings.demand.peaks, peak)))
