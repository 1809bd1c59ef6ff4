"""Who lies in a bed is not somebody else in a request."""

from typing import Any

import pytest

from api.store.commands.moves import move
from api.store.commands.requests import change_request, make_request
from api.store.commands.stays import admit
from api.store.refusals import WrongState
from api.store.store import Store
from tests import make
from tests.api.store_state import OCCUPIED, OTHER, VACANT, live_of, state

LIES = f"in {OCCUPIED}"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"sex": "male"}, "female"),
        ({"age_years": 30}, "30"),
        ({"isolation": "contact", "pathogen": "MRSA"}, "contact MRSA"),
    ],
)
def test_a_request_that_contradicts_the_patient_in_bed_is_refused_with_what_contradicts(
    store: Store, says: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongState, match=OCCUPIED) as refused:
        store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id=LIES, **says)))
    assert told in refused.value.detail
    assert "Q9" not in live_of(store).requests


def test_a_request_for_a_patient_in_bed_knows_the_bed_and_follows_a_move(store: Store) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id=LIES, age_years=50.8)))
    assert live_of(store).requests["Q9"].request.current_bed == OCCUPIED
    store.execute(lambda tx: move(tx, OCCUPIED, VACANT))
    store.execute(lambda tx: change_request(tx, "Q9", {"urgency": "immediate"}))
    assert live_of(store).requests["Q9"].request.current_bed == VACANT


def test_a_current_bed_where_the_patient_does_not_lie_is_refused(store: Store) -> None:
    with pytest.raises(WrongState, match="lies in no bed"):
        store.execute(lambda tx: make_request(tx, make.request(id="Q9", current_bed=OCCUPIED)))
    with pytest.raises(WrongState, match=f"lies in bed {OCCUPIED}, not in {VACANT}"):
        store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id=LIES, current_bed=VACANT)))
    with pytest.raises(WrongState, match="lies in no bed"):
        store.execute(lambda tx: change_request(tx, "Q1", {"current_bed": OCCUPIED}))


def test_a_change_may_not_contradict_the_patient_in_bed(store: Store) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id=LIES)))
    changes = {"patient": {"id": LIES, "sex": "male", "age_years": 50}}
    with pytest.raises(WrongState, match="male"):
        store.execute(lambda tx: change_request(tx, "Q9", changes))


def test_nobody_is_admitted_as_somebody_else(store: Store) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id="P-Q1", sex="male")))
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    with pytest.raises(WrongState, match="male"):
        store.execute(lambda tx: admit(tx, "Q9", OTHER))
    assert (state(store, VACANT), state(store, OTHER)) == ("occupied", "vacant")
