"""A case that comes without a team gets the one usual for its like on the same day."""

from dataclasses import replace

import pytest

from api.operating_rooms.teams import with_usual_team
from scenarios.surgery import Anaesthesia
from tests.optimizer.operating_rooms.days import case

GENERAL, LOCAL = {"anaesthetist": 1, "nurse": 2}, {"nurse": 1}
DAY = (
    case("a", department="ENT", staff=GENERAL),
    case("b", department="ENT", staff=GENERAL),
    case("c", department="ENT", staff={"anaesthetist": 2, "nurse": 3}),
    case("d", department="eye", staff=LOCAL, anaesthesia=Anaesthesia.LOCAL),
    case("e", department="eye"),
)


@pytest.mark.parametrize(
    ("department", "anaesthesia", "staff"),
    [
        ("ENT", Anaesthesia.GENERAL, GENERAL),
        ("ENT", Anaesthesia.LOCAL, LOCAL),
        ("eye", Anaesthesia.GENERAL, GENERAL),
        ("eye", Anaesthesia.REGIONAL, LOCAL),
        ("heart", Anaesthesia.REGIONAL, GENERAL),
    ],
)
def test_the_team_is_that_of_the_nearest_like(department: str, anaesthesia: Anaesthesia, staff: dict[str, int]) -> None:
    new = case("new", department=department, anaesthesia=anaesthesia)
    assert with_usual_team(new, DAY).staff == staff


def test_of_equally_common_teams_the_larger_is_taken() -> None:
    assert with_usual_team(case("new", department="ENT"), DAY[1:]).staff == {"anaesthetist": 2, "nurse": 3}


def test_a_team_that_is_given_stays() -> None:
    assert with_usual_team(case("new", staff={"nurse": 5}), DAY).staff == {"nurse": 5}


def test_where_no_case_has_a_team_there_is_none() -> None:
    assert with_usual_team(case("new"), [replace(one, staff={}) for one in DAY]).staff == {}
