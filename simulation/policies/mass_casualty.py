"""Mass casualty: very many arrivals within hours."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.limits import MOST_DAYS, MOST_PATIENTS
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings, Influx
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MassCasualty(Policy):
    """A crowd arrives in emergency.

    Attributes
    ----------
    day : int
        Of the run, warm-up included; the first is 0.
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
    day: Annotated[
        int, Words("on day of the run (the first is 0)", "运行第几天（首日为0）", least=0, most=MOST_DAYS)
    ] = 0
    hour: Annotated[float, Words("at", "时刻", "o'clock", least=0, most=24)] = 18.0
    patients: Annotated[int, Words("patients", "伤员", "patients", least=0, most=MOST_PATIENTS)] = 100
    hours: Annotated[float, Words("within", "持续", "hours", least=0.1, most=72)] = 2.0
    admitted: Annotated[float, Words("share who need a bed", "需住院比例", SHARE, least=0, most=1)] = 0.6

    @property
    def span(self) -> tuple[int, int]:
        """Days of the run on which it happens, the last not part of it."""
        return self.day, self.day + 1 + int((self.hour + self.hours) // 24)

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
