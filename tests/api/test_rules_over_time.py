"""Whatever dispatchers do in any order without an override, men and women never get one room."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from api.bed_rules import LiveBedRules
from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import leave
from api.store.commands.holds import hold_bed, release_hold
from api.store.commands.housekeeping import clean
from api.store.commands.moves import move
from api.store.commands.requests import cancel_request, change_request
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.database import Database
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.refusals import Refusal
from api.store.store import Store
from api.store.transaction import Answer, Transaction
from tests import make
from tests.api.conftest import HandClock

BEDS = st.sampled_from(["W1-R1-1", "W1-R1-2", "W1-R2-1", "W1-R2-2"])
REQUESTS = st.sampled_from(["F1", "F2", "M1", "M2"])


class RulesOverTime(RuleBasedStateMachine):
    """Two rooms of two beds, two women, two men, and the hospital's own rules."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store(Database(f"sqlite:///{Path(self.folder.name) / 'onebed.db'}"), HandClock())
        self.store.database.migrate()
        sexes = {"F1": "female", "F2": "female", "M1": "male", "M2": "male"}
        requests = [make.request(id=name, sex=sex) for name, sex in sexes.items()]
        open_hospital(self.store, make.scenario(wards=[make.ward(id="W1", rooms=[2, 2])], requests=requests))
        self.live = LiveState(self.store.database)
        self.live.follow()
        self.store.rules = LiveBedRules(self.live)
        self.versions: list[int] = []

    def teardown(self) -> None:
        self.store.database.close()
        self.folder.cleanup()

    def attempt(self, work: Callable[[Transaction], Answer]) -> None:
        try:
            self.versions.append(int(self.store.execute(work)["version"]))
        except Refusal:
            return
        finally:
            self.live.follow()

    @rule(request=REQUESTS, bed=BEDS)
    def hold(self, request: str, bed: str) -> None:
        if self.live.beds[bed].state.value == "vacant":
            self.attempt(lambda tx: hold_bed(tx, request, bed))

    @rule(request=REQUESTS)
    def release(self, request: str) -> None:
        now = self.live.requests.get(request)
        hold = now.hold if now else None
        if hold:
            self.attempt(lambda tx: release_hold(tx, hold.id))

    @rule(request=REQUESTS, bed=st.none() | BEDS)
    def admit_to(self, request: str, bed: str | None) -> None:
        self.attempt(lambda tx: admit(tx, request, bed))

    @rule(request=REQUESTS, sex=st.sampled_from(["female", "male"]))
    def change_sex(self, request: str, sex: str) -> None:
        patient = {"id": f"P-{request}", "sex": sex, "age_years": 50}
        self.attempt(lambda tx: change_request(tx, request, {"patient": patient}))

    @rule(request=REQUESTS)
    def cancel(self, request: str) -> None:
        self.attempt(lambda tx: cancel_request(tx, request))

    @rule(bed=BEDS)
    def cancel_admission_of(self, bed: str) -> None:
        self.attempt(lambda tx: cancel_admission(tx, bed))

    @rule(bed=BEDS)
    def patient_leaves(self, bed: str) -> None:
        self.attempt(lambda tx: leave(tx, bed))

    @rule(bed=BEDS)
    def cleaned(self, bed: str) -> None:
        self.attempt(lambda tx: clean(tx, bed))

    @rule(bed=BEDS, other=BEDS)
    def move_to(self, bed: str, other: str) -> None:
        self.attempt(lambda tx: move(tx, bed, other))

    @rule(back=st.integers(1, 6))
    def undo_one_of_the_latest(self, back: int) -> None:
        if len(self.versions) >= back:
            self.attempt(lambda tx: undo(tx, self.versions[-back]))

    @invariant()
    def nobody_shares_a_room_with_the_other_sex(self) -> None:
        for room in ("W1-R1", "W1-R2"):
            sexes = set()
            for bed in (self.live.beds[f"{room}-{number}"] for number in (1, 2)):
                if bed.stay is not None:
                    sexes.add(bed.stay.stay.patient.sex)
                if bed.hold is not None:
                    sexes.add(self.live.requests[bed.hold.request].request.patient.sex)
            assert len(sexes) < 2


RulesOverTime.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestRulesOverTime = RulesOverTime.TestCase
