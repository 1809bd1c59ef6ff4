import pytest

from optimizer.beds import BedProblem
from scenarios.allocation_settings import AllocationSettings, GoalWeights
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, plan, weighing
from tests.optimizer.beds.test_rules_two_faces import cp_sat_accepts


def _one_bed(**fields: object) -> Scenario:
    requests = [make.request(id="Q1"), make.request(id="Q2", urgency="urgent")]
    return make.scenario(**({"wards": [make.ward(rooms=[1])], "requests": requests} | fields))


def test_each_bed_may_be_given_once() -> None:
    assert breaks_nothing(_one_bed(wards=[make.ward(rooms=[1, 1])]), {"Q1": "W1-R1-1", "Q2": "W1-R2-1"})


def test_a_bed_given_twice_is_named_with_both() -> None:
    assert broken(_one_bed(), "one patient a bed", {"Q1": "W1-R1-1", "Q2": "W1-R1-1"}) == [
        "Bed W1-R1-1 is given to Q1, Q2, expected one patient"
    ]
    assert given(_one_bed()) == {"Q2": "W1-R1-1"}


def test_a_request_with_two_beds_is_named() -> None:
    scenario = _one_bed(wards=[make.ward(rooms=[1, 1])])
    twice = BedPlan(assignments=tuple(BedAssignment(request="Q1", bed=bed) for bed in ("W1-R1-1", "W1-R2-1")))
    assert broken(scenario, "one patient a bed", twice) == ["Q1 gets 2 beds, expected one"]


def test_strangers_in_a_plan_are_named() -> None:
    strangers = BedPlan(
        assignments=(BedAssignment(request="Q9", bed="W1-R1-1"), BedAssignment(request="Q1", bed="W9-R1-1"))
    )
    assert broken(_one_bed(), "one patient a bed", strangers) == [
        "Q9 in W1-R1-1 is not part of the problem",
        "Q1 in W9-R1-1 is not part of the problem",
    ]


def _two_wards(**fields: object) -> Scenario:
    """A patient of D1 lies in D2's only bed; D1 has one bed free. Somebody of D2 waits."""
    return make.scenario(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1])],
        stays=[make.stay(bed="W2-R1-1", department="D1", patient_id="A")],
        requests=[make.request(id="Q1", department="D2")],
        **fields,
    )


def test_a_bed_is_not_given_while_its_patient_stays() -> None:
    scenario = _two_wards(allocation=weighing(max_moves=1))
    assert broken(scenario, "one patient a bed", {"Q1": "W2-R1-1"}) == [
        "Bed W2-R1-1 is given while A is still in it, expected to leave it at once"
    ]


def test_a_bed_that_a_move_frees_is_given() -> None:
    scenario = _two_wards(allocation=AllocationSettings(max_moves=1, weights=GoalWeights(moves=60)))
    swap = {"A": "W1-R1-1", "Q1": "W2-R1-1"}
    assert breaks_nothing(scenario, swap)
    assert given(scenario) == swap


def test_without_moves_an_occupied_bed_frees_nobody() -> None:
    assert given(_two_wards()) == {}


@pytest.mark.parametrize("cleaning_minutes", [45, 0])
def test_two_who_swap_their_beds_free_each_bed_for_one_person_only(cleaning_minutes: int) -> None:
    """A and B each lie in the other's department, and somebody of D1 waits."""
    hospital = make.hospital(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1])],
        cleaning_minutes=cleaning_minutes,
    )
    scenario = make.scenario(
        hospital=hospital,
        stays=[
            make.stay(bed="W1-R1-1", department="D2", patient_id="A"),
            make.stay(bed="W2-R1-1", department="D1", patient_id="B"),
        ],
        requests=[make.request(id="Q1", department="D1", urgency="immediate")],
        allocation=weighing(max_moves=2, moves=1, occupancy_balance=0),
    )
    assert breaks_nothing(scenario, {"A": "W2-R1-1", "B": "W1-R1-1"})
    crowded = {"A": "W2-R1-1", "B": "W1-R1-1", "Q1": "W1-R1-1"}
    assert broken(scenario, "one patient a bed", crowded) == ["Bed W1-R1-1 is given to Q1, B, expected one patient"]
    assert not cp_sat_accepts(BedProblem(scenario), plan(scenario, crowded))
    assert given(scenario) == {"A": "W2-R1-1", "B": "W1-R1-1"}
