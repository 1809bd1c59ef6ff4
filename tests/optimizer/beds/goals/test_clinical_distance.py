from scenarios.hospital import ClinicalDistance
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing


def _four_departments(shared: bool = False, **fields: object) -> Scenario:
    """D1 is medical as D2 is; D3 is surgical; D4 is said to be at distance 9 of D1."""
    hospital = make.hospital(
        wards=[
            make.ward(id=f"W{n}", department=f"D{n}", rooms=[1], shared=shared and n == 3, floor=n) for n in range(1, 5)
        ],
        departments=[
            make.department(id="D1"),
            make.department(id="D2"),
            make.department(id="D3", kind="surgical"),
            make.department(id="D4"),
        ],
        lending=[make.lending(lender=f"D{n}", borrower="D1") for n in (2, 3, 4)],
        clinical_distances=[ClinicalDistance(department="D4", other="D1", distance=9)],
    )
    return make.scenario(hospital=hospital, requests=[make.request(department="D1")], **fields)


def test_distance_costs_ten_points_a_step() -> None:
    steps = {n: points(_four_departments(), "clinical distance", {"Q1": f"W{n}-R1-1"}) for n in range(1, 5)}
    assert steps == {1: 0, 2: 20, 3: 50, 4: 90}


def test_a_shared_ward_is_near_to_everyone() -> None:
    assert points(_four_departments(shared=True), "clinical distance", {"Q1": "W3-R1-1"}) == 0


def test_those_who_wait_cost_no_distance() -> None:
    assert points(_four_departments(), "clinical distance", {}) == 0


def test_a_patient_goes_to_the_nearest_department_that_has_a_bed() -> None:
    full = [make.stay(bed="W1-R1-1")]
    assert given(_four_departments(stays=full)) == {"Q1": "W2-R1-1"}


def test_weight_nought_switches_it_off() -> None:
    scenario = _four_departments(allocation=weighing(clinical_distance=0))
    assert points(scenario, "clinical distance", {"Q1": "W4-R1-1"}) == 0
