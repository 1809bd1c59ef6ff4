"""What is taken to have happened where nobody said anything fits around what somebody said."""

from typing import Any

import pytest

from api.operating_rooms.as_planned import with_planned
from api.operating_rooms.day_report import DayReport
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

ROOMS = {
    room: StaffedRoom(id=room, opens_minute=480, closes_minute=1080, turnover_minutes=20, infected_turnover_minutes=60)
    for room in ("OR1", "OR2")
}


def row(case: str, room: str | None = "OR1", **told: Any) -> dict[str, Any]:
    times = {"started_minute": None, "ended_minute": None, "expected_end_minute": None, "cancelled": False}
    return {"document": {"id": case}, "room": room, **times, **told}


def published(*places: tuple[str, int, int], room: str = "OR1") -> OperatingRoomPlan:
    cases = tuple(
        PlannedCase(case=case, room=room, surgeon=None, start_minute=start, end_minute=end, leaves_minute=end)
        for case, start, end in places
    )
    return OperatingRoomPlan(cases=cases, postponed=())


def completed(plan: OperatingRoomPlan, *rows: dict[str, Any], now: int, **told: Any) -> DayReport:
    by_case = {one["document"]["id"]: one for one in rows}
    return with_planned(DayReport(now_minute=now, as_planned=True, **told), by_case, plan, ROOMS)[0]


A_THEN_B = published(("A", 480, 600), ("B", 620, 700))


def test_a_case_is_over_when_the_next_was_seen_to_begin() -> None:
    report = completed(A_THEN_B, row("A"), row("B"), now=595, started={"B": 590})
    assert (report.started["A"], report.ended["A"], report.started["B"]) == (480, 590, 590)


def test_a_case_that_another_left_no_time_for_came_after_it() -> None:
    report = completed(A_THEN_B, row("A"), row("B"), now=700, started={"B": 485}, ended={"B": 560})
    assert report.started == {"B": 485, "A": 580}


def test_nobody_begins_in_a_room_that_an_emergency_is_in() -> None:
    report = completed(A_THEN_B, row("A"), row("B"), row("E"), now=650, started={"A": 480, "E": 610}, ended={"A": 600})
    assert report.started == {"A": 480, "E": 610}


def test_a_delay_and_the_turnover_after_it_are_handed_on() -> None:
    report = completed(A_THEN_B, row("A"), row("B"), now=800, started={"A": 480}, ended={"A": 640})
    assert (report.started["B"], report.ended["B"]) == (660, 740)


def test_an_infected_case_is_followed_by_its_longer_turnover() -> None:
    infected = row("A") | {"document": {"id": "A", "infection": "infected"}}
    assert completed(A_THEN_B, infected, row("B"), now=700).started["B"] == 660


@pytest.mark.parametrize(("now", "ended"), [(630, {}), (800, {"A": 640, "B": 740})])
def test_a_case_ends_when_the_room_expected_it_to_once_that_has_passed(now: int, ended: dict[str, int]) -> None:
    report = completed(A_THEN_B, row("A"), row("B"), now=now, started={"A": 480}, expected_end={"A": 640})
    assert report.ended == ended


def test_a_case_that_was_moved_to_another_room_leaves_its_old_one_free() -> None:
    report = completed(A_THEN_B, row("A", "OR2"), row("B"), now=630, started={"A": 480}, expected_end={"A": 700})
    assert report.started == {"A": 480, "B": 620}


def test_a_case_that_is_not_to_be_done_holds_nobody_up() -> None:
    report = completed(A_THEN_B, row("A", cancelled=True), row("B"), now=630)
    assert report.started == {"B": 620}


def test_what_was_told_before_stands() -> None:
    report = completed(A_THEN_B, row("A", started_minute=500, ended_minute=590), row("B"), now=630)
    assert report.started == {"B": 620}
    assert report.ended == {}
