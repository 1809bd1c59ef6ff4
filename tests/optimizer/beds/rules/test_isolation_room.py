import pytest

from scenarios.hospital import Room
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking


def _asking(isolation: str, room: Room, pathogen: str = "MRSA", **fields: object) -> Scenario:
    return make.scenario(
        wards=[make.ward(rooms=[room])], requests=[make.request(isolation=isolation, pathogen=pathogen)], **fields
    )


SHARED_ROOM = make.room(id="R1", beds=2)
COHORT = [make.stay(bed="R1-2", isolation="contact", pathogen="MRSA")]


@pytest.mark.parametrize(
    "room",
    [
        make.room(id="R1", beds=1),
        make.room(id="R1", beds=2, isolation=True),
        make.room(id="R1", beds=2, negative_pressure=True),
    ],
    ids=["single room", "isolation room", "negative pressure"],
)
def test_contact_isolation_is_kept_in(room: Room) -> None:
    scenario = _asking("contact", room)
    assert breaks_nothing(scenario, {"Q1": "R1-1"})
    assert given(scenario).keys() == {"Q1"}


def test_contact_isolation_is_not_kept_in_an_empty_shared_room() -> None:
    scenario = _asking("contact", SHARED_ROOM)
    assert broken(scenario, "isolation room", {"Q1": "R1-1"}) == ["Q1 is in contact isolation, room R1 cannot isolate"]
    assert given(scenario) == {}


def test_contact_isolation_is_kept_beside_the_same_pathogen() -> None:
    scenario = _asking("contact", SHARED_ROOM, stays=COHORT)
    assert breaks_nothing(scenario, {"Q1": "R1-1"})
    assert given(scenario) == {"Q1": "R1-1"}


def test_an_unknown_pathogen_joins_no_cohort() -> None:
    stays = [make.stay(bed="R1-2", isolation="contact")]
    scenario = _asking("contact", SHARED_ROOM, pathogen="", stays=stays)
    assert broken(scenario, "isolation room", {"Q1": "R1-1"}) == ["Q1 is in contact isolation, room R1 cannot isolate"]


def test_a_cohort_that_leaves_before_the_bed_opens_is_none() -> None:
    stays = [
        make.stay(bed="R1-2", isolation="contact", pathogen="MRSA", leaves_in_hours=1),
        make.stay(bed="R1-1", isolation="contact", pathogen="MRSA", leaves_in_hours=4),
    ]
    scenario = _asking("contact", SHARED_ROOM, stays=stays)
    assert broken(scenario, "isolation room", {"Q1": "R1-1"}) == ["Q1 is in contact isolation, room R1 cannot isolate"]
    assert given(scenario) == {"Q1": "R1-2"}, "when it is clean, after 3 hours, the other one is still there"


def test_airborne_isolation_needs_negative_pressure_even_in_a_single_room() -> None:
    scenario = _asking("airborne", make.room(id="R1", beds=1, isolation=True), pathogen="TB")
    assert broken(scenario, "isolation room", {"Q1": "R1-1"}) == [
        "Q1 is in airborne isolation, room R1 has no negative pressure"
    ]
    assert given(scenario) == {}


def test_airborne_isolation_is_kept_at_negative_pressure() -> None:
    scenario = _asking("airborne", make.room(id="R1", beds=1, negative_pressure=True), pathogen="TB")
    assert given(scenario) == {"Q1": "R1-1"}


def test_with_the_rule_off_isolation_is_kept_in_any_empty_room() -> None:
    scenario = _asking("contact", SHARED_ROOM, allocation=taking("isolation room", "off"))
    assert given(scenario).keys() == {"Q1"}
