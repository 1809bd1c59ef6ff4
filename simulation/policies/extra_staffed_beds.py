"""Extra staffed beds."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import SHARE, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraStaffedBeds(Policy):
    """Nurses for more of the beds that stand there.

    Attributes
    ----------
    share : float
        Of the beds without staff that are staffed now, 0 to 1.
    """

    words: ClassVar[Words] = Words("Extra staffed beds", "增开编制床位")
    share: Annotated[float, Words("share of the unstaffed beds", "占未配人床位的比例", SHARE, least=0, most=1)] = 1.0

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the staff."""
        wards = tuple(
            ward
            if ward.staffed_beds is None
            else replace(
                ward,
                staffed_beds=ward.staffed_beds + round((len(ward.beds) - ward.staffed_beds) * self.share),
            )
            for ward in settings.hospital.wards
        )
        return replace(settings, hospital=replace(settings.hospital, wards=wards))
