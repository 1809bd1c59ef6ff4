"""What the optimizer is told of a bed is what the store will do with it."""

from datetime import timedelta
from typing import Any

import pytest

from api.current_scenario import current_scenario
from api.decisions import recommended, why_not
from api.readiness import is_overdue, ready_at
from api.store.commands.discharges import leave
from api.store.commands.expiry import expire_due
from api.store.commands.holds import hold_bed
from api.store.commands.housekeeping import block
from api.store.live import LiveState
from api.store.refusals import Refusal
from api.store.store import Store
from optimizer.beds import HospitalIndex, Recommender
from scenarios.census import BedState, BlockReason

VACANT, OCCUPIED = "W1-R1-2", "W1-R1-1"


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


def live_of(store: Store) -> LiveState:
    live = LiveState(store.database)
    live.follow()
    return live


def options(store: Store, now: Any) -> dict[str, int]:
    """Return the beds suggested for the first request, with the minutes until each is ready."""
    live = live_of(store)
    index = HospitalIndex(live.hospital)
    recommender = Recommender(current_scenario(live, now), index)
    found = recommended(recommender, index, live.requests["Q1"].request, 10, ())
    return {one["bed"]: one["start_minutes"] for one in found}


@pytest.mark.parametrize("reason", list(BlockReason))
def test_a_blocked_bed_is_suggested_for_when_it_opens_and_cleaned_and_can_be_promised(
    store: Store, clock: Any, reason: BlockReason
) -> None:
    end = clock.now() + timedelta(minutes=60)
    for bed in list(live_of(store).beds):
        if bed != VACANT and live_of(store).beds[bed].stay is None:
            store.execute(lambda tx, bed=bed: block(tx, bed, BlockReason.CLOSED))
    store.execute(lambda tx: block(tx, VACANT, reason, until=end))
    hospital = live_of(store).hospital
    cleaning = hospital.terminal_cleaning_minutes if reason is BlockReason.CONTAMINATED else 0
    assert options(store, clock.now()).get(VACANT) == 60 + cleaning
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))


@pytest.mark.parametrize("reason", list(BlockReason))
def test_no_bed_that_is_suggested_as_free_now_is_refused(store: Store, clock: Any, reason: BlockReason) -> None:
    store.execute(lambda tx: block(tx, VACANT, reason, until=clock.now() + timedelta(minutes=30)))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    for minutes in (0, 29, 2, 60, 600):
        clock.turn(minutes)
        for bed in [bed for bed, start in options(store, clock.now()).items() if start == 0]:
            with pytest.raises(ZeroDivisionError):  # nothing is kept of the attempt
                store.execute(lambda tx, bed=bed: _held_and_taken_back(tx, bed))


def _held_and_taken_back(tx: Any, bed: str) -> Any:
    assert hold_bed(tx, "Q1", bed)["pending"] is False
    raise ZeroDivisionError


def test_a_block_without_an_end_is_never_suggested(store: Store, clock: Any) -> None:
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CONTAMINATED))
    live = live_of(store)
    assert ready_at(live.beds[VACANT], live.hospital, clock.now()) is None
    assert VACANT not in options(store, clock.now())
    recommender = Recommender(current_scenario(live, clock.now()), HospitalIndex(live.hospital))
    assert why_not(recommender, live.requests["Q1"].request, VACANT)["broken"] != []
    with pytest.raises(Refusal):
        store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))


def test_cleaning_beyond_its_time_is_overdue_and_not_free(store: Store, clock: Any) -> None:
    store.execute(lambda tx: leave(tx, OCCUPIED))
    clock.turn(24 * 60)
    store.execute(expire_due)
    live = live_of(store)
    bed = live.beds[OCCUPIED]
    ready = ready_at(bed, live.hospital, clock.now())
    assert bed.state is BedState.CLEANING
    assert is_overdue(bed, clock.now())
    assert ready is not None
    assert ready > clock.now()
