"""Discharge at weekends and on holidays."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekendDischarge(Policy):
    """More patients who are fit on a day off go home on it.

    Attributes
    ----------
    share : float
        Of those who are fit.
    """

    words: ClassVar[Words] = Words("Discharge at weekends", "周末出院")
    share: Annotated[
        float, Words("share of fit patients who leave", "可出院者当日出院比例", SHARE, least=0, most=1)
    ] = 0.9

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the share."""
        return replace(settings, discharge=replace(settings.discharge, weekend_share=self.share))
