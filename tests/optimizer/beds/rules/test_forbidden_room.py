from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

TWO_ROOMS = [make.ward(rooms=[1, 1])]


def test_rooms_that_are_not_named_may_be_used() -> None:
    scenario = make.scenario(wards=TWO_ROOMS, requests=[make.request(forbidden_rooms=["W1-R1"])])
    assert breaks_nothing(scenario, {"Q1": "W1-R2-1"})


def test_a_forbidden_room_is_named() -> None:
    scenario = make.scenario(wards=TWO_ROOMS, requests=[make.request(forbidden_rooms=["W1-R1"])])
    assert broken(scenario, "forbidden room", {"Q1": "W1-R1-1"}) == ["Room W1-R1 is forbidden for Q1"]


def test_a_room_forbidden_for_one_is_given_to_the_other() -> None:
    requests = [make.request(id="Q1", forbidden_rooms=["W1-R1"]), make.request(id="Q2")]
    assert given(make.scenario(wards=TWO_ROOMS, requests=requests)) == {"Q1": "W1-R2-1", "Q2": "W1-R1-1"}


def test_a_patient_for_whom_all_rooms_are_forbidden_waits() -> None:
    request = make.request(forbidden_rooms=["W1-R1", "W1-R2"])
    assert given(make.scenario(wards=TWO_ROOMS, requests=[request])) == {}


def test_a_forbidden_room_may_be_used_at_a_price() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[1])],
        requests=[make.request(forbidden_rooms=["W1-R1"])],
        allocation=taking("forbidden room", "weighted", 70),
    )
    assert given(scenario) == {"Q1": "W1-R1-1"}
