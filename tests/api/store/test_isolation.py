"""Isolation that is found later counts from then on, and says which rules the beds break now."""

from pathlib import Path

import pytest

from api.store.commands.discharges import leave
from api.store.commands.holds import hold_bed
from api.store.commands.isolation import isolate_in_bed, isolate_request
from api.store.commands.requests import make_request
from api.store.commands.undo import undo
from api.store.live import LiveState
from api.store.refusals import Invalid, RulesBroken, WrongState
from api.store.store import Store
from scenarios.patients import Isolation
from tests import make
from tests.api.conftest import HandClock
from tests.api.store_state import OCCUPIED, OTHER, VACANT, live_of
from tests.api.test_bed_rules import store_of

CONTACT = Isolation.CONTACT
LIES = f"in {OCCUPIED}"


@pytest.fixture
def shared(tmp_path: Path) -> Store:
    """Two women in one room, and one who waits."""
    wards = [make.ward(id="W1", rooms=[make.room(id="W1-R1", beds=3), make.room(id="W1-R2", beds=1)])]
    return store_of(
        tmp_path,
        make.scenario(
            hospital=make.hospital(wards=wards),
            stays=[make.stay(bed=OCCUPIED, leaves_in_hours=60), make.stay(bed=VACANT, leaves_in_hours=60)],
            requests=[make.request(id="Q1")],
        ),
    )


def test_who_shares_a_room_wrongly_is_told_when_a_germ_is_found(shared: Store) -> None:
    found = shared.execute(lambda tx: isolate_in_bed(tx, OCCUPIED, CONTACT, "MRSA"))
    assert {one["rule"] for one in found["rules"]} == {"isolation room", "one pathogen a room"}
    assert any(f"in {VACANT}" in one["message"] for one in found["rules"])
    stay = live_of(shared).beds[OCCUPIED].stay
    assert stay is not None
    assert (stay.stay.patient.isolation, stay.stay.patient.pathogen) == (CONTACT, "MRSA")
    with pytest.raises(RulesBroken):
        shared.execute(lambda tx: hold_bed(tx, "Q1", "W1-R1-3"))
    lifted = shared.execute(lambda tx: isolate_in_bed(tx, OCCUPIED, Isolation.NONE))
    assert lifted["rules"] == []
    shared.execute(lambda tx: hold_bed(tx, "Q1", "W1-R1-3"))


def test_a_bed_is_cleaned_as_after_isolation_once_a_germ_was_found(store: Store, clock: HandClock) -> None:
    store.execute(lambda tx: isolate_in_bed(tx, OCCUPIED, CONTACT))
    store.execute(lambda tx: leave(tx, OCCUPIED))
    live = live_of(store)
    until = live.beds[OCCUPIED].until
    assert until is not None
    assert (until - clock.now()).total_seconds() == 60 * live.hospital.terminal_cleaning_minutes


def test_isolation_of_somebody_who_waits_is_told_for_the_held_bed(shared: Store) -> None:
    shared.execute(lambda tx: hold_bed(tx, "Q1", "W1-R1-3"))
    found = shared.execute(lambda tx: isolate_request(tx, "Q1", CONTACT, "CRE"))
    assert found["rules"] != []
    assert live_of(shared).requests["Q1"].request.patient.pathogen == "CRE"


def test_a_patient_is_isolated_in_bed_and_in_open_requests_alike_and_undone_in_both(store: Store) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id=LIES)))
    found = store.execute(lambda tx: isolate_request(tx, "Q9", CONTACT, "MRSA"))

    def isolations(live: LiveState) -> set[Isolation]:
        stay = live.beds[OCCUPIED].stay
        assert stay is not None
        return {stay.stay.patient.isolation, live.requests["Q9"].request.patient.isolation}

    assert isolations(live_of(store)) == {CONTACT}
    store.execute(lambda tx: undo(tx, found["version"]))
    assert isolations(live_of(store)) == {Isolation.NONE}


def test_isolation_without_a_change_or_a_germ_without_isolation_is_refused(store: Store) -> None:
    with pytest.raises(WrongState, match="already"):
        store.execute(lambda tx: isolate_in_bed(tx, OCCUPIED, Isolation.NONE))
    with pytest.raises(Invalid, match="MRSA"):
        store.execute(lambda tx: isolate_in_bed(tx, OCCUPIED, Isolation.NONE, "MRSA"))
    with pytest.raises(WrongState, match="expected a patient"):
        store.execute(lambda tx: isolate_in_bed(tx, OTHER, CONTACT))
