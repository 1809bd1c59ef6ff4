from dataclasses import replace

from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, weighing

BOTH = {"Q1": "W2-R1-1", "Q2": "W2-R2-1"}


def _lender_keeps(kept_beds: int, **fields: object) -> Scenario:
    """D1 has no bed free and borrows of D2, which has two."""
    hospital = make.hospital(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1, 1])],
        departments=[make.department(id="D1"), make.department(id="D2", kept_beds=kept_beds)],
        lending=[make.lending(lender="D2", borrower="D1")],
    )
    about = {
        "stays": [make.stay(bed="W1-R1-1")],
        "requests": [make.request(id="Q1", urgency="urgent"), make.request(id="Q2", urgency="soon")],
    }
    return make.scenario(hospital=hospital, **(about | fields))


def test_a_lender_that_keeps_nothing_lends_all_it_has() -> None:
    assert breaks_nothing(_lender_keeps(0), BOTH)
    assert given(_lender_keeps(0)).keys() == {"Q1", "Q2"}


def test_a_lender_that_is_left_with_too_little_is_named_with_what_it_keeps() -> None:
    assert broken(_lender_keeps(1), "kept beds", BOTH) == ["Department D2 lends 2 of 2 free beds, expected to keep 1"]


def test_what_a_lender_has_above_its_kept_beds_goes_to_the_more_urgent() -> None:
    assert given(_lender_keeps(1)).keys() == {"Q1"}


def test_a_lender_that_keeps_more_than_it_has_lends_nothing() -> None:
    assert given(_lender_keeps(5)) == {}


def test_a_department_fills_the_beds_it_keeps_with_its_own_patients() -> None:
    requests = [make.request(id="Q1", department="D2"), make.request(id="Q2", department="D2")]
    assert given(_lender_keeps(2, requests=requests)).keys() == {"Q1", "Q2"}


def test_an_override_of_the_dispatch_centre_opens_a_kept_bed() -> None:
    scenario = _lender_keeps(2, overrides=[make.override(request="Q2", lender="D2")])
    assert given(scenario).keys() == {"Q2"}


def test_of_beds_that_all_come_free_later_some_are_kept_too() -> None:
    statuses = [make.status(bed=bed, state="cleaning") for bed in BOTH.values()]
    scenario = _lender_keeps(1, statuses=statuses)
    assert broken(scenario, "kept beds", BOTH) == [
        "Department D2 lends 2 of 2 beds that open in time, expected to keep 1"
    ]
    assert given(scenario).keys() == {"Q1"}


def test_the_bed_of_an_overdue_patient_is_not_free_now_though_it_needs_no_cleaning() -> None:
    scenario = _lender_keeps(1, stays=[make.stay(bed="W1-R1-1"), make.stay(bed="W2-R1-1", leaves_in_hours=-1)])
    scenario = replace(scenario, hospital=replace(scenario.hospital, cleaning_minutes=0))
    assert breaks_nothing(scenario, {"Q1": "W2-R1-1"})
    assert given(scenario).keys() == {"Q1"}


def test_a_bed_without_a_nurse_is_none_to_keep() -> None:
    scenario = _lender_keeps(1)
    lender = replace(scenario.hospital.wards[1], staffed_beds=1)
    hospital = replace(scenario.hospital, wards=(scenario.hospital.wards[0], lender))
    assert given(replace(scenario, hospital=hospital)) == {}


def test_a_bed_that_comes_free_later_is_none_of_those_kept() -> None:
    stays = [make.stay(bed="W1-R1-1"), make.stay(bed="W2-R1-1", department="D2", leaves_in_hours=2)]
    scenario = _lender_keeps(1, stays=stays)
    assert breaks_nothing(scenario, {"Q1": "W2-R1-1"})
    assert given(scenario) == {"Q1": "W2-R1-1"}


def test_a_bed_that_somebody_would_have_to_leave_first_is_not_free_now() -> None:
    hospital = make.hospital(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1, 1])],
        departments=[make.department(id="D1"), make.department(id="D2", kept_beds=1)],
        lending=[make.lending(lender="D2", borrower="D1")],
        cleaning_minutes=0,
    )
    scenario = make.scenario(
        hospital=hospital,
        stays=[make.stay(bed="W1-R1-1"), make.stay(bed="W2-R1-1", department="D1", patient_id="lent")],
        requests=[make.request(id="Q1", forbidden_rooms=["W2-R1"])],
        allocation=weighing(max_moves=1),
    )
    assert broken(scenario, "kept beds", {"Q1": "W2-R2-1"}) == [
        "Department D2 lends 1 of 1 free beds, expected to keep 1"
    ]
    assert given(scenario) == {}
