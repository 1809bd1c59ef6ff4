"""The store: constraints, idempotency, versions, expiry, late reports, undo, replay, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import cancel_discharge, leave, order_discharge, reach_milestone
from api.store.commands.expiry import expire_due
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.housekeeping import block, clean, start_cleaning, unblock
from api.store.commands.moves import move, swap
from api.store.commands.requests import allow_lending, cancel_request, change_request, make_request
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.database import Database
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.refusals import BedTaken, Invalid, KeyReused, Refusal, Stale, WrongState
from api.store.replay import replay
from api.store.store import Envelope, Store
from api.store.tables import bed, bed_occupation, event, metadata
from scenarios.census import BedState, BlockReason
from scenarios.input_problems import InputError
from tests import make

VACANT, OTHER = "W1-R1-2", "W2-R1-2"
OCCUPIED, LENDER_BED = "W1-R1-1", "W2-R1-1"


class NeverKept:
    """Rules that every bed breaks."""

    def broken_by(self, given: Any, now: Any, aside: Any = ()) -> list[dict[str, Any]]:
        return [{"rule": "never", "message": "never", "template": "never", "values": {}}]


def live_of(store: Store) -> LiveState:
    live = LiveState(store.database)
    live.follow()
    return live


def state(store: Store, bed_id: str) -> str:
    return live_of(store).beds[bed_id].state.value


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_opened_hospital_has_every_bed_stay_and_request(store: Store) -> None:
    live = live_of(store)
    assert [bed_id for bed_id, now in live.beds.items() if now.state is BedState.OCCUPIED] == [OCCUPIED, LENDER_BED]
    assert list(live.beds) == list(live.hospital.place_of_bed)
    assert set(live.requests) == {"Q1", "Q2", "Q3"}


def test_a_second_hospital_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="has a hospital already"):
        open_hospital(store, make.scenario())


def test_the_database_itself_refuses_a_second_live_row_on_a_bed(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    with store.database.writing() as connection:
        hold = dict(connection.execute(select(bed_occupation).where(bed_occupation.c.request == "Q1")).mappings().one())
    with pytest.raises(IntegrityError), store.database.writing() as connection:
        connection.execute(insert(bed_occupation).values({**hold, "id": "second", "request": "Q2"}))


def test_the_log_refuses_to_be_changed(store: Store) -> None:
    with pytest.raises(DBAPIError, match="append-only"), store.database.writing() as connection:
        connection.execute(update(event).values(actor="someone else"))
    with pytest.raises(DBAPIError, match="append-only"), store.database.writing() as connection:
        connection.execute(text("DELETE FROM event"))


def test_a_held_bed_is_held_and_not_occupied(store: Store) -> None:
    answer = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    assert state(store, VACANT) == "held"
    assert answer["pending"] is False
    with pytest.raises(BedTaken):
        store.execute(lambda tx: hold_bed(tx, "Q2", VACANT))


def test_one_request_holds_one_bed(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    with pytest.raises(WrongState, match="Request Q1 is held"):
        store.execute(lambda tx: hold_bed(tx, "Q1", OTHER))


def test_a_repeated_command_gets_the_first_answer_and_changes_nothing(store: Store) -> None:
    envelope = Envelope(actor="ann", key="k1", content={"hold": VACANT})
    first = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), envelope)
    store.execute(lambda tx: release_hold(tx, first["hold"]))
    again = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), envelope)
    assert again == first
    assert state(store, VACANT) == "vacant"


def test_a_key_with_another_command_is_refused(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), Envelope(actor="ann", key="k1", content={"bed": VACANT}))
    with pytest.raises(KeyReused):
        store.execute(lambda tx: hold_bed(tx, "Q2", OTHER), Envelope(actor="ann", key="k1", content={"bed": OTHER}))


def test_a_refused_command_leaves_no_trace(store: Store) -> None:
    before = live_of(store).sequence
    with pytest.raises(WrongState):
        store.execute(lambda tx: clean(tx, VACANT), Envelope(actor="ann", key="k1"))
    assert live_of(store).sequence == before
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), Envelope(actor="ann", key="k1"))


def test_a_stale_screen_is_told_what_changed(store: Store) -> None:
    seen = live_of(store).beds[VACANT].version
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, bed_version=seen), Envelope(actor="ann", key="k1"))
    store.execute(lambda tx: release_hold(tx, hold["hold"]))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: hold_bed(tx, "Q2", VACANT, bed_version=seen))
    assert [change["kind"] for change in refused.value.values["changes"]] == ["hold released", "bed held"]
    assert refused.value.values["changes"][1]["actor"] == "ann"


def test_a_hold_expires_by_itself_and_its_request_waits_again(store: Store, clock: Any) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    clock.turn(29)
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}
    clock.turn(1)
    assert store.execute(expire_due) == {"expired": 1, "opened": 0}
    live = live_of(store)
    assert live.beds[VACANT].state is BedState.VACANT
    assert live.requests["Q1"].status.value == "waiting"


def test_an_expired_hold_gives_way_before_any_sweep(store: Store, clock: Any) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    clock.turn(31)
    store.execute(lambda tx: hold_bed(tx, "Q2", VACANT))
    assert live_of(store).beds[VACANT].hold.request == "Q2"  # type: ignore[union-attr]


def test_an_expired_hold_cannot_be_confirmed(store: Store, clock: Any) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    clock.turn(31)
    with pytest.raises(WrongState, match="ran out"):
        store.execute(lambda tx: confirm_hold(tx, hold["hold"]))


def test_a_confirmed_hold_does_not_expire(store: Store, clock: Any) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    clock.turn(600)
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}


def test_a_block_with_an_end_opens_by_itself_and_its_promise_becomes_a_hold(store: Store, clock: Any) -> None:
    end = clock.now() + timedelta(minutes=60)
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, until=end))
    assert store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=120))["pending"] is True
    clock.turn(59)
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}
    clock.turn(11)
    assert live_of(store).next_expiry() == end
    assert store.execute(expire_due) == {"expired": 0, "opened": 1}
    opened = live_of(store).beds[VACANT]
    assert (opened.state, opened.since) == (BedState.HELD, end)
    assert replay(store.database).differences == ()


def test_a_contaminated_bed_whose_block_is_over_waits_for_terminal_cleaning(store: Store, clock: Any) -> None:
    end = clock.now() + timedelta(minutes=60)
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CONTAMINATED, until=end))
    clock.turn(60)
    store.execute(expire_due)
    opened, hospital = live_of(store).beds[VACANT], live_of(store).hospital
    assert opened.state is BedState.CLEANING
    assert opened.until == end + timedelta(minutes=hospital.terminal_cleaning_minutes)


def test_an_ended_block_gives_way_before_any_sweep(store: Store, clock: Any) -> None:
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, until=clock.now() + timedelta(minutes=5)))
    clock.turn(6)
    assert store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["pending"] is False


def test_a_block_without_an_end_is_given_to_nobody_until_it_has_one(store: Store, clock: Any) -> None:
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CONTAMINATED))
    with pytest.raises(WrongState, match="nobody said until when"):
        store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, until=clock.now() + timedelta(minutes=5)))
    assert store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["pending"] is True
    assert live_of(store).beds[VACANT].resumes is BedState.CLEANING


def test_a_block_that_ended_already_is_refused(store: Store, clock: Any) -> None:
    with pytest.raises(Invalid, match="expected a moment to come"):
        store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, until=clock.now()))


def test_a_bed_is_free_only_when_left_and_cleaned(store: Store) -> None:
    store.execute(lambda tx: order_discharge(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "discharge ordered"
    with pytest.raises(BedTaken):
        store.execute(lambda tx: admit(tx, "Q1", OCCUPIED))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "cleaning"
    with pytest.raises(WrongState):
        store.execute(lambda tx: admit(tx, "Q1", OCCUPIED))
    store.execute(lambda tx: start_cleaning(tx, OCCUPIED))
    store.execute(lambda tx: clean(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "vacant"


def test_an_occupied_bed_can_be_promised_once_and_is_held_when_clean(store: Store) -> None:
    answer = store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED))
    assert answer["pending"] is True
    assert state(store, OCCUPIED) == "occupied"
    with pytest.raises(BedTaken):
        store.execute(lambda tx: hold_bed(tx, "Q2", OCCUPIED))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: clean(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "held"
    store.execute(lambda tx: admit(tx, "Q1"))
    assert state(store, OCCUPIED) == "occupied"


def test_cancelling_a_discharge_restores_the_occupied_bed(store: Store) -> None:
    store.execute(lambda tx: order_discharge(tx, OCCUPIED))
    store.execute(lambda tx: reach_milestone(tx, OCCUPIED, EventKind.MEDICINES_READY))
    store.execute(lambda tx: cancel_discharge(tx, OCCUPIED))
    now = live_of(store).beds[OCCUPIED]
    assert now.state is BedState.OCCUPIED
    assert now.stay is not None
    assert now.stay.medicines_at is None


def test_cancelling_a_request_gives_its_bed_back(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: cancel_request(tx, "Q1"))
    live = live_of(store)
    assert live.beds[VACANT].state is BedState.VACANT
    assert "Q1" not in live.requests


def test_cancelling_an_admission_without_a_hold_lets_the_request_wait_again(store: Store) -> None:
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    store.execute(lambda tx: cancel_admission(tx, VACANT))
    live = live_of(store)
    assert live.beds[VACANT].state is BedState.VACANT
    assert live.requests["Q1"].status.value == "waiting"


@pytest.mark.parametrize("confirmed", [False, True])
def test_cancelling_an_admission_to_a_held_bed_holds_it_again_as_it_was(
    store: Store, clock: Any, *, confirmed: bool
) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))["hold"]
    if confirmed:
        store.execute(lambda tx: confirm_hold(tx, hold))
    clock.turn(20)
    store.execute(lambda tx: admit(tx, "Q1"))
    clock.turn(20)
    store.execute(lambda tx: cancel_admission(tx, VACANT))
    again = live_of(store).requests["Q1"].hold
    assert again is not None
    assert (again.bed, again.confirmed_at is not None) == (VACANT, confirmed)
    assert again.expires_at == (None if confirmed else clock.now() + timedelta(minutes=30))


def test_cancelling_an_admission_never_loses_the_bed_that_the_patient_came_from(store: Store) -> None:
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id="P-Q1")))
    store.execute(lambda tx: admit(tx, "Q9", OTHER))
    with pytest.raises(WrongState, match=f"came from bed {VACANT}"):
        store.execute(lambda tx: cancel_admission(tx, OTHER))
    assert live_of(store).beds[OTHER].stay.stay.patient.id == "P-Q1"  # type: ignore[union-attr]


def test_a_stay_that_began_with_a_move_is_no_admission_to_cancel(store: Store) -> None:
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    store.execute(lambda tx: move(tx, VACANT, OTHER))
    with pytest.raises(WrongState, match="began with a move"):
        store.execute(lambda tx: cancel_admission(tx, OTHER))


def test_unblocking_restores_a_bed_that_still_needs_cleaning(store: Store) -> None:
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CLOSED))
    store.execute(lambda tx: unblock(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "cleaning"


def test_a_contaminated_bed_is_cleaned_before_it_is_free(store: Store) -> None:
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CONTAMINATED))
    store.execute(lambda tx: unblock(tx, VACANT))
    assert state(store, VACANT) == "cleaning"


def test_a_transfer_frees_the_bed_the_patient_had(store: Store) -> None:
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    patient = live_of(store).beds[VACANT].stay.stay.patient.id  # type: ignore[union-attr]
    store.execute(lambda tx: move(tx, VACANT, OTHER))
    live = live_of(store)
    assert live.beds[VACANT].state is BedState.CLEANING
    assert live.beds[OTHER].stay.stay.patient.id == patient  # type: ignore[union-attr]


def test_two_patients_change_places(store: Store) -> None:
    store.execute(lambda tx: swap(tx, OCCUPIED, LENDER_BED))
    live = live_of(store)
    assert live.beds[OCCUPIED].stay.stay.department == "D2"  # type: ignore[union-attr]
    assert live.beds[LENDER_BED].stay.stay.department == "D1"  # type: ignore[union-attr]


def test_undo_restores_what_was_there(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    released = store.execute(lambda tx: release_hold(tx, hold["hold"]))
    live = live_of(store)
    store.execute(lambda tx: undo(tx, released["version"]))
    live.follow()
    assert live.beds[VACANT].hold.request == "Q1"  # type: ignore[union-attr]
    assert live.requests["Q1"].status.value == "held"


def test_undo_is_refused_once_something_else_happened(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    with pytest.raises(Stale):
        store.execute(lambda tx: undo(tx, hold["version"]))


def test_an_admission_is_not_undone_but_cancelled(store: Store) -> None:
    admitted = store.execute(lambda tx: admit(tx, "Q1", VACANT))
    with pytest.raises(WrongState, match="cannot be undone"):
        store.execute(lambda tx: undo(tx, admitted["version"]))


def test_changing_a_request_checks_it_whole(store: Store) -> None:
    store.execute(lambda tx: change_request(tx, "Q1", {"urgency": "immediate"}))
    assert live_of(store).requests["Q1"].request.urgency.value == "immediate"
    with pytest.raises(Refusal, match="Input should be"):
        store.execute(lambda tx: change_request(tx, "Q1", {"urgency": "at once"}))


def test_an_override_needs_a_reason_and_is_kept_with_it(store: Store) -> None:
    with pytest.raises(Refusal, match="no reason"):
        store.execute(lambda tx: allow_lending(tx, "Q1", "D2", reason=" "))
    store.execute(lambda tx: allow_lending(tx, "Q1", "D2", reason="full house"), Envelope(actor="ann", key="k"))
    override = live_of(store).overrides["Q1/D2"]
    assert (override.reason, override.by) == ("full house", "ann")


def test_a_patient_has_one_bed_held_whichever_request_asks(store: Store, clock: Any) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id="P-Q1")))
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    with pytest.raises(WrongState, match=f"has bed {VACANT} held for request Q1"):
        store.execute(lambda tx: hold_bed(tx, "Q9", OTHER))
    clock.turn(31)
    assert store.execute(lambda tx: hold_bed(tx, "Q9", OTHER))["live"]


def test_the_database_itself_refuses_a_second_held_bed_for_a_patient(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    with store.database.reading() as connection:
        hold = dict(connection.execute(select(bed_occupation).where(bed_occupation.c.request == "Q1")).mappings().one())
    other = {**hold, "id": "second", "request": "Q9", "bed": OTHER}
    with pytest.raises(IntegrityError), store.database.writing() as connection:
        connection.execute(insert(bed_occupation).values(other))


def test_an_override_does_not_hide_the_reason(store: Store) -> None:
    store.rules = NeverKept()
    done = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, reason="phone call", override="only bed left"))
    with store.database.reading() as connection:
        row = connection.execute(select(event).where(event.c.sequence == done["version"])).mappings().one()
    assert (row["reason"], row["override"], row["overridden"]) == ("phone call", "only bed left", ["never"])


def test_a_request_never_goes_to_another_patient(store: Store) -> None:
    other = {"patient": {"id": "someone else", "sex": "female", "age_years": 50}}
    with pytest.raises(Invalid, match="cannot go to another patient"):
        store.execute(lambda tx: change_request(tx, "Q1", other))


def test_a_changed_department_is_that_of_the_hold_too(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: change_request(tx, "Q1", {"department": "D2"}))
    hold = live_of(store).beds[VACANT].hold
    assert hold is not None
    assert hold.department == "D2"


def test_a_stale_hold_is_told_what_changed(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]), Envelope(actor="bob", key="key"))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: release_hold(tx, hold["hold"], version=hold["version"]))
    assert [(one["kind"], one["actor"]) for one in refused.value.values["changes"]] == [("hold confirmed", "bob")]


def test_a_bed_that_an_event_changed_without_naming_it_tells_that_event(store: Store) -> None:
    seen = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["version"]
    store.execute(lambda tx: admit(tx, "Q1", OTHER))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=seen))
    assert [one["kind"] for one in refused.value.values["changes"]] == ["patient admitted"]


def test_an_undo_that_comes_too_late_is_told_what_changed(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: undo(tx, hold["version"]))
    assert [one["kind"] for one in refused.value.values["changes"]] == ["hold confirmed"]


def test_a_version_beyond_the_log_is_stale_and_a_later_one_of_the_log_is_not(store: Store) -> None:
    with pytest.raises(Stale):
        store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=10**9))
    end = live_of(store).sequence
    assert store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=end))["bed"] == VACANT


def test_cleaning_that_began_before_a_contamination_begins_anew(store: Store) -> None:
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: start_cleaning(tx, OCCUPIED))
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CONTAMINATED))
    store.execute(lambda tx: unblock(tx, OCCUPIED))
    assert live_of(store).beds[OCCUPIED].cleaning_started_at is None
    store.execute(lambda tx: start_cleaning(tx, OCCUPIED))


def test_the_discharge_lounge_frees_the_bed_at_once(store: Store) -> None:
    store.execute(lambda tx: order_discharge(tx, OCCUPIED))
    store.execute(lambda tx: leave(tx, OCCUPIED, to_lounge=True))
    live = live_of(store)
    assert live.beds[OCCUPIED].state is BedState.CLEANING
    assert len(live.lounge) == 1


def test_replaying_the_log_gives_the_projections(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: clean(tx, OCCUPIED))
    store.execute(lambda tx: release_hold(tx, hold["hold"]))
    store.execute(lambda tx: admit(tx, "Q2", OCCUPIED))
    store.execute(lambda tx: swap(tx, OCCUPIED, LENDER_BED))
    assert replay(store.database).differences == ()


def test_a_projection_that_was_tampered_with_is_found_and_mended(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(update(bed).where(bed.c.id == VACANT).values(state="blocked"))
    assert replay(store.database).differences == (f"bed {VACANT}: state differ between log and projection",)
    replay(store.database, repair=True)
    assert replay(store.database).differences == ()


def test_many_threads_fighting_for_one_bed_give_it_once(store: Store) -> None:
    def attempt(number: int) -> bool:
        try:
            store.execute(lambda tx: hold_bed(tx, f"Q{number % 3 + 1}", VACANT))
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(64))) == 1
