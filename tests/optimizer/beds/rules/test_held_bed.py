from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given


def _held(held_for: str | None, rooms: int = 1) -> Scenario:
    return make.scenario(
        wards=[make.ward(rooms=[1] * rooms)],
        statuses=[make.status(state="held", held_for=held_for)],
        requests=[make.request(id="Q1"), make.request(id="Q2", urgency="immediate")],
    )


def test_the_request_that_a_bed_is_held_for_may_get_it() -> None:
    assert breaks_nothing(_held("Q1"), {"Q1": "W1-R1-1"})


def test_a_bed_held_for_another_request_is_named_with_its_holder() -> None:
    assert broken(_held("Q1"), "held bed", {"Q2": "W1-R1-1"}) == ["Bed W1-R1-1 is held for Q1, not for Q2"]


def test_a_bed_held_outside_the_list_is_given_to_nobody() -> None:
    assert broken(_held(None), "held bed", {"Q1": "W1-R1-1"}) == ["Bed W1-R1-1 is held for somebody else, not for Q1"]
    assert given(_held(None)) == {}


def test_a_held_bed_goes_to_its_holder_even_when_others_are_more_urgent() -> None:
    assert given(_held("Q1")) == {"Q1": "W1-R1-1"}


def test_a_hold_is_no_duty() -> None:
    scenario = make.scenario(
        wards=[
            make.ward(id="W1", department="D2", rooms=[1], shared=True, level_of_care="icu", also_takes=["general"]),
            make.ward(id="W2", department="D1", rooms=[1]),
        ],
        statuses=[make.status(bed="W1-R1-1", state="held", held_for="Q1")],
        requests=[make.request(id="Q1", department="D1")],
    )
    assert given(scenario) == {"Q1": "W2-R1-1"}
