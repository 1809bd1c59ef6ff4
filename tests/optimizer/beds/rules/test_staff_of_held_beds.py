from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking


def _one_held(staffed_beds: int, **fields: object) -> Scenario:
    """Three single rooms, the first held for Q1; Q2 is the more urgent."""
    about = {
        "statuses": [make.status(bed="W1-R1-1", state="held", held_for="Q1")],
        "requests": [make.request(id="Q1", urgency="planned"), make.request(id="Q2", urgency="immediate")],
    }
    return make.scenario(wards=[make.ward(rooms=[1, 1, 1], staffed_beds=staffed_beds)], **(about | fields))


def test_with_a_nurse_beside_the_held_bed_another_may_come() -> None:
    scenario = _one_held(2)
    assert breaks_nothing(scenario, {"Q1": "W1-R1-1", "Q2": "W1-R2-1"})
    assert given(scenario).keys() == {"Q1", "Q2"}


def test_the_last_nurse_is_promised_with_the_held_bed() -> None:
    scenario = _one_held(1)
    assert broken(scenario, "staff of held beds", {"Q2": "W1-R2-1"}) == [
        "Ward W1 takes 1 more patients beside 1 held beds, expected at most 0 within its 1 staffed beds"
    ]
    assert given(scenario) == {"Q1": "W1-R1-1"}


def test_a_hold_for_somebody_on_no_list_promises_the_nurse_as_well() -> None:
    assert given(_one_held(1, requests=[make.request(id="Q2")])) == {}


def test_a_hold_that_has_run_out_promises_nothing() -> None:
    status = make.status(bed="W1-R1-1", state="held", held_for="Q1", until=make.hours(-1))
    assert given(_one_held(1, statuses=[status])).keys() == {"Q2"}


def test_the_bed_of_a_leaving_patient_brings_its_own_nurse() -> None:
    scenario = _one_held(2, stays=[make.stay(bed="W1-R3-1", leaves_in_hours=1)])
    assert given(scenario) == {"Q1": "W1-R1-1", "Q2": "W1-R3-1"}


def test_somebody_who_moves_within_the_ward_and_is_followed_takes_a_promised_nurse() -> None:
    scenario = _one_held(
        2,
        stays=[make.stay(bed="W1-R3-1", patient_id="P")],
        requests=[
            make.request(id="Q1"),
            make.request(id="Q2"),
            make.request(id="Q3", current_bed="W1-R3-1", patient=make.patient(id="P"), source="transfer"),
        ],
    )
    followed = {"Q2": "W1-R3-1", "Q3": "W1-R2-1"}
    assert broken(scenario, "staff of held beds", followed) == [
        "Ward W1 takes 1 more patients beside 1 held beds, expected at most 0 within its 2 staffed beds"
    ]
    assert "Q2" not in given(scenario)


def test_with_the_rule_off_the_most_urgent_takes_the_nurse() -> None:
    assert given(_one_held(1, allocation=taking("staff of held beds", "off"))).keys() == {"Q2"}
