"""The goals of a plan of the coming weeks, one a file; :data:`GOALS` lists them."""

from typing import Protocol

from optimizer.admissions.goals.continuity import Continuity
from optimizer.admissions.goals.delay import Delay
from optimizer.admissions.goals.mixed_age import MixedAge
from optimizer.admissions.goals.nurse_skill import NurseSkill
from optimizer.admissions.goals.nurse_workload import NurseWorkload
from optimizer.admissions.goals.open_theatres import OpenTheatres
from optimizer.admissions.goals.surgeon_transfer import SurgeonTransfer
from optimizer.admissions.goals.unscheduled import Unscheduled
from scenarios.admissions.ledger import PlanLedger


class Goal(Protocol):
    """What every goal offers: a name, its code in the competition's specification, its weight's name, the count."""

    name: str
    code: str
    weight: str

    def amount(self, ledger: PlanLedger) -> int:
        """Return how much of it the plan has, unweighted."""


GOALS: tuple[Goal, ...] = (
    MixedAge(),
    NurseSkill(),
    Continuity(),
    NurseWorkload(),
    OpenTheatres(),
    SurgeonTransfer(),
    Delay(),
    Unscheduled(),
)
