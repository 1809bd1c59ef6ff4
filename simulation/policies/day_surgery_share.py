"""Day surgery by procedure (日间手术)."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySurgeryShare(Policy):
    """So large a share of elective operations is day surgery; departments take part by their fitness for it.

    Attributes
    ----------
    share : float
        Of all elective operations, 0 to 0.8.
    """

    words: ClassVar[Words] = Words("Day surgery", "日间手术")
    share: Annotated[float, Words("share of elective operations", "占择期手术的比例", SHARE, least=0, most=0.8)] = 0.3

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the share."""
        return replace(settings, day_surgery=replace(settings.day_surgery, share=self.share))
