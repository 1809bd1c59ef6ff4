"""The replay of the operating-room log: nobody knows the future, and every minute is the log's own."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.operating_rooms.day_control import Reviews, run_day
from benchmarks.operating_rooms.log_bound import least_late, least_late_rooms
from benchmarks.operating_rooms.log_planning import Morning, RoomPrice, Variant, morning_lists
from benchmarks.operating_rooms.log_replay import (
    RoomDay,
    kpis,
    logged_room_days,
    room_days_of,
    settings_were_chosen_on,
)
from benchmarks.operating_rooms.theatre import InRoom, Theatre
from optimizer.operating_rooms.log_day import FEW_LONG_DAYS, planned_day
from optimizer.solve import Budget
from scenarios.files.operating_room_log import LoggedCase, OperatingRoomLog
from scenarios.surgical_day import OperatingRoomPlan
from tests.benchmarks.logged_days import ON, at, days_later, log_of, logged

WORK = Budget(seconds=300, workers=1, deterministic_time=0.5)


def plan(*cases: object) -> OperatingRoomPlan:
    return OperatingRoomPlan(cases=cases)  # type: ignore[arg-type]


def test_a_case_starts_at_its_planned_start_or_when_room_and_turnover_are_over() -> None:
    log = log_of(logged("a", "1", 425, 100), logged("b", "1", 555, 50, turnover_minutes=30), logged("c", "2", 425, 60))
    listed = plan(at("a", "1", 420), at("b", "1", 500), at("c", "2", 600))
    times = Theatre.of(log, ON).run(listed, {"a": 420, "b": 500, "c": 600}, {}, {})
    assert times == {"a": InRoom(425, 525), "b": InRoom(555, 605), "c": InRoom(600, 660)}


def test_a_case_waits_for_its_surgeon() -> None:
    log = log_of(logged("a", "1", 420, 100), logged("b", "2", 420, 50))
    listed = plan(at("a", "1", 420, surgeon="ENT 1"), at("b", "2", 500, surgeon="ENT 1"))
    times = Theatre.of(log, ON).run(listed, {"a": 420, "b": 500}, {}, {"ENT 1": 15})
    assert times["b"].from_minute == 520 + 15


def test_what_has_happened_stays_when_the_list_changes() -> None:
    log = log_of(logged("a", "1", 420, 100), logged("b", "2", 420, 50, turnover_minutes=20))
    theatre = Theatre.of(log, ON)
    listed = plan(at("a", "1", 420), at("b", "1", 480))
    times = theatre.run(listed, {"a": 420, "b": 480}, {"a": InRoom(430, 530)}, {})
    assert times == {"a": InRoom(430, 530), "b": InRoom(550, 600)}


def test_a_new_list_starts_nobody_in_the_past() -> None:
    log = log_of(logged("a", "1", 420, 60), logged("b", "1", 510, 50, turnover_minutes=20))
    listed = plan(at("a", "1", 420), at("b", "1", 510))
    times = Theatre.of(log, ON).run(listed, {"a": 420, "b": 510}, {"a": InRoom(420, 480)}, {}, now=600)
    assert times["b"].from_minute == 600


def overrunning_day() -> OperatingRoomLog:
    """Two rooms; a case of room 1 takes three hours more than booked, and its room has two more to come."""
    return log_of(
        logged("a", "1", 420, 300, booked_minutes=120),
        logged("b", "1", 750, 120, turnover_minutes=30),
        logged("c", "1", 900, 120, turnover_minutes=30),
        logged("d", "2", 420, 120, service="General"),
    )


MORNING = plan(at("a", "1", 420, 120), at("b", "1", 570, 120), at("c", "1", 720, 120), at("d", "2", 420, 120))


def run_by(reviews: Reviews | None) -> tuple[list[RoomDay], dict[str, int]]:
    log = overrunning_day()
    day = planned_day(log, ON, any_room=True, settings=FEW_LONG_DAYS)
    over = run_day(Theatre.of(log, ON), day, MORNING, reviews)
    return room_days_of(Morning(day, MORNING), over), dict(over.announced)


def reviews(*at_minutes: int, notice_minutes: int) -> Reviews:
    settings = replace(FEW_LONG_DAYS, notice_minutes=notice_minutes)
    return Reviews(at_minutes=at_minutes, late_risks=(0.5,), settings=settings, budget=WORK)


def test_without_reviews_the_overrun_of_one_case_ends_the_room_late() -> None:
    room_days, announced = run_by(None)
    assert sorted(one.ended_minute for one in room_days) == [540, 1020]
    assert announced == {"a": 420, "b": 570, "c": 720, "d": 420}


def test_a_review_moves_cases_to_the_room_that_is_free() -> None:
    room_days, announced = run_by(reviews(600, 690, notice_minutes=60))
    assert all(one.ended_minute <= 930 for one in room_days)
    assert sum(one.moved for one in room_days) >= 1
    assert announced["b"] == 570, "due before the review: a new start comes too late to be an announcement"


def test_a_case_due_within_the_notice_is_not_moved() -> None:
    _, announced = run_by(reviews(600, notice_minutes=180))
    assert announced == {"a": 420, "b": 570, "c": 720, "d": 420}


def test_a_room_stays_closed_where_that_costs_less_than_its_price_and_more_readily_below_the_target() -> None:
    def cases(on: date) -> list[LoggedCase]:
        return [logged(f"{room} {on}", room, 420, 300, on=on, turnover_minutes=None) for room in "12"]

    log = log_of(*cases(ON), *cases(days_later(1)))
    price = RoomPrice(points=500, points_below_target=1500, points_to_spare=0, target_utilisation=0.95)
    variant = Variant(any_room=True, settings=FEW_LONG_DAYS, price=price)
    first, second = morning_lists(log, log.days, variant, WORK)
    assert len(first.plan.by_room) == 2, "one long day costs more than the room"
    assert len(second.plan.by_room) == 1, "600 minutes in two rooms of 480 are below the target"


def test_a_room_day_is_cheap_to_spare_and_dear_where_even_a_closed_room_leaves_the_target_missed() -> None:
    price = RoomPrice(points=2, points_below_target=3, points_to_spare=1, target_utilisation=0.5)
    assert [price.of(minutes, 10) for minutes in (2400, 2399, 2160, 2159)] == [1, 2, 2, 3]


def test_kpis_count_starts_over_15_minutes_late_and_ends_after_half_past_three() -> None:
    room_days = [
        RoomDay(ON, 480, 930, (0, 15), (0, 16)),
        RoomDay(ON, 240, 940, (16, -5), (30, 40), moved=1),
    ]
    found = kpis(room_days)
    assert found["utilisation"] == pytest.approx(0.75)
    assert (found["late_starts"], found["late_starts_of_morning_list"]) == (0.25, 0.75)
    assert (found["ended_late"], found["minutes_after_closing"], found["moved_cases"]) == (0.5, 10, 0.25)


def test_logged_room_days_are_late_against_the_scheduled_start() -> None:
    (room_day,) = logged_room_days(log_of(logged("a", "1", 450, 60, scheduled_minute=420)))
    assert (room_day.late_minutes, room_day.in_room_minutes, room_day.ended_minute) == ((30,), 60, 510)


def test_settings_are_chosen_on_odd_weeks() -> None:
    assert [settings_were_chosen_on(days_later(days)) for days in (0, 7, 14)] == [True, False, True]


def test_the_fewest_late_rooms_are_those_of_perfect_knowledge() -> None:
    minutes = [300, 300, 300, 300]
    log = log_of(*(logged(str(n), str(n), 420, one, turnover_minutes=30) for n, one in enumerate(minutes)))
    given = replace(Theatre.of(log_of(*log.cases, logged("x", "9", 420, 1, on=days_later(1))), ON), first_minute=420)
    assert least_late_rooms(given, 8) == {5: 0, 6: 0, 7: 0, 8: 0}
    long = replace(given, turnover_minutes=dict.fromkeys(given.cases, 0))
    cases = {name: replace(case, wheels_out_minute=420 + 520) for name, case in long.cases.items()}
    assert least_late_rooms(replace(long, cases=cases), 5) == {5: 4}


def test_late_rooms_are_shared_out_over_days_at_least_cost() -> None:
    assert least_late([{7: 1, 8: 0}, {7: 3, 8: 0}]) == {14: 4, 15: 1, 16: 0}
