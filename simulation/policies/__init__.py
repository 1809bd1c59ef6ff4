"""What a planner may change, one decision a file; :data:`POLICIES` lists them by the name used in scenarios."""

from simulation.policies.admission_smoothing import AdmissionSmoothing
from simulation.policies.bed_choice import BED_CHOICES, BedChoice
from simulation.policies.close_ward import CloseWard
from simulation.policies.day_surgery_share import DaySurgeryShare
from simulation.policies.day_ward_size import DayWardSize
from simulation.policies.demand_change import DemandChange
from simulation.policies.discharge_lounge import DischargeLounge
from simulation.policies.extra_staffed_beds import ExtraStaffedBeds
from simulation.policies.mass_casualty import MassCasualty
from simulation.policies.morning_discharge import MorningDischarge
from simulation.policies.operating_room_hours import OperatingRoomHours
from simulation.policies.outbreak import Outbreak
from simulation.policies.outpatient_clinics import OutpatientClinics
from simulation.policies.policy import Policy
from simulation.policies.surge import Surge
from simulation.policies.weekend_discharge import WeekendDischarge
from simulation.policies.winter_peak import WinterPeak

POLICIES: dict[str, type[Policy]] = {
    "bed-choice": BedChoice,
    "day-surgery-share": DaySurgeryShare,
    "day-ward-size": DayWardSize,
    "discharge-lounge": DischargeLounge,
    "morning-discharge": MorningDischarge,
    "weekend-discharge": WeekendDischarge,
    "admission-smoothing": AdmissionSmoothing,
    "extra-staffed-beds": ExtraStaffedBeds,
    "operating-room-hours": OperatingRoomHours,
    "surge": Surge,
    "demand": DemandChange,
    "winter-peak": WinterPeak,
    "mass-casualty": MassCasualty,
    "outbreak": Outbreak,
    "close-ward": CloseWard,
    "clinics": OutpatientClinics,
}

__all__ = ["BED_CHOICES", "POLICIES", "Policy"]
