from scenarios.allocation_settings import AllocationSettings, GoalWeights
from scenarios.patients import Stay
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given

HOME = {"A": "W1-R1-1", "B": "W1-R2-1"}


def _lent(name: str, bed: str, **fields: object) -> Stay:
    return make.stay(bed=bed, department="D1", patient_id=name, **fields)


def _two_lent_patients(max_moves: int, **fields: object) -> Scenario:
    """Two patients of D1 lie in D2's ward while D1 has three beds free."""
    about = {
        "stays": [_lent("A", "W2-R1-1"), _lent("B", "W2-R2-1")],
        "allocation": AllocationSettings(
            max_moves=max_moves, weights=GoalWeights(moves=5, lent_patient_away=20, occupancy_balance=0)
        ),
    }
    return make.scenario(
        wards=[
            make.ward(id="W1", department="D1", rooms=[1, 1, 1]),
            make.ward(id="W2", department="D2", rooms=[1, 1]),
        ],
        **(about | fields),
    )


def test_as_many_patients_as_allowed_may_be_moved() -> None:
    assert breaks_nothing(_two_lent_patients(2), HOME)
    assert given(_two_lent_patients(2)).keys() == {"A", "B"}


def test_more_moves_than_allowed_are_counted() -> None:
    assert broken(_two_lent_patients(1), "move limit", HOME) == ["2 patients are moved, expected at most 1"]


def test_the_allocator_stops_at_the_limit() -> None:
    assert len(given(_two_lent_patients(1))) == 1


def test_without_moves_nobody_leaves_the_bed() -> None:
    assert given(_two_lent_patients(0)) == {}


def test_a_patient_in_bed_who_asked_for_another_is_no_move() -> None:
    stays = [_lent("A", "W2-R1-1"), _lent("B", "W2-R2-1")]
    request = make.request(id="Q1", patient=stays[0].patient, current_bed="W2-R1-1", source="lent patient home")
    assert given(_two_lent_patients(1, stays=stays, requests=[request])).keys() == {"Q1", "B"}


def test_a_patient_who_must_not_be_moved_stays() -> None:
    stays = [_lent("A", "W2-R1-1", movable=False), _lent("B", "W2-R2-1")]
    assert given(_two_lent_patients(2, stays=stays)).keys() == {"B"}
