from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing


def _lent_and_asking(**weights: int) -> Scenario:
    """A and B of D1 lie in D2's beds; B asks to come home."""
    b = make.patient(id="B")
    return make.scenario(
        wards=[make.ward(id="W1", department="D1", rooms=[1, 1]), make.ward(id="W2", department="D2", rooms=[1, 1])],
        stays=[make.stay(bed="W2-R1-1", patient_id="A"), make.stay(bed="W2-R2-1", patient=b)],
        requests=[make.request(patient=b, current_bed="W2-R2-1", source="lent patient home")],
        allocation=weighing(max_moves=2, **weights),
    )


def test_each_move_nobody_asked_for_costs_sixty_points() -> None:
    scenario = _lent_and_asking()
    assert points(scenario, "moves", {"A": "W1-R1-1"}) == 60
    assert points(scenario, "moves", {"A": "W1-R1-1", "Q1": "W1-R2-1"}) == 60


def test_a_patient_in_bed_who_asked_is_no_move() -> None:
    assert points(_lent_and_asking(), "moves", {"Q1": "W1-R2-1"}) == 0


def test_nobody_is_moved_when_it_gains_less_than_it_costs() -> None:
    gain = {"lent_patient_away": 50, "occupancy_balance": 0}
    assert given(_lent_and_asking(moves=51, **gain)).keys() == {"Q1"}
    assert given(_lent_and_asking(moves=49, **gain)).keys() == {"Q1", "A"}


def test_weight_nought_switches_it_off() -> None:
    assert points(_lent_and_asking(moves=0), "moves", {"A": "W1-R1-1"}) == 0
