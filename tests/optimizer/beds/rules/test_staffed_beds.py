from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking


def _staffed(beds: int | None, **fields: object) -> Scenario:
    """Three single rooms with nurses for some, a patient in the third."""
    about = {
        "stays": [make.stay(bed="W1-R3-1")],
        "requests": [make.request(id="Q1"), make.request(id="Q2", urgency="urgent")],
    }
    return make.scenario(wards=[make.ward(rooms=[1, 1, 1], staffed_beds=beds)], **(about | fields))


BOTH = {"Q1": "W1-R1-1", "Q2": "W1-R2-1"}


def test_a_ward_with_nurses_for_all_its_beds_may_fill_up() -> None:
    assert breaks_nothing(_staffed(3), BOTH)
    assert given(_staffed(3)).keys() == {"Q1", "Q2"}


def test_an_empty_bed_without_a_nurse_is_not_available() -> None:
    assert broken(_staffed(2), "staffed beds", BOTH) == [
        "Ward W1 takes 2 more patients, expected at most 1 within its 2 staffed beds"
    ]
    assert given(_staffed(2)).keys() == {"Q2"}


def test_a_ward_above_its_staff_takes_nobody() -> None:
    assert given(_staffed(0)) == {}


def test_the_bed_of_a_leaving_patient_needs_no_further_nurse() -> None:
    scenario = _staffed(1, stays=[make.stay(bed="W1-R3-1", leaves_in_hours=2)])
    assert breaks_nothing(scenario, {"Q1": "W1-R3-1"})
    assert not breaks_nothing(scenario, {"Q1": "W1-R1-1"})
    assert given(scenario) == {"Q2": "W1-R3-1"}


def test_a_bed_held_outside_the_list_keeps_its_nurse() -> None:
    scenario = _staffed(2, statuses=[make.status(bed="W1-R1-1", state="held")])
    assert broken(scenario, "staffed beds", {"Q2": "W1-R2-1"}) == [
        "Ward W1 takes 1 more patients, expected at most 0 within its 2 staffed beds"
    ]


def test_a_bed_held_for_the_very_request_counts_once() -> None:
    scenario = _staffed(2, statuses=[make.status(bed="W1-R1-1", state="held", held_for="Q2")])
    assert given(scenario) == {"Q2": "W1-R1-1"}


def test_with_the_rule_off_empty_beds_are_available() -> None:
    assert given(_staffed(0, allocation=taking("staffed beds", "off"))).keys() == {"Q1", "Q2"}
