from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing


def _two_departments(stays: int = 1, requests: int = 2, shared: bool = False, **fields: object) -> Scenario:
    """Four beds each; some are taken in D1; requests of D1."""
    hospital = make.hospital(
        wards=[
            make.ward(id="W1", department="D1", rooms=[1] * 4, shared=shared),
            make.ward(id="W2", department="D2", rooms=[1] * 4),
        ],
        lending=[make.lending(lender="D2", borrower="D1")],
    )
    return make.scenario(
        hospital=hospital,
        stays=[make.stay(bed=f"W1-R{n}-1") for n in range(1, stays + 1)],
        requests=[make.request(id=f"Q{n}") for n in range(1, requests + 1)],
        **fields,
    )


def test_newcomers_cost_the_percentage_points_above_the_mean_to_come() -> None:
    # 1 patient and 2 requests in 8 beds: mean 37 %. With one newcomer D1 is 50 % full, with two 75 %.
    scenario = _two_departments()
    assert points(scenario, "occupancy balance", {"Q1": "W1-R2-1"}) == 50 - 37
    assert points(scenario, "occupancy balance", {"Q1": "W1-R2-1", "Q2": "W1-R3-1"}) == (50 - 37) + (75 - 37)
    assert points(scenario, "occupancy balance", {"Q1": "W2-R2-1"}) == 0, "D2 is then 25 % full"
    assert points(scenario, "occupancy balance", {"Q1": "W2-R2-1", "Q2": "W2-R1-1"}) == 50 - 37


def test_patients_who_leave_within_the_look_ahead_do_not_fill_a_department() -> None:
    # 2 requests in 8 beds: mean 25 %.
    stays = [make.stay(bed="W1-R1-1", leaves_in_hours=3)]
    hospital = _two_departments().hospital
    scenario = make.scenario(hospital=hospital, stays=stays, requests=[make.request(id="Q1"), make.request(id="Q2")])
    assert points(scenario, "occupancy balance", {"Q1": "W1-R2-1"}) == 0
    assert points(scenario, "occupancy balance", {"Q1": "W1-R2-1", "Q2": "W1-R3-1"}) == 25


def test_a_shared_ward_is_nobodys_occupancy() -> None:
    assert points(_two_departments(shared=True), "occupancy balance", {"Q1": "W1-R2-1"}) == 0


def test_newcomers_go_to_the_emptier_department_when_balance_is_worth_it() -> None:
    # 2 patients and 2 requests in 8 beds: mean 50 %, which two newcomers bring D2 to.
    balanced = _two_departments(stays=2, allocation=weighing(clinical_distance=0, walking=0))
    assert sorted(bed[:2] for bed in given(balanced).values()) == ["W2", "W2"]
    at_home = _two_departments(stays=2, allocation=weighing(clinical_distance=100))
    assert sorted(bed[:2] for bed in given(at_home).values()) == ["W1", "W1"]


def test_weight_nought_switches_it_off() -> None:
    scenario = _two_departments(allocation=weighing(occupancy_balance=0))
    assert points(scenario, "occupancy balance", {"Q1": "W1-R2-1", "Q2": "W1-R3-1"}) == 0
