"""Stays: admission, moves, discharge, cleaning, and taking an admission back."""

from datetime import timedelta
from typing import Any

import pytest

from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import cancel_discharge, leave, order_discharge, reach_milestone
from api.store.commands.holds import confirm_hold, hold_bed
from api.store.commands.housekeeping import clean, start_cleaning
from api.store.commands.moves import move, swap
from api.store.commands.requests import make_request
from api.store.commands.stays import admit
from api.store.kinds import EventKind
from api.store.refusals import BedTaken, WrongState
from api.store.store import Store
from scenarios.census import BedState
from tests import make
from tests.api.store_state import LENDER_BED, OCCUPIED, OTHER, VACANT, live_of, state


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


def test_cancelling_a_discharge_restores_the_occupied_bed(store: Store) -> None:
    store.execute(lambda tx: order_discharge(tx, OCCUPIED))
    store.execute(lambda tx: reach_milestone(tx, OCCUPIED, EventKind.MEDICINES_READY))
    store.execute(lambda tx: cancel_discharge(tx, OCCUPIED))
    now = live_of(store).beds[OCCUPIED]
    assert now.state is BedState.OCCUPIED
    assert now.stay is not None
    assert now.stay.medicines_at is None


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


def test_the_discharge_lounge_frees_the_bed_at_once(store: Store) -> None:
    store.execute(lambda tx: order_discharge(tx, OCCUPIED))
    store.execute(lambda tx: leave(tx, OCCUPIED, to_lounge=True))
    live = live_of(store)
    assert live.beds[OCCUPIED].state is BedState.CLEANING
    assert len(live.lounge) == 1
