"""What a list costs, one goal a file. To add one: a file like the others, a weight, and a line in :data:`GOALS`."""

from optimizer.operating_rooms.contract import Goal
from optimizer.operating_rooms.goals.bed_peak import BedPeak
from optimizer.operating_rooms.goals.idle import Idle
from optimizer.operating_rooms.goals.long_day import LongDay
from optimizer.operating_rooms.goals.makespan import Makespan
from optimizer.operating_rooms.goals.overtime import Overtime
from optimizer.operating_rooms.goals.patient_waiting import PatientWaiting
from optimizer.operating_rooms.goals.postponed import Postponed
from optimizer.operating_rooms.goals.recovery_peak import RecoveryPeak
from optimizer.operating_rooms.goals.rooms_opened import RoomsOpened
from optimizer.operating_rooms.goals.stability import Stability
from optimizer.operating_rooms.goals.surgeon_waiting import SurgeonWaiting
from optimizer.operating_rooms.goals.wishes import Wishes

GOALS: tuple[Goal, ...] = (
    Postponed(),
    Overtime(),
    LongDay(),
    Idle(),
    PatientWaiting(),
    RoomsOpened(),
    SurgeonWaiting(),
    RecoveryPeak(),
    BedPeak(),
    Stability(),
    Wishes(),
    Makespan(),
)
"""All of them; a weight of 0 turns one off."""
