from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking


def _isolation_room(first: str, second: str, **fields: object) -> Scenario:
    """A room of two beds that can isolate; requests with one pathogen each, or healthy ones ("")."""
    ill = {name: {"isolation": "contact", "pathogen": name} if name else {} for name in (first, second)}
    requests = [make.request(id="Q1", **ill[first]), make.request(id="Q2", urgency="urgent", **ill[second])]
    ward = make.ward(rooms=[make.room(id="R1", beds=2, isolation=True)])
    return make.scenario(wards=[ward], **({"requests": requests} | fields))


TOGETHER = {"Q1": "R1-1", "Q2": "R1-2"}


def test_patients_of_one_pathogen_may_share_a_room() -> None:
    assert breaks_nothing(_isolation_room("MRSA", "MRSA"), TOGETHER)
    assert given(_isolation_room("MRSA", "MRSA")).keys() == {"Q1", "Q2"}


def test_newcomers_of_two_pathogens_are_named() -> None:
    assert broken(_isolation_room("MRSA", "C. difficile"), "one pathogen a room", TOGETHER) == [
        "Q1 (contact isolation, MRSA) shares room R1 with Q2"
    ]
    assert given(_isolation_room("MRSA", "C. difficile")).keys() == {"Q2"}


def test_nobody_without_isolation_lies_beside_a_pathogen() -> None:
    stays = [make.stay(bed="R1-2", patient_id="P7", isolation="contact", pathogen="MRSA")]
    scenario = _isolation_room("", "", stays=stays)
    assert broken(scenario, "one pathogen a room", {"Q1": "R1-1"}) == ["Q1 (not in isolation) shares room R1 with P7"]
    assert given(scenario) == {}


def test_an_unknown_pathogen_lies_alone() -> None:
    requests = [make.request(id="Q1", isolation="contact"), make.request(id="Q2", isolation="contact")]
    scenario = _isolation_room("", "", requests=requests)
    assert broken(scenario, "one pathogen a room", TOGETHER) == [
        "Q1 (contact isolation, unknown pathogen) shares room R1 with Q2"
    ]
    assert len(given(scenario)) == 1


def test_a_patient_who_has_left_when_the_bed_opens_is_no_company() -> None:
    stays = [
        make.stay(bed="R1-2", isolation="contact", pathogen="MRSA", leaves_in_hours=1),
        make.stay(bed="R1-1", leaves_in_hours=0),
    ]
    scenario = _isolation_room("", "", stays=stays, requests=[make.request(id="Q1")])
    assert not breaks_nothing(scenario, {"Q1": "R1-1"}), "open after 45 minutes, the other leaves after 60"
    assert breaks_nothing(scenario, {"Q1": "R1-2"})
    assert given(scenario) == {"Q1": "R1-2"}


def test_with_the_rule_off_pathogens_mix() -> None:
    scenario = _isolation_room("MRSA", "C. difficile", allocation=taking("one pathogen a room", "off"))
    assert given(scenario).keys() == {"Q1", "Q2"}
