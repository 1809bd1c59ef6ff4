"""The whole way: an answer in every case, that keeps the rules, with an honest bound, the same for the same seed."""

import threading
from dataclasses import replace

import pytest

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.explain import why_put_off, why_there
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.report import schedule_document
from optimizer.operating_rooms.reschedule import remaining_problem, reschedule
from optimizer.operating_rooms.schedule import _most_that_must_be_done, schedule, solve_problem
from optimizer.operating_rooms.search import Clock, Incumbent
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.generate.surgery import generate_surgical_day
from scenarios.hospital import LevelOfCare
from scenarios.input_problems import InputError
from scenarios.operating_rooms import BedsAvailable
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery_progress import DayProgress
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay
from tests.optimizer.operating_rooms.days import at, case, day, plan, problem, room

WORK = Budget(seconds=300, workers=1, deterministic_time=1.0)


@pytest.fixture(scope="module")
def generated() -> SurgicalDay:
    return generate_surgical_day(rooms=4, cases=14, seed=5)


@pytest.mark.parametrize("seed", range(6))
def test_the_greedy_list_keeps_all_rules(seed: int) -> None:
    given = make_problem(generate_surgical_day(rooms=6, cases=26, seed=seed))
    assert violations(given, greedy_plan(given)) == []


def test_the_same_seed_and_work_give_the_same_list_for_any_number_of_workers(generated: SurgicalDay) -> None:
    given = make_problem(generated)
    first = solve_problem(given, WORK)
    second = solve_problem(given, replace(WORK, workers=2))
    assert first.plan == second.plan
    assert first.bound == second.bound


def test_a_solved_list_keeps_the_rules_and_is_no_worse_than_the_greedy_one(generated: SurgicalDay) -> None:
    given = make_problem(generated)
    solution = solve_problem(given, WORK)
    assert violations(given, solution.plan) == []
    assert solution.objective == objective(given, solution.plan)
    assert solution.bound <= solution.objective <= objective(given, greedy_plan(given))


def test_an_interrupt_ends_search_and_bound(generated: SurgicalDay) -> None:
    reports = 0

    def interrupt(*_: float) -> None:
        nonlocal reports
        reports += 1
        if reports > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        schedule(generated, Budget(seconds=600, workers=2), quantile=0.65, on_progress=interrupt)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rooms")]


def test_without_time_there_is_still_a_list(generated: SurgicalDay) -> None:
    solution = schedule(generated, Budget(seconds=0.01, workers=1), quantile=0.65)
    assert solution.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert violations(make_problem(generated, 0.65), solution.plan) == []


def test_a_run_that_is_told_to_stop_returns_what_it_has(generated: SurgicalDay) -> None:
    solution = solve_problem(make_problem(generated), Budget(seconds=600, workers=1), should_stop=lambda: True)
    assert solution.plan.cases
    assert solution.status is Status.FEASIBLE


def test_a_case_that_must_be_done_without_a_place_is_infeasible_with_a_list() -> None:
    given = problem(case("a", must_do=True, room_equipment=frozenset({"robot"})), case("b"))
    solution = solve_problem(given, WORK)
    assert solution.status is Status.INFEASIBLE
    assert [planned.case for planned in solution.plan.cases] == ["b"]


def test_one_case_without_a_place_does_not_keep_the_others_from_being_planned_well() -> None:
    given = make_problem(generate_surgical_day(rooms=4, cases=16, seed=3))
    last = given.day.cases[-1].id
    robot = replace(given.day.case_of[last], must_do=True, room_equipment=frozenset({"no such robot"}))
    impossible = make_problem(replace(given.day, cases=(*given.day.cases[:-1], robot)))
    solution = solve_problem(impossible, WORK)
    others = make_problem(replace(given.day, cases=given.day.cases[:-1]))
    greedy = objective(impossible, greedy_plan(impossible))
    assert solution.status is Status.INFEASIBLE
    assert {one.rule for one in violations(impossible, solution.plan)} == {"must do"}
    assert objective(others, replace(solution.plan, postponed=solution.plan.postponed[:-1])) < greedy
    assert solution.objective < greedy


def test_a_list_of_all_that_must_be_done_is_feasible_though_it_was_found_at_a_price() -> None:
    given = problem(case("a", must_do=True), case("b"))
    nothing = plan(postponed=("a", "b"))
    solution = _most_that_must_be_done(given, nothing, Incumbent(nothing, float("inf")), Clock(WORK), None, None)
    assert (solution.status, solution.objective) == (Status.OPTIMAL, solve_problem(given, WORK).objective)


def test_an_infeasible_day_gets_the_same_list_from_any_number_of_workers() -> None:
    given = generate_surgical_day(rooms=4, cases=16, seed=3)
    robot = replace(given.cases[-1], must_do=True, room_equipment=frozenset({"no such robot"}))
    impossible = make_problem(replace(given, cases=(*given.cases[:-1], robot)))
    one, two = (solve_problem(impossible, replace(WORK, workers=workers)) for workers in (1, 2))
    assert one.plan == two.plan


def test_two_cases_that_fit_are_proven_optimal() -> None:
    solution = solve_problem(problem(case("a"), case("b")), WORK)
    assert solution.status is Status.OPTIMAL
    assert solution.gap == 0


def test_a_put_off_case_is_explained_by_the_rule_that_keeps_it_out() -> None:
    icu = BedsAvailable(level_of_care=LevelOfCare.ICU, beds=1)
    given = problem(case("a", bed_after=LevelOfCare.ICU), case("b", bed_after=LevelOfCare.ICU), beds=(icu,))
    why = why_put_off(given, plan(at("a", 480), postponed=("b",)), "b")
    assert why.rules == ("beds after surgery",)
    assert why.sentence == ("no place because of: beds after surgery (2 patients need icu beds, expected at most 1)")
    assert why.extra_points is None


def test_a_case_put_off_for_its_price_says_the_price() -> None:
    given = problem(case("a", 480), case("b", 60), rooms=(room(hard_end_minute=1200),))
    why = why_put_off(given, plan(at("a", 480, 480), postponed=("b",)), "b")
    assert why.rules == ()
    assert why.place is not None
    with_b = plan(at("a", 480, 480), at("b", why.place.start_minute))
    without = plan(at("a", 480, 480), postponed=("b",))
    assert why.extra_points == objective(given, with_b) - objective(given, without)


def test_a_case_is_priced_at_its_cheapest_place_though_another_that_must_be_done_has_none() -> None:
    x, y = case("x", must_do=True, room_equipment=frozenset({"robot"})), case("y")
    rooms = (room("OR1", opens_minute=540), room("OR2"))
    price = {
        must: why_put_off(
            problem(replace(x, must_do=must), y, rooms=rooms), plan(postponed=("x", "y")), "y"
        ).extra_points
        for must in (True, False)
    }
    assert price[True] == price[False]


def test_a_pinned_case_without_a_place_is_explained_at_its_pin_which_is_named() -> None:
    given = problem(case("a"), case("b", surgeons=("B",), fixed_start_minute=500), rooms=(room(),))
    why = why_put_off(given, plan(at("a", 480), postponed=("b",)), "b")
    assert why.rules == ("pinned start", "one case a room")
    assert [one.message for one in why.broken] == [
        "case b is pinned to 08:20",
        "room OR1: -40 minutes from a leaving at 09:00 to b, expected at least 30",
    ]


def test_a_pin_that_makes_no_difference_is_not_named() -> None:
    why = why_put_off(problem(case("a", grade=4, fixed_room="OR1")), plan(postponed=("a",)), "a")
    assert why.rules == ("discussion recorded",)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (ScheduleWeights(), "which saves 700 points against putting it off: the list is not the best, plan it again"),
        (ScheduleWeights(room_opened=800), "which costs as much as putting it off: the list is not the best, plan it"),
        (ScheduleWeights(room_opened=900), "which costs 100 points more than putting it off"),
    ],
)
def test_what_a_place_costs_is_said_with_the_right_sign(settings: ScheduleWeights, said: str) -> None:
    given = problem(case("a"), settings=ScheduleSettings(planning_quantile=0.5, weights=settings))
    assert said in why_put_off(given, plan(postponed=("a",)), "a").sentence


def test_a_missing_discussion_is_named_with_its_values() -> None:
    why = why_put_off(problem(case("a", grade=4)), plan(postponed=("a",)), "a")
    assert why.rules == ("discussion recorded",)
    assert "its multidisciplinary discussion is not recorded" in why.sentence


def test_a_planned_case_costs_by_goal_what_the_list_would_save_without_it() -> None:
    given = problem(case("a"))
    assert why_there(given, plan(at("a", 490)), "a") == {"postponed": -800, "idle": 10, "room_opened": 100}


def test_after_a_delay_what_is_running_stays_and_the_rest_moves_little() -> None:
    published = plan(at("a", 480), at("b", 570), at("c", 660))
    given = day(case("a"), case("b"), case("c"), published=published)
    progress = DayProgress(now_minute=560, started={"a": 480}, expected_end={"a": 600})
    rest, solution = reschedule(given, progress, WORK)
    assert violations(rest, solution.plan) == []
    places = solution.plan.by_case
    assert (places["a"].start_minute, places["a"].end_minute) == (480, 600)
    assert (places["b"].start_minute, places["c"].start_minute) == (630, 720)


def test_an_emergency_is_inserted_and_a_cancelled_case_is_gone() -> None:
    published = plan(at("a", 480), at("b", 570))
    given = day(case("a"), case("b"), published=published)
    emergency = case("e", 60, must_do=True)
    progress = DayProgress(now_minute=500, started={"a": 480}, cancelled=frozenset({"b"}), added=(emergency,))
    _, solution = reschedule(given, progress, WORK)
    assert solution.plan.by_case["e"].start_minute == 570
    assert "b" not in {*solution.plan.by_case, *solution.plan.postponed}


def test_a_pin_holds_during_the_day_until_a_delay_makes_it_impossible() -> None:
    published = plan(at("a", 480), at("b", 570))
    given = day(case("a"), case("b", fixed_start_minute=600), published=published)
    pins = {
        over: remaining_problem(given, DayProgress(now_minute=500, started={"a": 480}, expected_end={"a": over}))
        .day.case_of["b"]
        .fixed_start_minute
        for over in (570, 575)
    }
    assert pins == {570: 600, 575: None}
    past = remaining_problem(given, DayProgress(now_minute=601, started={"a": 480}, ended={"a": 540}))
    assert past.day.case_of["b"].fixed_start_minute is None


def test_a_case_due_within_the_notice_keeps_its_room_and_nobody_is_called_forward_with_less() -> None:
    published = plan(at("a", 480), at("b", 570), at("c", 900))
    settings = ScheduleSettings(planning_quantile=0.5, notice_minutes=60)
    given = day(*(case(name) for name in "abc"), rooms=(room(), room("OR2")), published=published, settings=settings)
    rest = remaining_problem(given, DayProgress(now_minute=520, started={"a": 480}))
    modes = [[rest.modes[number] for number in numbers] for numbers in rest.modes_of_case]
    assert {(mode.room, mode.earliest) for mode in modes[1]} == {(0, 570)}
    assert {(mode.room, mode.earliest) for mode in modes[2]} == {(0, 580), (1, 580)}


def test_an_emergency_needs_no_notice() -> None:
    settings = ScheduleSettings(planning_quantile=0.5, notice_minutes=60)
    given = day(case("a"), published=plan(at("a", 480)), settings=settings)
    rest = remaining_problem(given, DayProgress(now_minute=500, started={"a": 480}, added=(case("e", must_do=True),)))
    assert {rest.modes[number].earliest for number in rest.modes_of_case[1]} == {500}


def test_progress_of_an_unknown_case_is_refused() -> None:
    given = day(case("a"), published=plan(at("a", 480)))
    with pytest.raises(InputError, match="case zz is not on the published list"):
        remaining_problem(given, DayProgress(now_minute=500, started={"zz": 480}))


def test_the_document_has_risks_reasons_and_kpis(generated: SurgicalDay) -> None:
    given = make_problem(generated)
    document = schedule_document(given, solve_problem(given, WORK))
    assert {"status", "objective", "bound", "gap", "seconds", "rooms", "postponed", "kpis"} <= document.keys()
    listed = [one["case"] for each in document["rooms"] for one in each["cases"]]
    put_off = [one["case"] for one in document["postponed"]]
    assert sorted(listed + put_off) == sorted(case.id for case in generated.cases)
    assert all(one["why"] for one in document["postponed"])


def test_a_day_without_cases_has_an_empty_list() -> None:
    solution = schedule(day(), Budget(seconds=1))
    assert (solution.status, solution.plan, solution.objective) == (Status.OPTIMAL, OperatingRoomPlan(), 0)
