"""The life of beds against a plain model: whatever is done, in any order, the store and the model agree."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import cancel_discharge, leave, order_discharge
from api.store.commands.expiry import expire_due
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.housekeeping import block, clean, unblock
from api.store.commands.moves import move, swap
from api.store.commands.reports import report
from api.store.commands.requests import cancel_request
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.database import Database
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.refusals import Refusal
from api.store.replay import replay
from api.store.store import Store
from api.store.transaction import Answer, Transaction
from scenarios.census import BlockReason
from tests.api.conftest import HandClock, small_scenario

BEDS = st.sampled_from(["W1-R1-1", "W1-R1-2", "W1-R2-1", "W2-R1-1"])
REQUESTS = st.sampled_from(["Q1", "Q2", "Q3"])
HOLD_MINUTES = 30


class PlainBed:
    """A bed as a child would draw it."""

    def __init__(self, who: str | None) -> None:
        self.who = who
        self.ordered = False
        self.dirty = False
        self.blocked = False
        self.blocked_until: datetime | None = None
        self.promised: str | None = None
        self.closes = False
        self.closes_until: datetime | None = None

    def is_left(self, now: datetime) -> None:
        """Let the patient go; a bed that was to close is blocked, unless that is over already."""
        self.who, self.ordered, self.dirty = None, False, True
        if self.closes and (self.closes_until is None or self.closes_until > now):
            self.blocked, self.blocked_until = True, self.closes_until
        self.closes, self.closes_until = False, None

    @property
    def state(self) -> str:
        if self.who:
            return "discharge ordered" if self.ordered else "occupied"
        if self.blocked:
            return "blocked"
        if self.dirty:
            return "cleaning"
        return "held" if self.promised else "vacant"


class LifeOfBeds(RuleBasedStateMachine):
    """Commands on a store and on plain beds; a command is accepted by both or by neither."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = HandClock()
        self.store = Store(Database(f"sqlite:///{Path(self.folder.name) / 'onebed.db'}"), self.clock)
        self.store.database.migrate()
        open_hospital(self.store, small_scenario())
        self.live = LiveState(self.store.database)
        stays = {"W1-R1-1": "in W1-R1-1", "W2-R1-1": "in W2-R1-1"}
        self.beds = {bed: PlainBed(stays.get(bed)) for bed in ("W1-R1-1", "W1-R1-2", "W1-R2-1", "W2-R1-1")}
        self.open = {"Q1", "Q2", "Q3"}
        self.expiry: dict[str, datetime | None] = {}
        """Holds that no ward has confirmed; None for a promise whose bed has not opened."""
        self.last: Answer = {}

    def teardown(self) -> None:
        assert replay(self.store.database).differences == ()
        self.store.database.close()
        self.folder.cleanup()

    def bed_promised_to(self, request: str) -> str | None:
        return next((name for name, bed in self.beds.items() if bed.promised == request), None)

    def both(self, work: Callable[[Transaction], Answer], *, expected: bool) -> bool:
        """Carry a command out; it must be accepted exactly when the plain model accepts it."""
        try:
            self.last = self.store.execute(work)
        except Refusal:
            assert not expected
            return False
        assert expected
        return True

    def run_out(self) -> None:
        for request, expires in list(self.expiry.items()):
            if expires is not None and expires <= self.clock.now():
                self.forget_promise(request)

    def promises_begin(self) -> None:
        """Let the minutes of promises run whose beds have opened."""
        for request, expires in self.expiry.items():
            bed = self.bed_promised_to(request)
            if expires is None and bed and self.beds[bed].state == "held":
                self.expiry[request] = self.clock.now() + timedelta(minutes=HOLD_MINUTES)

    def forget_promise(self, request: str) -> None:
        self.expiry.pop(request, None)
        bed = self.bed_promised_to(request)
        if bed:
            self.beds[bed].promised = None

    @rule(request=REQUESTS, bed=BEDS)
    def hold(self, request: str, bed: str) -> None:
        plain = self.beds[bed]
        free = request in self.open and not self.bed_promised_to(request)
        opens = not plain.closes and (not plain.blocked or plain.blocked_until is not None)
        expected = free and plain.promised is None and opens
        if self.both(lambda tx: hold_bed(tx, request, bed, minutes=HOLD_MINUTES), expected=expected):
            plain.promised = request
            self.expiry[request] = None
            self.promises_begin()

    def live_hold(self, request: str) -> str | None:
        self.live.follow()
        now = self.live.requests.get(request)
        return now.hold.id if now and now.hold else None

    @rule(request=REQUESTS)
    def confirm(self, request: str) -> None:
        hold = self.live_hold(request)
        if hold and self.both(lambda tx: confirm_hold(tx, hold), expected=request in self.expiry):
            del self.expiry[request]

    @rule(request=REQUESTS)
    def release(self, request: str) -> None:
        hold = self.live_hold(request)
        if hold and self.both(lambda tx: release_hold(tx, hold), expected=True):
            self.forget_promise(request)

    @rule(request=REQUESTS)
    def hold_confirm_and_undo(self, request: str) -> None:
        hold = self.live_hold(request)
        if hold and request in self.expiry:
            version = self.store.execute(lambda tx: confirm_hold(tx, hold))["version"]
            self.store.execute(lambda tx: undo(tx, version))

    @rule(request=REQUESTS)
    def release_and_undo(self, request: str) -> None:
        hold = self.live_hold(request)
        if hold:
            version = self.store.execute(lambda tx: release_hold(tx, hold))["version"]
            self.store.execute(lambda tx: undo(tx, version))

    @rule(request=REQUESTS, bed=BEDS)
    def admit_and_cancel(self, request: str, bed: str) -> None:
        plain = self.beds[bed]
        expected = request in self.open and plain.state in ("vacant", "held") and plain.promised in (None, request)
        if self.both(lambda tx: admit(tx, request, bed), expected=expected):
            self.store.execute(lambda tx: cancel_admission(tx, bed))
            if plain.promised is None:
                self.forget_promise(request)
            elif request in self.expiry:
                self.expiry[request] = self.clock.now() + timedelta(minutes=HOLD_MINUTES)

    @rule(bed=BEDS, minutes=st.integers(0, 90))
    def report_left(self, bed: str, minutes: int) -> None:
        self.live.follow()
        plain, stay, at = self.beds[bed], self.live.beds[bed].stay, self.clock.now() - timedelta(minutes=minutes)
        if stay is not None:
            answer = self.store.execute(lambda tx: report(tx, EventKind.PATIENT_LEFT, bed, at))
            assert answer["applied"] == (at >= stay.since)
            if answer["applied"]:
                plain.is_left(self.clock.now())

    @rule(bed=BEDS, minutes=st.integers(0, 90))
    def report_cleaned(self, bed: str, minutes: int) -> None:
        self.live.follow()
        plain, now, at = self.beds[bed], self.live.beds[bed], self.clock.now() - timedelta(minutes=minutes)
        if plain.state == "cleaning":
            answer = self.store.execute(lambda tx: report(tx, EventKind.BED_CLEANED, bed, at))
            assert answer["applied"] == (at >= (now.cleaning_started_at or now.since))
            plain.dirty = not answer["applied"]
            self.promises_begin()

    @rule(request=REQUESTS, bed=BEDS)
    def admit_to(self, request: str, bed: str) -> None:
        plain = self.beds[bed]
        expected = request in self.open and plain.state in ("vacant", "held") and plain.promised in (None, request)
        if self.both(lambda tx: admit(tx, request, bed), expected=expected):
            self.forget_promise(request)
            self.open.discard(request)
            plain.who, plain.ordered = f"P-{request}", False

    @rule(request=REQUESTS)
    def cancel(self, request: str) -> None:
        if self.both(lambda tx: cancel_request(tx, request), expected=request in self.open):
            self.open.discard(request)
            self.forget_promise(request)

    @rule(bed=BEDS)
    def order(self, bed: str) -> None:
        plain = self.beds[bed]
        if self.both(lambda tx: order_discharge(tx, bed), expected=bool(plain.who) and not plain.ordered):
            plain.ordered = True

    @rule(bed=BEDS)
    def cancel_order(self, bed: str) -> None:
        plain = self.beds[bed]
        if self.both(lambda tx: cancel_discharge(tx, bed), expected=bool(plain.who) and plain.ordered):
            plain.ordered = False

    @rule(bed=BEDS, undone=st.booleans())
    def patient_leaves(self, bed: str, undone: bool) -> None:
        plain = self.beds[bed]
        if self.both(lambda tx: leave(tx, bed), expected=bool(plain.who)):
            if undone and not plain.closes:
                version = self.last["version"]
                self.store.execute(lambda tx: undo(tx, version))
                return
            plain.is_left(self.clock.now())

    @rule(bed=BEDS)
    def cleaned(self, bed: str) -> None:
        plain = self.beds[bed]
        if self.both(lambda tx: clean(tx, bed), expected=plain.state == "cleaning"):
            plain.dirty = False
            self.promises_begin()

    @rule(
        bed=BEDS,
        reason=st.sampled_from([BlockReason.CLOSED, BlockReason.CONTAMINATED]),
        minutes=st.none() | st.integers(1, 60),
    )
    def block_it(self, bed: str, reason: BlockReason, minutes: int | None) -> None:
        plain = self.beds[bed]
        until = None if minutes is None else self.clock.now() + timedelta(minutes=minutes)
        changeable = plain.state == "blocked" and (until is not None or plain.promised is None)
        expected = changeable or (plain.state not in ("held", "blocked") and plain.promised is None)
        if self.both(lambda tx: block(tx, bed, reason, until=until), expected=expected):
            if plain.who:
                plain.closes, plain.closes_until = True, until
                return
            plain.blocked, plain.dirty = True, plain.dirty or reason is BlockReason.CONTAMINATED
            plain.blocked_until = until

    @rule(bed=BEDS)
    def unblock_it(self, bed: str) -> None:
        plain = self.beds[bed]
        if self.both(lambda tx: unblock(tx, bed), expected=plain.state == "blocked" or plain.closes):
            plain.blocked, plain.blocked_until = False, None
            plain.closes, plain.closes_until = False, None
            self.promises_begin()

    @rule(bed=BEDS, other=BEDS)
    def move_to(self, bed: str, other: str) -> None:
        source, target = self.beds[bed], self.beds[other]
        if self.both(lambda tx: move(tx, bed, other), expected=bool(source.who) and target.state == "vacant"):
            target.who, target.ordered = source.who, source.ordered
            source.is_left(self.clock.now())

    @rule(bed=BEDS, other=BEDS)
    def change_places(self, bed: str, other: str) -> None:
        first, second = self.beds[bed], self.beds[other]
        expected = bed != other and bool(first.who) and bool(second.who)
        if self.both(lambda tx: swap(tx, bed, other), expected=expected):
            first.who, second.who = second.who, first.who
            first.ordered, second.ordered = second.ordered, first.ordered

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.clock.turn(minutes)
        self.store.execute(expire_due)
        self.run_out()
        for plain in self.beds.values():
            if plain.blocked_until is not None and plain.blocked_until <= self.clock.now():
                plain.blocked, plain.blocked_until = False, None
        self.promises_begin()

    @invariant()
    def beds_are_what_the_model_says(self) -> None:
        self.live.follow()
        assert {bed: self.live.beds[bed].state.value for bed in self.beds} == {
            bed: plain.state for bed, plain in self.beds.items()
        }
        for bed, plain in self.beds.items():
            now = self.live.beds[bed]
            promise = now.hold or now.promise
            assert (promise.request if promise else None) == plain.promised
            assert (now.stay.stay.patient.id if now.stay else None) == plain.who

    @invariant()
    def following_the_log_is_the_same_as_reading_afresh(self) -> None:
        fresh = LiveState(self.store.database)
        fresh.follow()
        assert fresh.beds == self.live.beds
        assert fresh.requests == self.live.requests


LifeOfBeds.TestCase.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
TestLifeOfBeds = LifeOfBeds.TestCase
