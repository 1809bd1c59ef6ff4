"""Mass casualty: very many arrivals within hours."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.local_checks import at_least, refuse, within
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings, Influx
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MassCasualty(Policy):
    """A crowd arrives in emergency.

    Attributes
    ----------
    day : int
        Of the run, warm-up included.
    hour : float
        Of that day.
    patients : int
        How many.
    hours : float
        Over how long.
    admitted : float
        Share who need a bed.
    """

    words: ClassVar[Words] = Words("Mass casualty", "批量伤员")
    day: Annotated[int, Words("on day of the run", "运行第几天")] = 0
    hour: Annotated[float, Words("at", "时刻", "o'clock")] = 18.0
    patients: Annotated[int, Words("patients", "伤员", "patients")] = 100
    hours: Annotated[float, Words("within", "持续", "hours")] = 2.0
    admitted: Annotated[float, Words("share who need a bed", "需住院比例", SHARE)] = 0.6

    def __post_init__(self) -> None:
        refuse(
            "Mass casualty",
            [
                at_least("day", self.day, 0),
                within("hour", self.hour, 0, 24),
                at_least("patients", self.patients, 0),
                within("hours", self.hours, 0.1, 72),
                within("admitted", self.admitted, 0, 1),
            ],
        )

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the crowd."""
        crowd = Influx(
            day=self.day,
            minute=round(self.hour * 60),
            patients=self.patients,
            hours=self.hours,
            admitted=self.admitted,
        )
        return replace(settings, influxes=(*settings.influxes, crowd))
