from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing


def _campus(**fields: object) -> Scenario:
    """D1 has its ward on floor 3 of building A; further wards lie two floors up and across the campus."""
    hospital = make.hospital(
        wards=[
            make.ward(id="W1", rooms=[1], building="A", floor=3),
            make.ward(id="W2", department="D2", rooms=[1], shared=True, building="A", floor=5),
            make.ward(id="W3", department="D2", rooms=[1], shared=True, building="B", floor=2),
            make.ward(id="W4", department="D2", rooms=[1], shared=True, building="B", floor=9),
        ],
        departments=[make.department(id="D1"), make.department(id="D2")],
        buildings=[make.building(id="A"), make.building(id="B", x_metres=200, y_metres=100)],
        walking_distances=[make.walk(from_ward="W4", to_ward="W1", metres=130)],
    )
    return make.scenario(hospital=hospital, requests=[make.request()], **fields)


def test_each_hundred_metres_cost_two_points() -> None:
    metres = {n: points(_campus(), "walking", {"Q1": f"W{n}-R1-1"}) for n in (1, 2, 3, 4)}
    assert metres == {
        1: 0,
        2: 1,  # 2 floors of 30 m: 1.2 points
        3: 8,  # 300 m across, 2 floors down and 1 up: 390 m, 7.8 points
        4: 3,  # measured: 130 m, 2.6 points
    }


def test_a_patient_goes_to_the_nearest_of_equal_wards() -> None:
    scenario = _campus(stays=[make.stay(bed="W1-R1-1")], allocation=weighing(occupancy_balance=0))
    assert given(scenario) == {"Q1": "W2-R1-1"}


def test_weight_nought_switches_it_off() -> None:
    assert points(_campus(allocation=weighing(walking=0)), "walking", {"Q1": "W3-R1-1"}) == 0
