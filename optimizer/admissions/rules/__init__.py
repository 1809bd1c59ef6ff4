"""The hard rules of a plan of the coming weeks, one a file; :data:`RULES` lists them."""

from collections.abc import Iterator
from typing import Protocol

from optimizer.admissions.rules.admission_window import AdmissionWindow
from optimizer.admissions.rules.compatible_room import CompatibleRoom
from optimizer.admissions.rules.compatible_theatre import CompatibleTheatre
from optimizer.admissions.rules.covered_room import CoveredRoom
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.rules.room_capacity import RoomCapacity
from optimizer.admissions.rules.rostered_nurse import RosteredNurse
from optimizer.admissions.rules.same_gender_room import SameGenderRoom
from optimizer.admissions.rules.surgeon_minutes import SurgeonMinutes
from optimizer.admissions.rules.theatre_minutes import TheatreMinutes
from optimizer.admissions.rules.ward_nurse import WardNurse
from optimizer.admissions.violation import Violation
from scenarios.admissions.ledger import PlanLedger


class Rule(Protocol):
    """What every rule offers: a name, its code in the competition's specification, and the solver-free check."""

    name: str
    code: str

    def violations(self, ledger: PlanLedger) -> Iterator[Violation]:
        """Yield what the plan breaks."""


RULES: tuple[Rule, ...] = (
    SameGenderRoom(),
    CompatibleRoom(),
    SurgeonMinutes(),
    TheatreMinutes(),
    MandatoryAdmitted(),
    AdmissionWindow(),
    RoomCapacity(),
    RosteredNurse(),
    CoveredRoom(),
    CompatibleTheatre(),
    WardNurse(),
)
