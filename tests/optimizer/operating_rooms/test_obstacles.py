"""What stands in the way of a case: place by place what the check finds, and the smallest set of rules of all."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.explain import rules_in_the_way, why_put_off
from optimizer.operating_rooms.obstacles import RULE_NAMES, fewest_obstacles, obstacles, with_case
from optimizer.operating_rooms.problem import Problem, make_problem
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay
from tests.optimizer.operating_rooms.days import at, case, plan, problem, room
from tests.optimizer.operating_rooms.small_days import random_lists, small_days

STARTS = (420, 480, 495, 535, 600, 720, 990, 1050, 1110)


def put_off(listed: OperatingRoomPlan, name: str) -> OperatingRoomPlan:
    others = tuple(planned for planned in listed.cases if planned.case != name)
    return OperatingRoomPlan(cases=others, postponed=(*(one for one in listed.postponed if one != name), name))


def newly_broken(given_problem: Problem, listed: OperatingRoomPlan, place: PlannedCase) -> set[str]:
    """The hard rules that the check finds broken in which this case has a part: with no other case they hold."""
    return {one.rule for one in violations(given_problem, with_case(listed, place))} - {"must do"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(small_days(), st.data())
def test_a_place_has_the_obstacles_that_the_check_finds_there(small: SurgicalDay, data: st.DataObject) -> None:
    given_problem = make_problem(small)
    listed = data.draw(random_lists(given_problem))
    name = data.draw(st.sampled_from([one.id for one in small.cases]))
    without = put_off(listed, name)
    if {one.rule for one in violations(given_problem, without)} - {"must do"}:
        return
    for one in obstacles(given_problem, without, name):
        for start in STARTS:
            if start <= int(one.starts[-1]):
                assert one.rules_at(start) == newly_broken(given_problem, without, one.at(start)), one.at(start)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(small_days(), st.data())
def test_without_the_fewest_obstacles_a_case_has_a_place(small: SurgicalDay, data: st.DataObject) -> None:
    given_problem = make_problem(small)
    name = data.draw(st.sampled_from([one.id for one in small.cases]))
    without = put_off(data.draw(random_lists(given_problem)), name)
    if {one.rule for one in violations(given_problem, without)} - {"must do"}:
        return
    fewest = fewest_obstacles(given_problem, without, name)
    assert fewest is not None
    off = {rule: RuleSetting(mode=RuleMode.OFF) for rule in fewest.rules}
    relaxed_day = replace(small, settings=replace(small.settings, rules={**small.settings.rules, **off}))
    relaxed = make_problem(relaxed_day, given_problem.quantile)
    assert {one.rule for one in violations(relaxed, with_case(without, fewest.place))} <= {"must do"}


def test_three_rules_that_only_together_keep_a_case_out_are_all_named() -> None:
    long = case("a", 400)
    wanted = case("b", 120, grade=4, room_equipment=frozenset({"robot"}))
    given_problem = problem(long, wanted, rooms=(room(hard_end_minute=960),))
    why = why_put_off(given_problem, plan(at("a", 480, 400), postponed=("b",)), "b")
    assert set(why.rules) > {"room capability", "discussion recorded"}
    assert len(why.rules) == 3


def test_rules_in_the_way_are_told_without_a_solver_and_a_free_place_is_not() -> None:
    given_problem = problem(case("a", 400), case("b", 300), case("c", 30))
    postponed = plan(at("a", 480, 400), postponed=("b", "c"))
    assert rules_in_the_way(given_problem, postponed, "b") == why_put_off(given_problem, postponed, "b")
    assert rules_in_the_way(given_problem, postponed, "c") is None


def test_a_rule_at_a_price_is_no_obstacle() -> None:
    weighed = ScheduleSettings(
        planning_quantile=0.5, rules={"first of day": RuleSetting(mode=RuleMode.WEIGHTED, points=30)}
    )
    given_problem = problem(case("a"), case("b", first_of_day=True), settings=weighed)
    why = why_put_off(given_problem, plan(at("a", 480), postponed=("b",)), "b")
    assert (why.rules, why.place is not None) == ((), True)


def test_every_rule_but_must_do_has_its_bit() -> None:
    assert len(set(RULE_NAMES)) == len(RULE_NAMES) < 63
