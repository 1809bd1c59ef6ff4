from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given

BOTH = {"Q1": "W1-R1-1", "Q2": "W1-R2-1"}


def _capped(bed_cap: int, **fields: object) -> Scenario:
    """Four single rooms and two requests of a department with a cap."""
    hospital = make.hospital(
        wards=[make.ward(rooms=[1, 1, 1, 1])], departments=[make.department(id="D1", bed_cap=bed_cap)]
    )
    requests = [make.request(id="Q1", urgency="urgent"), make.request(id="Q2", urgency="soon")]
    return make.scenario(hospital=hospital, **{"requests": requests, **fields})


def test_a_department_may_fill_up_to_its_cap() -> None:
    assert breaks_nothing(_capped(3, stays=[make.stay(bed="W1-R4-1")]), BOTH)


def test_a_department_above_its_cap_is_named_with_its_patients() -> None:
    scenario = _capped(2, stays=[make.stay(bed="W1-R4-1")])
    assert broken(scenario, "department cap", BOTH) == ["Department D1: 1 patients and 2 more, expected at most 2"]


def test_under_a_cap_the_more_urgent_patient_is_placed() -> None:
    assert given(_capped(2, stays=[make.stay(bed="W1-R4-1")])).keys() == {"Q1"}


def test_a_department_that_is_above_its_cap_already_takes_nobody_new() -> None:
    assert given(_capped(0, stays=[make.stay(bed="W1-R4-1")])) == {}


def test_a_patient_in_bed_who_goes_to_another_counts_once() -> None:
    patient = make.patient(id="P1")
    scenario = _capped(
        1,
        stays=[make.stay(bed="W1-R4-1", patient=patient)],
        requests=[make.request(patient=patient, current_bed="W1-R4-1", forbidden_rooms=["W1-R2", "W1-R3"])],
    )
    assert given(scenario) == {"Q1": "W1-R1-1"}
