"""Size of the day ward (日间病房)."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from scenarios.hospital import Bed, LevelOfCare, Room, Ward
from simulation.limits import MOST_BEDS
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWardSize(Policy):
    """The hospital's first day ward gets so many beds.

    Attributes
    ----------
    beds : int
        In rooms of up to six; new beds have no equipment.
    """

    words: ClassVar[Words] = Words("Size of the day ward", "日间病房规模")
    beds: Annotated[int, Words("beds", "床位", "beds", least=1, most=MOST_BEDS)] = 60

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the ward."""
        days = [ward for ward in settings.hospital.wards if ward.level_of_care is LevelOfCare.DAY]
        if not days:
            raise ValueError(f"hospital {settings.hospital.name} has no day ward, expected one to resize")
        wards = tuple(self._sized(ward) if ward is days[0] else ward for ward in settings.hospital.wards)
        return replace(settings, hospital=replace(settings.hospital, wards=wards))

    def _sized(self, ward: Ward) -> Ward:
        rooms = tuple(
            Room(
                id=f"{ward.id}-D{first // 6 + 1:02d}",
                beds=tuple(Bed(id=f"{ward.id}-D{bed + 1:03d}") for bed in range(first, min(first + 6, self.beds))),
            )
            for first in range(0, self.beds, 6)
        )
        return replace(ward, rooms=rooms, staffed_beds=None)
