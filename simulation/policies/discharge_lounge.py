"""Discharge lounge (出院等候区)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least
from simulation.limits import MOST_BEDS
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeLounge(Policy):
    """Patients wait for papers and medicines in a lounge, not in bed.

    Attributes
    ----------
    places : int
        In the lounge.
    opens_hour, closes_hour : float
        Hours of the day.
    """

    words: ClassVar[Words] = Words("Discharge lounge", "出院等候区")
    places: Annotated[int, Words("places", "座位", "places", least=0, most=MOST_BEDS)] = 40
    opens_hour: Annotated[float, Words("opens at", "开放", "o'clock", least=0, most=24)] = 9.0
    closes_hour: Annotated[float, Words("closes at", "关闭", "o'clock", least=0, most=24)] = 18.0

    def conflicts(self) -> Iterable[str | None]:
        """Return what is wrong with the hours together."""
        yield at_least("closes_hour", self.closes_hour, self.opens_hour)

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the lounge."""
        minutes = (round(self.opens_hour * 60), round(self.closes_hour * 60))
        return replace(
            settings, discharge=replace(settings.discharge, lounge_places=self.places, lounge_minutes=minutes)
        )
