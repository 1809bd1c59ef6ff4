"""Blocked beds: their end, their cleaning, who may have them meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.store.commands.discharges import leave
from api.store.commands.expiry import expire_due
from api.store.commands.holds import hold_bed
from api.store.commands.housekeeping import block, start_cleaning, unblock
from api.store.commands.moves import move, swap
from api.store.refusals import Invalid, WrongState
from api.store.replay import replay
from api.store.store import Store
from api.store.tables import event
from scenarios.census import BedState, BlockReason
from tests.api.conftest import HandClock
from tests.api.store_state import LENDER_BED, OCCUPIED, OTHER, VACANT, live_of, state


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


def test_unblocking_restores_a_bed_that_still_needs_cleaning(store: Store) -> None:
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CLOSED))
    store.execute(lambda tx: unblock(tx, OCCUPIED))
    assert state(store, OCCUPIED) == "cleaning"


def test_a_contaminated_bed_is_cleaned_before_it_is_free(store: Store) -> None:
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CONTAMINATED))
    store.execute(lambda tx: unblock(tx, VACANT))
    assert state(store, VACANT) == "cleaning"


def test_cleaning_that_began_before_a_contamination_begins_anew(store: Store) -> None:
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: start_cleaning(tx, OCCUPIED))
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CONTAMINATED))
    store.execute(lambda tx: unblock(tx, OCCUPIED))
    assert live_of(store).beds[OCCUPIED].cleaning_started_at is None
    store.execute(lambda tx: start_cleaning(tx, OCCUPIED))


def test_an_occupied_bed_closes_once_its_patient_has_left_with_the_reason_given_before(
    store: Store, clock: HandClock
) -> None:
    end = clock.now() + timedelta(hours=8)
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CLOSED, until=end, reason="new mattress"))
    assert state(store, OCCUPIED) == "occupied"
    assert live_of(store).beds[OCCUPIED].closes_after_stay
    with pytest.raises(WrongState, match="closes"):
        store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED))
    left = store.execute(lambda tx: leave(tx, OCCUPIED))
    bed = live_of(store).beds[OCCUPIED]
    assert (bed.state, bed.until, bed.resumes) == (BedState.BLOCKED, end, BedState.CLEANING)
    with store.database.reading() as connection:
        row = connection.execute(select(event).where(event.c.sequence == left["version"])).mappings().one()
    assert (row["kind"], row["reason"]) == ("bed blocked", "new mattress")
    clock.turn(8 * 60)
    store.execute(expire_due)
    assert state(store, OCCUPIED) == "cleaning"


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_bed_that_closes_after_its_patient_stays_open_when_that_is_taken_back_or_over(
    store: Store, clock: HandClock, *, taken_back: bool
) -> None:
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CLOSED, until=clock.now() + timedelta(hours=1)))
    if taken_back:
        store.execute(lambda tx: unblock(tx, OCCUPIED))
    else:
        clock.turn(61)
    store.execute(lambda tx: move(tx, OCCUPIED, OTHER))
    assert state(store, OCCUPIED) == "cleaning"
    assert live_of(store).beds[OCCUPIED].block_reason is None


def test_patients_who_change_places_leave_the_planned_closing_to_the_bed(store: Store, clock: HandClock) -> None:
    end = clock.now() + timedelta(hours=8)
    store.execute(lambda tx: block(tx, OCCUPIED, BlockReason.CLOSED, until=end))
    store.execute(lambda tx: swap(tx, OCCUPIED, LENDER_BED))
    live = live_of(store)
    assert (live.beds[OCCUPIED].closes_after_stay, live.beds[OCCUPIED].until) == (True, end)
    assert not live.beds[LENDER_BED].closes_after_stay
