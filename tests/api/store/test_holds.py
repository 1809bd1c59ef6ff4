"""Holds: one a bed, one a patient, expiry, promises of beds that are not free yet."""

from typing import Any

import pytest
from sqlalchemy import select

from api.store.commands.discharges import leave
from api.store.commands.expiry import expire_due
from api.store.commands.holds import confirm_hold, hold_bed
from api.store.commands.housekeeping import clean
from api.store.commands.requests import make_request
from api.store.commands.stays import admit
from api.store.refusals import BedTaken, WrongState
from api.store.store import Store
from api.store.tables import event
from scenarios.census import BedState
from tests import make
from tests.api.store_state import OCCUPIED, OTHER, VACANT, live_of, state


class NeverKept:
    """Rules that every bed breaks."""

    def broken_by(self, given: Any, now: Any, aside: Any = ()) -> list[dict[str, Any]]:
        return [{"rule": "never", "message": "never", "template": "never", "values": {}}]


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


def test_a_patient_has_one_bed_held_whichever_request_asks(store: Store, clock: Any) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id="P-Q1")))
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, minutes=30))
    with pytest.raises(WrongState, match=f"has bed {VACANT} held for request Q1"):
        store.execute(lambda tx: hold_bed(tx, "Q9", OTHER))
    clock.turn(31)
    assert store.execute(lambda tx: hold_bed(tx, "Q9", OTHER))["live"]


def test_an_override_does_not_hide_the_reason(store: Store) -> None:
    store.rules = NeverKept()
    done = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, reason="phone call", override="only bed left"))
    with store.database.reading() as connection:
        row = connection.execute(select(event).where(event.c.sequence == done["version"])).mappings().one()
    assert (row["reason"], row["override"], row["overridden"]) == ("phone call", "only bed left", ["never"])


@pytest.mark.parametrize("hours", [1, 40])
def test_a_promise_lasts_until_its_bed_opens_and_the_hold_minutes_after_it(
    store: Store, clock: Any, hours: int
) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED, minutes=30))
    clock.turn(60 * hours)
    store.execute(lambda tx: leave(tx, OCCUPIED))
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}
    clock.turn(45)
    store.execute(lambda tx: clean(tx, OCCUPIED))
    clock.turn(29)
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}
    assert state(store, OCCUPIED) == "held"
    clock.turn(1)
    assert store.execute(expire_due) == {"expired": 1, "opened": 0}
    assert state(store, OCCUPIED) == "vacant"


def test_a_promise_that_the_ward_confirmed_never_runs_out(store: Store, clock: Any) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED, minutes=30))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    store.execute(lambda tx: clean(tx, OCCUPIED))
    clock.turn(600)
    assert store.execute(expire_due) == {"expired": 0, "opened": 0}
