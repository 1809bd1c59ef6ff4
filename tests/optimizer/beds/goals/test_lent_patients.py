from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing

GOAL = "lent patients away"


def _away(max_moves: int = 2, **weights: int) -> Scenario:
    """A and B of D1 lie in D2's beds, C of D1 in a shared ward; D1 and D2 have a bed each."""
    hospital = make.hospital(
        wards=[
            make.ward(id="W1", department="D1", rooms=[1]),
            make.ward(id="W2", department="D2", rooms=[1, 1, 1]),
            make.ward(id="W3", department="D2", rooms=[make.room(id="W3-R1", beds=1, isolation=True)], shared=True),
        ],
        lending=[make.lending(lender="D2", borrower="D1")],
    )
    stays = [
        make.stay(bed="W2-R1-1", patient_id="A"),
        make.stay(bed="W2-R2-1", patient_id="B"),
        make.stay(bed="W3-R1-1", patient_id="C"),
    ]
    return make.scenario(hospital=hospital, stays=stays, allocation=weighing(max_moves=max_moves, **weights))


def test_each_movable_patient_who_is_left_away_costs_ninety_points() -> None:
    assert points(_away(), GOAL, {}) == 2 * 90
    assert points(_away(), GOAL, {"A": "W1-R1-1"}) == 90


def test_moving_to_another_foreign_bed_gains_nothing() -> None:
    assert points(_away(), GOAL, {"A": "W2-R3-1"}) == 2 * 90


def test_moving_out_of_a_shared_ward_into_a_foreign_one_costs() -> None:
    assert points(_away(), GOAL, {"C": "W2-R3-1"}) == 3 * 90


def test_without_moves_nothing_is_counted() -> None:
    assert points(_away(max_moves=0), GOAL, {}) == 0


def test_one_comes_home_when_that_is_worth_the_move() -> None:
    beds = given(_away(moves=10, lent_patient_away=20, occupancy_balance=0, special_bed=0))
    assert list(beds.values()) == ["W1-R1-1"]
    assert beds.keys() <= {"A", "B"}


def test_weight_nought_switches_it_off() -> None:
    assert points(_away(lent_patient_away=0), GOAL, {}) == 0
