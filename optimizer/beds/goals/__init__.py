"""The goals of the bed allocation: one file each, one line here."""

from optimizer.beds.goal import BedGoal
from optimizer.beds.goals.age_mix import AgeMix
from optimizer.beds.goals.clinical_distance import ClinicalDistanceGoal
from optimizer.beds.goals.lent_patients import LentPatientsAway
from optimizer.beds.goals.moves import Moves
from optimizer.beds.goals.occupancy_balance import OccupancyBalance
from optimizer.beds.goals.reserve import Reserve
from optimizer.beds.goals.special_beds import SpecialBeds
from optimizer.beds.goals.waiting import Waiting
from optimizer.beds.goals.walking import Walking

GOALS: list[BedGoal] = [
    Waiting(),
    ClinicalDistanceGoal(),
    Walking(),
    AgeMix(),
    SpecialBeds(),
    OccupancyBalance(),
    Reserve(),
    Moves(),
    LentPatientsAway(),
]
