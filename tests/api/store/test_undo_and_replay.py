"""Undo where it is safe; the log replayed gives the projections."""

import pytest
from sqlalchemy import update

from api.store.commands.discharges import leave
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.housekeeping import clean
from api.store.commands.moves import swap
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.refusals import Stale, WrongState
from api.store.replay import replay
from api.store.store import Store
from api.store.tables import bed
from tests.api.store_state import LENDER_BED, OCCUPIED, VACANT, live_of


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


def test_an_undo_that_comes_too_late_is_told_what_changed(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: undo(tx, hold["version"]))
    assert [one["kind"] for one in refused.value.values["changes"]] == ["hold confirmed"]


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
