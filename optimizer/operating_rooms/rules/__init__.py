"""Rules that couple several cases, one a file. To add one: a file like the others, and a line in :data:`RULES`."""

from optimizer.operating_rooms.contract import ScheduleRule
from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.rules.beds_after import BedsAfter
from optimizer.operating_rooms.rules.case_order import CaseOrder
from optimizer.operating_rooms.rules.children_first import ChildrenFirst
from optimizer.operating_rooms.rules.emergency_reserve import EmergencyReserve
from optimizer.operating_rooms.rules.equipment import EquipmentPieces
from optimizer.operating_rooms.rules.first_of_day import FirstOfDay
from optimizer.operating_rooms.rules.infected_last import InfectedLast
from optimizer.operating_rooms.rules.must_do import MustDo
from optimizer.operating_rooms.rules.one_case_a_room import OneCaseARoom
from optimizer.operating_rooms.rules.pinned_start import PinnedStart
from optimizer.operating_rooms.rules.recovery_places import RecoveryPlaces
from optimizer.operating_rooms.rules.staff_on_shift import StaffOnShift
from optimizer.operating_rooms.rules.surgeon_in_one_place import SurgeonInOnePlace

RULES: tuple[ScheduleRule, ...] = (
    OneCaseARoom(),
    SurgeonInOnePlace(),
    StaffOnShift(),
    EquipmentPieces(),
    RecoveryPlaces(),
    BedsAfter(),
    InfectedLast(),
    ChildrenFirst(),
    FirstOfDay(),
    CaseOrder(),
    PinnedStart(),
    MustDo(),
    EmergencyReserve(),
)

RULE_NAMES = frozenset([*(rule.name for rule in FILTERS), *(rule.name for rule in RULES)])
"""Every rule that the settings of a day may name."""

WEIGHABLE = frozenset({"infected last", "children first", "first of day", "must do", "beds after surgery"})
"""Rules that a hospital may also weigh in points; the others are physical, and hard or off."""
