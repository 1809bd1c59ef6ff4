"""Monte Carlo against closed forms for one room, and the choice of the planned quantile."""

import math
from dataclasses import replace
from statistics import NormalDist

import pytest

from optimizer.operating_rooms.monte_carlo import UnderWay, outlook
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from scenarios.generate.surgery import generate_surgical_day
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import SurgeryDuration
from tests.optimizer.operating_rooms.days import at, case, day, plan, problem, room

PHI = NormalDist().cdf


def uncertain(median: float, log_sd: float = 0.4) -> SurgeryDuration:
    return SurgeryDuration(median_minutes=median, log_sd=log_sd)


def test_one_case_runs_over_with_the_probability_of_the_lognormal() -> None:
    given = problem(case("a", duration=uncertain(400)))
    found = outlook(given, plan(at("a", 480, 400)), replications=40_000).rooms["OR1"]
    assert found.overtime_risk == pytest.approx(1 - PHI(math.log(480 / 400) / 0.4), abs=0.01)
    assert found.expected_overtime_minutes == pytest.approx(uncertain(400).expected_overrun_minutes(480), rel=0.05)


def test_the_second_patient_waits_for_the_expected_overrun_of_the_first() -> None:
    given = problem(case("a", duration=uncertain(90)), case("b", duration=uncertain(60)))
    ahead = outlook(given, plan(at("a", 480, 100), at("b", 610)), replications=40_000)
    assert ahead.cases["b"].expected_wait == pytest.approx(uncertain(90).expected_overrun_minutes(100), rel=0.05)
    assert ahead.cases["a"].expected_wait == 0


def test_nobody_starts_before_the_planned_start() -> None:
    given = problem(case("a", duration=uncertain(30)), case("b", duration=uncertain(30)))
    ahead = outlook(given, plan(at("a", 480, 90), at("b", 700)), replications=200)
    assert ahead.cases["b"].early_start >= 700


def test_a_surgeon_who_is_late_in_one_room_is_late_in_the_next() -> None:
    rooms = (room("OR1"), room("OR2"))
    given = problem(case("a", duration=uncertain(90)), case("b", duration=uncertain(60)), rooms=rooms)
    ahead = outlook(given, plan(at("a", 480, 100), at("b", 595, where="OR2")), replications=20_000)
    assert ahead.cases["b"].expected_wait == pytest.approx(uncertain(90).expected_overrun_minutes(100), rel=0.05)


def test_the_same_seed_gives_the_same_outlook_and_streams_belong_to_cases() -> None:
    given = problem(case("a", duration=uncertain(90)), case("b", duration=uncertain(60)))
    both = outlook(given, plan(at("a", 480, 100), at("b", 610)), seed=7)
    assert both == outlook(given, plan(at("a", 480, 100), at("b", 610)), seed=7)
    alone = outlook(given, plan(at("a", 480, 100), postponed=("b",)), seed=7)
    assert both.cases["a"] == alone.cases["a"]


def test_a_stricter_limit_asks_for_a_higher_quantile() -> None:
    generated = generate_surgical_day(rooms=5, cases=20, seed=3)
    quantiles = [
        chosen_quantile(replace(generated, settings=ScheduleSettings(overtime_risk_limit=limit)))
        for limit in (0.4, 0.2, 0.1)
    ]
    assert quantiles == sorted(quantiles)
    assert quantiles[0] < quantiles[-1]


def test_a_quantile_that_the_hospital_sets_is_taken() -> None:
    given = day(case("a", duration=uncertain(90)), settings=ScheduleSettings(planning_quantile=0.9))
    assert chosen_quantile(given) == 0.9
    planned = make_problem(given).modes[0].minutes
    assert planned == math.ceil(uncertain(90).quantile_minutes(0.9) / 5) * 5


def test_a_case_under_way_ends_late_with_the_probability_of_those_that_have_lasted_so_long() -> None:
    given = problem(case("a", duration=uncertain(400)))
    found = outlook(given, plan(at("a", 480, 400)), replications=40_000, under_way={"a": UnderWay(420)}).rooms["OR1"]
    longer = {minutes: 1 - PHI(math.log(minutes / 400) / 0.4) for minutes in (420, 480)}
    assert found.overtime_risk == pytest.approx(longer[480] / longer[420], abs=0.01)


def test_a_case_that_has_lasted_past_all_bounds_goes_on_from_now() -> None:
    given = problem(case("a", duration=uncertain(60, 0.1)), case("b"))
    ahead = outlook(given, plan(at("a", 480, 400), at("b", 910)), under_way={"a": UnderWay(400)})
    assert 910 <= ahead.cases["b"].expected_start < 920


def test_what_the_room_expects_goes_before_what_such_cases_take() -> None:
    given = problem(case("a", duration=uncertain(60)), case("b"))
    ahead = outlook(given, plan(at("a", 480, 60), at("b", 570)), replications=4001, under_way={"a": UnderWay(30, 100)})
    median_end = 480 + 30 + 100
    early, late = (100 * math.exp(0.4 * NormalDist().inv_cdf(share)) - 100 for share in (0.1, 0.9))
    assert ahead.cases["b"].early_start == pytest.approx(median_end + 30 + early, abs=2)
    assert ahead.cases["b"].late_start == pytest.approx(median_end + 30 + late, abs=4)
