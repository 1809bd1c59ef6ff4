"""Hours of the operating rooms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingRoomHours(Policy):
    """Sessions start and end at other hours.

    Attributes
    ----------
    opens_hour, closes_hour : float
        Hours of the day.
    """

    words: ClassVar[Words] = Words("Hours of the operating rooms", "手术间开放时间")
    opens_hour: Annotated[float, Words("open at", "开放", "o'clock", least=0, most=24)] = 8.0
    closes_hour: Annotated[float, Words("close at", "关闭", "o'clock", least=0, most=24)] = 21.0

    def conflicts(self) -> Iterable[str | None]:
        """Return what is wrong with the hours together."""
        yield at_least("closes_hour", self.closes_hour, self.opens_hour)

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the hours."""
        theatres = replace(
            settings.theatres,
            open_minute=round(self.opens_hour * 60),
            close_minute=round(self.closes_hour * 60),
        )
        return replace(settings, theatres=theatres)
