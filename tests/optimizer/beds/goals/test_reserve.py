from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing

ICU = {"level_of_care": "icu"}


def _expecting(*beds: int, in_hours: float = 12, **fields: object) -> Scenario:
    """Three free beds of D1 and two of a shared ICU; demand of D1 for general beds and for the ICU."""
    hospital = make.hospital(
        wards=[
            make.ward(id="W1", rooms=[1, 1, 1]),
            make.ward(id="W2", department="D2", rooms=[1, 1], shared=True, level_of_care="icu", also_takes=["general"]),
        ]
    )
    kinds = ({}, ICU)
    demand = [make.expected_demand(beds=n, in_hours=in_hours, **kind) for n, kind in zip(beds, kinds, strict=False)]
    requests = [make.request(id=name) for name in ("Q1", "Q2", "Q3")]
    return make.scenario(hospital=hospital, requests=requests, expected_demand=demand, **fields)


TWO, THREE = {"Q1": "W1-R1-1", "Q2": "W1-R2-1"}, {"Q1": "W1-R1-1", "Q2": "W1-R2-1", "Q3": "W1-R3-1"}


def test_each_bed_missing_for_the_demand_costs_thirty_points() -> None:
    assert points(_expecting(2), "reserve", {"Q1": "W1-R1-1"}) == 0
    assert points(_expecting(2), "reserve", TWO) == 30
    assert points(_expecting(2), "reserve", THREE) == 60


def test_only_what_the_plan_takes_away_counts() -> None:
    assert points(_expecting(5), "reserve", {}) == 0
    assert points(_expecting(5), "reserve", {"Q1": "W1-R1-1"}) == 30


def test_demand_after_the_look_ahead_reserves_nothing() -> None:
    assert points(_expecting(3, in_hours=25), "reserve", THREE) == 0


def test_demand_for_a_level_the_department_lacks_is_met_by_shared_wards() -> None:
    assert points(_expecting(0, 1), "reserve", {"Q1": "W2-R1-1"}) == 0
    assert points(_expecting(0, 1), "reserve", {"Q1": "W2-R1-1", "Q2": "W2-R2-1"}) == 30
    assert points(_expecting(0, 1), "reserve", THREE) == 0


def test_a_bed_that_is_being_cleaned_serves_the_demand_too() -> None:
    scenario = _expecting(2, statuses=[make.status(bed="W1-R3-1", state="cleaning")])
    assert points(scenario, "reserve", {"Q1": "W1-R1-1"}) == 0
    blocked = _expecting(2, statuses=[make.status(bed="W1-R3-1", state="blocked")])
    assert points(blocked, "reserve", {"Q1": "W1-R1-1"}) == 30


def test_patients_go_elsewhere_when_the_beds_are_worth_more_to_those_expected() -> None:
    dear = _expecting(3, allocation=weighing(reserve=1_000, occupancy_balance=0))
    assert sum(bed.startswith("W2") for bed in given(dear).values()) == 2


def test_weight_nought_switches_it_off() -> None:
    assert points(_expecting(3, allocation=weighing(reserve=0)), "reserve", THREE) == 0
