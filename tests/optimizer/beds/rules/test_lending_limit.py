from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given

BOTH = {"Q1": "W2-R1-1", "Q2": "W2-R2-1"}


def _lending_at_most(max_beds: int | None, **fields: object) -> Scenario:
    """D2 has three single rooms, and a patient of D1 in the third."""
    hospital = make.hospital(
        wards=[make.ward(id="W2", department="D2", rooms=[1, 1, 1])],
        departments=[make.department(id="D1"), make.department(id="D2")],
        lending=[make.lending(lender="D2", borrower="D1", max_beds=max_beds)],
    )
    about = {
        "stays": [make.stay(bed="W2-R3-1", department="D1")],
        "requests": [make.request(id="Q1", urgency="urgent"), make.request(id="Q2", urgency="soon")],
    }
    return make.scenario(hospital=hospital, **(about | fields))


def test_loans_up_to_the_limit_are_made() -> None:
    assert breaks_nothing(_lending_at_most(3), BOTH)
    assert given(_lending_at_most(3)).keys() == {"Q1", "Q2"}


def test_without_a_limit_all_loans_are_made() -> None:
    assert given(_lending_at_most(None)).keys() == {"Q1", "Q2"}


def test_a_limit_is_broken_by_running_and_new_loans_together() -> None:
    assert broken(_lending_at_most(2), "lending limit", BOTH) == [
        "D2 to D1: 1 beds lent and 2 more, expected at most 2"
    ]


def test_under_a_limit_the_more_urgent_patient_is_placed() -> None:
    assert given(_lending_at_most(2)).keys() == {"Q1"}


def test_a_limit_passed_already_stops_new_loans_only() -> None:
    assert given(_lending_at_most(0)) == {}


def test_an_override_does_not_count() -> None:
    scenario = _lending_at_most(2, overrides=[make.override(request="Q2", lender="D2")])
    assert breaks_nothing(scenario, BOTH)
    assert given(scenario).keys() == {"Q1", "Q2"}
