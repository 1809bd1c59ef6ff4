"""The rules of the bed allocation: one file each, one line here."""

from optimizer.beds.rule import BedRule
from optimizer.beds.rules.age import AgeOfWard
from optimizer.beds.rules.bed_state import OpenBed
from optimizer.beds.rules.department_cap import DepartmentCap
from optimizer.beds.rules.equipment import Equipment
from optimizer.beds.rules.forbidden_room import ForbiddenRoom
from optimizer.beds.rules.held_bed import HeldBed
from optimizer.beds.rules.isolation_room import IsolationRoom
from optimizer.beds.rules.kept_beds import KeptBeds
from optimizer.beds.rules.lending import Lending
from optimizer.beds.rules.lending_limit import LendingLimit
from optimizer.beds.rules.level_of_care import LevelOfCareOfBed
from optimizer.beds.rules.move_limit import MoveLimit
from optimizer.beds.rules.one_pathogen_a_room import OnePathogenARoom
from optimizer.beds.rules.one_patient_a_bed import OnePatientABed
from optimizer.beds.rules.same_sex_room import SameSexRoom
from optimizer.beds.rules.staff_of_held_beds import StaffOfHeldBeds
from optimizer.beds.rules.staffed_beds import StaffedBeds

RULES: list[BedRule] = [
    OnePatientABed(),
    OpenBed(),
    HeldBed(),
    StaffedBeds(),
    StaffOfHeldBeds(),
    LevelOfCareOfBed(),
    Equipment(),
    IsolationRoom(),
    OnePathogenARoom(),
    SameSexRoom(),
    AgeOfWard(),
    ForbiddenRoom(),
    Lending(),
    LendingLimit(),
    KeptBeds(),
    DepartmentCap(),
    MoveLimit(),
]
"""A hospital may weigh or switch off any rule by its name, except those in :data:`ALWAYS_HARD`."""

ALWAYS_HARD = frozenset({OnePatientABed.name, OpenBed.name, HeldBed.name, MoveLimit.name})
"""A bed is never given twice, whatever the settings say."""

RULE_NAMES = {rule.name: rule.name not in ALWAYS_HARD for rule in RULES}
"""Every rule, and whether a hospital may weigh it or switch it off; what :func:`scenarios.check.check` asks for."""
