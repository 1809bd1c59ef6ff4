"""Why a case on the list does not start earlier: who is in the way where that is least, or what it would cost."""

from dataclasses import replace

from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.not_earlier import why_not_earlier
from scenarios.operating_rooms import StaffShift
from tests.optimizer.operating_rooms.days import at, case, plan, problem, room


def test_the_team_that_is_missing_until_then_is_named() -> None:
    shifts = (StaffShift(skill="nurse", from_minute=480, to_minute=1080, people=2),)
    cases = case("a", staff={"nurse": 2}), case("e", 60, surgeons=("B",), staff={"nurse": 1}, ready_minute=500)
    given = problem(*cases, rooms=(room(), room("OR2")), staff=shifts)
    why = why_not_earlier(given, plan(at("a", 480), at("e", 540, where="OR2", surgeon="B")), "e")
    assert why is not None
    assert (why.rules, why.place.start_minute) == (("staff on shift",), 500)
    assert why.sentence == (
        "no earlier start because of: staff on shift (3 of nurse needed at 08:20, expected at most the 2 on duty)"
    )


def test_somebody_in_the_way_is_named_before_a_room_that_is_not_the_right_one() -> None:
    given = problem(case("a"), case("b", surgeons=("B",)), rooms=(room(), room("OR2", departments=frozenset({"eye"}))))
    why = why_not_earlier(given, plan(at("a", 480), at("b", 570, surgeon="B")), "b")
    assert why is not None
    assert why.rules == ("one case a room",)
    assert not {*why.rules} & {rule.name for rule in FILTERS}


def test_a_free_earlier_start_has_its_price() -> None:
    given = problem(case("a"), case("b", surgeons=("B",)), rooms=(room(), room("OR2")))
    why = why_not_earlier(given, plan(at("a", 480), at("b", 570, surgeon="B")), "b")
    assert why is not None
    assert (why.rules, why.place.room, why.extra_points) == ((), "OR2", 100)
    assert why.sentence == "could start at 08:00 in room OR2, which costs 100 points more than its place on the list"


def test_a_case_that_starts_when_it_is_ready_or_has_begun_needs_no_reason() -> None:
    given = problem(case("a", ready_minute=480), case("b"))
    listed = plan(at("a", 480), at("b", 570))
    begun = replace(given, frozen={1: listed.by_case["b"]})
    assert why_not_earlier(given, listed, "a") is None
    assert why_not_earlier(begun, listed, "b") is None
