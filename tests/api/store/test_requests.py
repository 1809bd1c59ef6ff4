"""Requests: changed, cancelled, allowed to another department."""

import pytest

from api.store.commands.holds import hold_bed
from api.store.commands.requests import allow_lending, cancel_request, change_request
from api.store.refusals import Invalid, Refusal
from api.store.store import Envelope, Store
from scenarios.census import BedState
from tests.api.store_state import VACANT, live_of


def test_cancelling_a_request_gives_its_bed_back(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: cancel_request(tx, "Q1"))
    live = live_of(store)
    assert live.beds[VACANT].state is BedState.VACANT
    assert "Q1" not in live.requests


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
