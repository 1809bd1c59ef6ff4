"""Hours of the operating rooms."""

from dataclasses import dataclass, replace

from scenarios.local_checks import refuse, within
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingRoomHours(Policy):
    """Sessions start and end at other hours.

    Attributes
    ----------
    opens_hour, closes_hour : float
        Hours of the day.
    """

    opens_hour: float = 8.0
    closes_hour: float = 21.0

    def __post_init__(self) -> None:
        refuse(
            "Operating room hours",
            [
                within("opens_hour", self.opens_hour, 0, 24),
                within("closes_hour", self.closes_hour, self.opens_hour, 24),
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the hours."""
        theatres = replace(
            settings.theatres,
            open_minute=round(self.opens_hour * 60),
            close_minute=round(self.closes_hour * 60),
        )
        return replace(settings, theatres=theatres)
