"""Surge rule: fewer elective admissions while emergency is full."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.limits import MOST_PATIENTS
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge(Policy):
    """From so many boarding patients on, only a share of the next day's operations is planned.

    Attributes
    ----------
    boarding_patients : int
        Patients who wait in emergency for a bed when tomorrow's list is made.
    elective_share : float
        Of the sessions that are still filled.
    """

    words: ClassVar[Words] = Words("Surge rule", "急诊拥堵规则")
    boarding_patients: Annotated[
        int, Words("from boarding patients on", "急诊滞留人数达到", "patients", least=0, most=MOST_PATIENTS)
    ] = 30
    elective_share: Annotated[float, Words("elective sessions kept", "保留择期手术时段", SHARE, least=0, most=1)] = 0.5

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the rule."""
        surge = replace(settings.surge, boarding_patients=self.boarding_patients, elective_share=self.elective_share)
        return replace(settings, surge=surge)
