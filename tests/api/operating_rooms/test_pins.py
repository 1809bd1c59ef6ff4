"""A pinned case that stands on the list stays on it, whatever else a run would rather do."""

from dataclasses import replace
from typing import Any

import pytest

from api.operating_rooms import worker
from api.operating_rooms.changes import move_case, pin_case, publish_list, put_off_case, take_over
from api.operating_rooms.lists import Lists
from api.operating_rooms.nightly import pinned_on_list, with_kept_pins
from api.operating_rooms.pins import must_stay
from api.operating_rooms.rows import PLANNED
from api.store.store import Store
from scenarios.patients import Urgency
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay
from tests.api.operating_room_days import ON, PLANNER, loaded
from tests.optimizer.operating_rooms.days import at, case, day, plan, room

SECONDS = 0.5


def full_day(**second: Any) -> SurgicalDay:
    """A room for one of two cases, of which the urgent one is worth more."""
    room_for_one = room(closes_minute=780, hard_end_minute=780)
    return day(case("first", 240), case("urgent", 240, urgency=Urgency.URGENT, **second), rooms=(room_for_one,))


def with_list(store: Store, made: SurgicalDay, listed: OperatingRoomPlan) -> Lists:
    """A loaded day with a list."""
    lists = loaded(store, made)
    words = {"status": "feasible", "planning_quantile": 0.5, "why": {}}
    store.execute(lambda tx: take_over(tx, lists.now(ON), listed, words, "first list"), PLANNER)
    return lists


@pytest.fixture
def lists(store: Store, monkeypatch: pytest.MonkeyPatch) -> Lists:
    """The full day with its first case on the list, pinned to its start, and a worker for it."""
    made = with_list(store, full_day(), plan(at("first", 480, 240), postponed=("urgent",)))
    store.execute(lambda tx: pin_case(tx, made, ON, "first", room=None, start_minute=480), PLANNER)
    monkeypatch.setattr(worker, "_worker", worker._Worker(store.database, made))
    return made


def found(store: Store, lists: Lists) -> tuple[list[str], str]:
    """Plan the day again, take the list over, and return the cases on it with its status."""
    answer = worker.replan_day(ON, SECONDS)
    solved = OperatingRoomPlan(
        cases=PLANNED.validate_python(answer["plan"]["cases"]), postponed=tuple(answer["plan"]["postponed"])
    )
    store.execute(lambda tx: take_over(tx, lists.now(ON), solved, answer["solution"], "run"), PLANNER)
    return [one.case for one in solved.cases], answer["solution"]["status"]


def test_a_pinned_case_stays_though_another_is_worth_more(store: Store, lists: Lists) -> None:
    assert found(store, lists)[0] == ["first"]


def test_a_case_that_is_not_pinned_gives_way_to_one_that_is_worth_more(store: Store, lists: Lists) -> None:
    store.execute(lambda tx: pin_case(tx, lists, ON, "first", room=None, start_minute=None), PLANNER)
    assert found(store, lists)[0] == ["urgent"]


def test_a_room_that_a_file_gives_puts_no_case_on_the_list(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = full_day()
    given = replace(made, cases=tuple(replace(one, fixed_room="OR1") for one in made.cases))
    lists = loaded(store, given)
    monkeypatch.setattr(worker, "_worker", worker._Worker(store.database, lists))
    assert must_stay(lists.now(ON)) == frozenset()
    assert found(store, lists)[0] == ["urgent"]


def test_a_pinned_case_that_is_put_off_by_hand_need_not_come_back(store: Store, lists: Lists) -> None:
    store.execute(lambda tx: put_off_case(tx, lists, ON, "first"), PLANNER)
    assert must_stay(lists.now(ON)) == frozenset()


def test_a_pinned_case_without_a_place_is_not_forgotten_by_the_run_after_the_next(store: Store, lists: Lists) -> None:
    blocking = replace(full_day(), rooms=(room(opens_minute=540, closes_minute=780, hard_end_minute=780),))
    lists = with_list(store, blocking, plan(at("first", 480, 240), postponed=("urgent",)))
    assert found(store, lists) == (["urgent"], "infeasible")
    why = worker.explain_case(ON, "first")["why"]
    assert why["rules"] == ["pinned start", "room hours", "one case a room", "surgeon in one place"]
    assert must_stay(lists.now(ON)) == {"first"}


def test_a_case_that_a_run_could_not_place_need_not_come_back_once_it_is_put_off_by_hand(
    store: Store, lists: Lists
) -> None:
    store.execute(lambda tx: pin_case(tx, lists, ON, "first", room="OR1", start_minute=None), PLANNER)
    words = {"status": "infeasible", "planning_quantile": 0.5, "why": {}, "without_place": ["first"]}
    empty = plan(postponed=("first", "urgent"))
    store.execute(lambda tx: take_over(tx, lists.now(ON), empty, words, "no place"), PLANNER)
    store.execute(lambda tx: move_case(tx, lists, ON, "first", room="OR1", start_minute=480), PLANNER)
    assert must_stay(lists.now(ON)) == {"first"}
    store.execute(lambda tx: put_off_case(tx, lists, ON, "first"), PLANNER)
    assert lists.now(ON).states["first"].pinned_room == "OR1"
    assert must_stay(lists.now(ON)) == frozenset()
    assert found(store, lists)[0] == ["urgent"]


def test_a_case_without_a_place_need_not_be_looked_for_once_it_is_put_off_by_hand(store: Store, lists: Lists) -> None:
    words = {"status": "infeasible", "planning_quantile": 0.5, "why": {}, "without_place": ["first", "urgent"]}
    empty = plan(postponed=("first", "urgent"))
    store.execute(lambda tx: take_over(tx, lists.now(ON), empty, words, "no place"), PLANNER)
    store.execute(lambda tx: pin_case(tx, lists, ON, "urgent", room="OR1", start_minute=None), PLANNER)
    store.execute(lambda tx: pin_case(tx, lists, ON, "first", room="OR1", start_minute=None), PLANNER)
    store.execute(lambda tx: put_off_case(tx, lists, ON, "first"), PLANNER)
    assert must_stay(lists.now(ON)) == {"urgent"}


def test_a_nightly_run_from_a_file_keeps_what_is_pinned_on_the_list(store: Store, lists: Lists) -> None:
    file = with_kept_pins(store.database, full_day())
    assert pinned_on_list(store.database, file) == {"first"}


def test_a_nightly_run_of_a_day_that_was_never_loaded_has_no_pins(store: Store) -> None:
    assert pinned_on_list(store.database, full_day()) == frozenset()


def test_a_published_pinned_case_stays_when_the_rest_of_the_day_is_planned_again(store: Store, lists: Lists) -> None:
    store.execute(lambda tx: publish_list(tx, lists, ON, reason="agreed"), PLANNER)
    assert found(store, lists)[0] == ["first"]
