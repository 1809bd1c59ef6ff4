"""Days of an operating-room log: what is learned from earlier days, and nothing else."""

from dataclasses import replace

from optimizer.operating_rooms.log_day import planned_day
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.turnovers import learned_turnovers
from tests.benchmarks.logged_days import days_later, log_of, logged

LATER = days_later(1)


def test_turnovers_are_means_by_service_shrunk_towards_all() -> None:
    past = [logged(str(n), "1", 500, 60, turnover_minutes=20) for n in range(3)]
    past += [logged("o", "2", 500, 60, service="OBGYN", turnover_minutes=40)]
    past += [logged("first", "3", 420, 60), logged("overlap", "3", 500, 60, turnover_minutes=-9)]
    assert learned_turnovers(past, ["ENT", "OBGYN", "Urology"]) == {"ENT": 22, "OBGYN": 29, "Urology": 25}


def test_without_history_every_turnover_is_half_an_hour() -> None:
    assert learned_turnovers([], ["ENT"]) == {"ENT": 30}


def test_the_turnover_of_a_planned_day_is_that_of_the_case_that_comes_next() -> None:
    past = [logged(f"e{n}", "1", 500, 60, turnover_minutes=20) for n in range(30)]
    past += [logged(f"o{n}", "2", 500, 60, service="OBGYN", turnover_minutes=40) for n in range(30)]
    tomorrow = [logged("a", "1", 420, 60, on=LATER), logged("b", "2", 420, 60, on=LATER, service="OBGYN")]
    problem = make_problem(planned_day(log_of(*past, *tomorrow), LATER, any_room=True))
    learned = learned_turnovers(past, ["ENT", "OBGYN"])
    for first in (0, 1):
        for second, service in enumerate(("ENT", "OBGYN")):
            assert problem.turnover(first, 0) + problem.changeover(first, second) == learned[service]


def test_rooms_open_as_late_as_first_cases_came_in_so_far() -> None:
    past = [logged("a", "1", 430, 60, scheduled_minute=420), logged("b", "2", 424, 60, scheduled_minute=420)]
    later = logged("c", "1", 420, 60, on=LATER)
    day = planned_day(log_of(*past, later), LATER)
    assert {room.opens_minute for room in day.rooms} == {427}
    tomorrow_unknown = planned_day(log_of(*past, replace(later, wheels_in_minute=500, wheels_out_minute=560)), LATER)
    assert tomorrow_unknown == day


def test_a_service_may_have_as_many_surgeons_as_it_had_rooms() -> None:
    booked = [logged("a", "1", 420, 60), logged("b", "2", 420, 60), logged("c", "3", 420, 60, service="OBGYN")]
    day = planned_day(log_of(*booked), booked[0].on, any_room=True, one_surgeon_a_room=True)
    assert day.case_of["a"].surgeons == ("ENT 1", "ENT 2")
    assert day.case_of["c"].surgeons == ("OBGYN 1",)
    assert all(not room.departments for room in day.rooms)
