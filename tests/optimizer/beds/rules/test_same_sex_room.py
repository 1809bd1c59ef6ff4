from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

TOGETHER = {"Q1": "W1-R1-1", "Q2": "W1-R1-2"}


def _room_of_two(first: str = "female", second: str = "male", sex_policy: str = "strict", **fields: object) -> Scenario:
    requests = [make.request(id="Q1", sex=first), make.request(id="Q2", sex=second, urgency="urgent")]
    return make.scenario(wards=[make.ward(rooms=[2], sex_policy=sex_policy)], **({"requests": requests} | fields))


def test_people_of_one_sex_may_share_a_room() -> None:
    assert breaks_nothing(_room_of_two("male", "male"), TOGETHER)
    assert given(_room_of_two("male", "male")).keys() == {"Q1", "Q2"}


def test_newcomers_of_two_sexes_are_named() -> None:
    assert broken(_room_of_two(), "same-sex room", TOGETHER) == ["Q1 (female) shares room W1-R1 with Q2 (male)"]
    assert given(_room_of_two()).keys() == {"Q2"}


def test_a_patient_of_the_other_sex_in_the_room_is_named() -> None:
    scenario = _room_of_two(stays=[make.stay(bed="W1-R1-2", patient_id="P7", sex="male")])
    assert broken(scenario, "same-sex room", {"Q1": "W1-R1-1"}) == ["Q1 (female) shares room W1-R1 with P7 (male)"]
    assert given(scenario) == {"Q2": "W1-R1-1"}


def test_a_ward_with_its_policy_off_mixes() -> None:
    assert breaks_nothing(_room_of_two(sex_policy="off"), TOGETHER)
    assert given(_room_of_two(sex_policy="off")).keys() == {"Q1", "Q2"}


def test_a_patient_who_leaves_before_the_bed_opens_is_no_company() -> None:
    stays = [
        make.stay(bed="W1-R1-1", sex="male", leaves_in_hours=1),
        make.stay(bed="W1-R1-2", sex="female", leaves_in_hours=2),
    ]
    scenario = _room_of_two(stays=stays, requests=[make.request(id="Q1", sex="male")])
    assert broken(scenario, "same-sex room", {"Q1": "W1-R1-1"}) == [
        "Q1 (male) shares room W1-R1 with in W1-R1-2 (female)"
    ]
    assert given(scenario) == {"Q1": "W1-R1-2"}


def test_a_room_left_by_a_move_may_change_sex() -> None:
    man = make.patient(id="A", sex="male")
    scenario = make.scenario(
        wards=[make.ward(rooms=[2, 1])],
        stays=[make.stay(bed="W1-R1-2", patient=man)],
        requests=[
            make.request(id="Q1", sex="female", forbidden_rooms=["W1-R2"]),
            make.request(id="Q2", patient=man, current_bed="W1-R1-2"),
        ],
    )
    assert broken(scenario, "same-sex room", {"Q1": "W1-R1-1"}) == ["Q1 (female) shares room W1-R1 with Q2 (male)"]
    assert given(scenario).keys() == {"Q1", "Q2"}


def test_with_the_rule_off_all_rooms_mix() -> None:
    assert given(_room_of_two(allocation=taking("same-sex room", "off"))).keys() == {"Q1", "Q2"}
