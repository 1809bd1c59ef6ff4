"""Operating-room lists in the store, on both databases: moved, pinned, published, reported, replayed."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from api.operating_rooms.changes import move_case, pin_case, publish_list, put_off_case, take_over
from api.operating_rooms.day_report import DayReport
from api.operating_rooms.lists import Lists
from api.operating_rooms.loading import add_case, checked_for_store, load_day
from api.operating_rooms.moves import try_move
from api.operating_rooms.reports import report_day
from api.operating_rooms.rows import published_rows
from api.operating_rooms.views import list_view, published_view
from api.store.kinds import EventKind
from api.store.refusals import NotFound, RulesBroken, Stale, WrongState
from api.store.replay import replay
from api.store.store import Store
from api.store.tables import event
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError
from scenarios.surgery import SurgeryDuration, SurgicalCase
from scenarios.surgical_day import PlannedCase
from tests.api.conftest import HandClock
from tests.api.operating_room_days import ON, PLANNER, busiest_room, loaded, planned, published, small_day


def logged(store: Store) -> list[dict[str, object]]:
    with store.database.reading() as connection:
        rows = connection.execute(select(event).where(event.c.operating_list == ON).order_by(event.c.sequence))
        return [dict(row) for row in rows.mappings()]


def test_a_loaded_day_waits_for_its_list(store: Store) -> None:
    now = loaded(store).now(ON)
    assert now.plan.cases == ()
    assert len(now.plan.postponed) == len(now.day.cases) == 9
    assert list_view(now)["status"] is None


def test_a_list_comes_back_from_the_store_as_it_was_planned(store: Store) -> None:
    lists = planned(store)
    now = lists.now(ON)
    assert now.broken == []
    assert {case.id for case in now.day.cases} == {case.id for case in small_day().cases}
    assert lists.now(ON) is now


def test_a_move_that_breaks_a_rule_is_refused_by_its_name_and_changes_nothing(store: Store) -> None:
    lists = planned(store)
    now = lists.now(ON)
    room = busiest_room(now)
    first, second = now.plan.by_room[room][:2]
    with pytest.raises(RulesBroken) as refusal:
        store.execute(
            lambda tx: move_case(tx, lists, ON, first.case, room=room, start_minute=second.start_minute), PLANNER
        )
    assert "one case a room" in refusal.value.values["rule_names"]
    assert all(rule["message"] for rule in refusal.value.values["rules"])
    assert lists.now(ON).plan == now.plan


def test_a_move_within_the_rules_is_logged_with_where_it_was_and_is(store: Store) -> None:
    lists = planned(store)
    now = lists.now(ON)
    last = max(now.plan.cases, key=lambda one: one.start_minute)
    later = next(
        minute
        for minute in range(last.start_minute + 5, last.start_minute + 120, 5)
        if not try_move(now, last.case, last.room, minute, last.surgeon).broken
    )
    store.execute(
        lambda tx: move_case(tx, lists, ON, last.case, room=last.room, start_minute=later, reason="asked for"), PLANNER
    )
    assert lists.now(ON).plan.by_case[last.case].start_minute == later
    entry = logged(store)[-1]
    assert (entry["kind"], entry["surgical_case"], entry["actor"]) == ("case moved", last.case, "planner")
    row = f"{ON} {last.case}"
    assert entry["before"]["surgical_case"][row]["start_minute"] == last.start_minute  # type: ignore[index]
    assert entry["after"]["surgical_case"][row]["start_minute"] == later  # type: ignore[index]


def test_a_case_seen_before_somebody_moved_it_is_stale(store: Store) -> None:
    lists = planned(store)
    case = lists.now(ON).plan.cases[0].case
    seen = lists.now(ON).states[case].version
    store.execute(lambda tx: pin_case(tx, lists, ON, case, room=None, start_minute=None), PLANNER)
    store.execute(lambda tx: put_off_case(tx, lists, ON, case), PLANNER)
    with pytest.raises(Stale) as refusal:
        store.execute(lambda tx: put_off_case(tx, lists, ON, case, version=seen), PLANNER)
    assert "case put off" in {change["kind"] for change in refusal.value.values["changes"]}


def test_a_case_put_off_loses_its_pinned_start_and_keeps_its_room(store: Store) -> None:
    lists = planned(store)
    one = lists.now(ON).plan.cases[0]
    store.execute(lambda tx: pin_case(tx, lists, ON, one.case, room=one.room, start_minute=one.start_minute), PLANNER)
    assert lists.now(ON).day.case_of[one.case].fixed_start_minute == one.start_minute
    store.execute(lambda tx: put_off_case(tx, lists, ON, one.case), PLANNER)
    case = lists.now(ON).day.case_of[one.case]
    assert (case.fixed_room, case.fixed_start_minute) == (one.room, None)
    assert one.case in lists.now(ON).plan.postponed


def test_overlapping_pins_are_refused(store: Store) -> None:
    lists = planned(store)
    now = lists.now(ON)
    room = busiest_room(now)
    first, second = now.plan.by_room[room][:2]
    store.execute(lambda tx: pin_case(tx, lists, ON, first.case, room=room, start_minute=first.start_minute), PLANNER)
    with pytest.raises(InputError, match="overlaps"):
        store.execute(
            lambda tx: pin_case(tx, lists, ON, second.case, room=room, start_minute=first.start_minute + 5), PLANNER
        )


def test_publishing_numbers_the_lists_and_keeps_who_when_and_why(store: Store) -> None:
    lists = published(store)
    case = lists.now(ON).plan.cases[-1].case
    store.execute(lambda tx: put_off_case(tx, lists, ON, case), PLANNER)
    assert list_view(lists.now(ON))["changed_since_published"]
    store.execute(lambda tx: publish_list(tx, lists, ON, reason="patient has fever"), PLANNER)
    with store.database.reading() as connection:
        newest, first = (published_view(row) for row in published_rows(connection, ON))
    assert (newest["number"], newest["published_by"], newest["reason"]) == (2, "planner", "patient has fever")
    assert newest["cases"] == first["cases"] - 1
    assert [row["kind"] for row in logged(store)].count(EventKind.LIST_PUBLISHED.value) == 2


def test_a_list_that_breaks_a_rule_is_published_only_with_a_reason(store: Store) -> None:
    lists = planned(store)
    one = lists.now(ON).plan.cases[0]
    store.execute(lambda tx: pin_case(tx, lists, ON, one.case, room=None, start_minute=one.start_minute + 5), PLANNER)
    with pytest.raises(RulesBroken):
        store.execute(lambda tx: publish_list(tx, lists, ON, reason="agreed"), PLANNER)
    answer = store.execute(lambda tx: publish_list(tx, lists, ON, reason="agreed", override="chief agreed"), PLANNER)
    assert answer["broken"] == ["pinned start"]
    assert logged(store)[-1]["overridden"] == ["pinned start"]


def test_an_empty_list_is_not_published(store: Store) -> None:
    lists = loaded(store)
    with pytest.raises(WrongState):
        store.execute(lambda tx: publish_list(tx, lists, ON, reason="agreed"), PLANNER)


def test_what_has_begun_stays_where_it_is(store: Store) -> None:
    lists = published(store)
    first = min(lists.now(ON).plan.cases, key=lambda one: one.start_minute)
    report = DayReport(now_minute=first.start_minute + 30, started={first.case: first.start_minute + 10})
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    now = lists.now(ON)
    assert now.under_way
    assert now.plan.by_case[first.case].start_minute == first.start_minute + 10
    with pytest.raises(WrongState):
        store.execute(lambda tx: put_off_case(tx, lists, ON, first.case), PLANNER)


def test_cases_that_nobody_reports_run_as_planned_when_that_is_said(store: Store) -> None:
    lists = published(store)
    cases = sorted(lists.now(ON).plan.cases, key=lambda one: one.start_minute)
    noon = cases[0].leaves_minute + 1
    report = DayReport(now_minute=noon, expected_end={cases[1].case: noon + 60}, as_planned=True)
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    states = lists.now(ON).states
    assert states[cases[0].case].ended_minute == cases[0].leaves_minute
    assert (states[cases[1].case].ended_minute, states[cases[1].case].expected_end_minute) == (None, noon + 60)
    behind_a_delay = {one.case for one in cases if one.room == cases[1].room} - {cases[0].case, cases[1].case}
    assert [one.case for one in cases if states[one.case].started_minute is None] == [
        one.case for one in cases if one.start_minute > noon or one.case in behind_a_delay
    ]


def test_a_case_that_ran_as_planned_is_where_it_was_published_not_where_a_draft_would_have_it(store: Store) -> None:
    lists = published(store)
    signed = max(lists.now(ON).plan.cases, key=lambda one: one.start_minute)
    store.execute(lambda tx: put_off_case(tx, lists, ON, signed.case), PLANNER)
    report = DayReport(now_minute=signed.start_minute + 5, as_planned=True)
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    now = lists.now(ON)
    assert (now.plan.by_case[signed.case].room, now.plan.by_case[signed.case].start_minute) == (
        signed.room,
        signed.start_minute,
    )
    assert "one case a room" not in {one.rule for one in now.broken}


def test_a_cancelled_case_leaves_the_list_and_is_remembered(store: Store) -> None:
    lists = published(store)
    gone = lists.now(ON).plan.cases[0].case
    report = DayReport(now_minute=480, cancelled=frozenset({gone}))
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    now = lists.now(ON)
    assert gone not in now.plan.by_case
    assert [case.id for case in now.cancelled] == [gone]


def test_reports_that_contradict_themselves_are_refused_all_at_once(store: Store) -> None:
    lists = published(store)
    one, two = (planned_case.case for planned_case in lists.now(ON).plan.cases[:2])
    report = DayReport(now_minute=500, ended={one: 490}, started={two: 600})
    with pytest.raises(InputError) as refusal:
        store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    assert {problem.path for problem in refusal.value.problems} == {f"cases.{one}", f"cases.{two}"}


def two_of_one_room(lists: Lists) -> tuple[PlannedCase, PlannedCase]:
    by_room = lists.now(ON).plan.by_room.values()
    first, second = next(cases for cases in by_room if len(cases) > 1)[:2]
    return first, second


def test_two_cases_are_not_in_one_room_at_one_time(store: Store) -> None:
    lists = published(store)
    first, second = two_of_one_room(lists)
    begun = {first.case: first.start_minute, second.case: first.start_minute + 10}
    report = DayReport(now_minute=second.start_minute, started=begun)
    with pytest.raises(InputError, match=f"where case {first.case} is .* and is not over") as refusal:
        store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    assert [problem.path for problem in refusal.value.problems] == [f"cases.{second.case}"]


def test_nobody_is_taken_to_have_begun_as_planned_in_a_room_that_is_still_in_use(store: Store) -> None:
    lists = published(store)
    first, second = two_of_one_room(lists)
    now = second.start_minute + 5
    report = DayReport(now_minute=now, expected_end={first.case: now + 60}, as_planned=True)
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    assert lists.now(ON).states[second.case].started_minute is None


def test_a_day_that_nobody_published_cannot_be_reported(store: Store) -> None:
    planned(store)
    with pytest.raises(WrongState):
        store.execute(lambda tx: report_day(tx, ON, DayReport(now_minute=500)), PLANNER)


def test_an_added_case_is_put_off_until_it_gets_a_place(store: Store) -> None:
    lists = published(store)
    extra = SurgicalCase(id="E001", department="ENT", duration=SurgeryDuration(median_minutes=60))
    store.execute(lambda tx: add_case(tx, lists.seen_by(tx.connection, ON).day, extra), PLANNER)
    assert "E001" in lists.now(ON).plan.postponed
    with pytest.raises(WrongState):
        store.execute(lambda tx: add_case(tx, lists.seen_by(tx.connection, ON).day, extra), PLANNER)


def test_loading_a_day_again_keeps_the_places_of_cases_that_stay_the_same(store: Store) -> None:
    lists = planned(store)
    before = lists.now(ON).plan
    day = small_day()
    changed = replace(day.cases[0], grade=1, duration=SurgeryDuration(median_minutes=45))
    store.execute(lambda tx: load_day(tx, replace(day, cases=(changed, *day.cases[1:]))), PLANNER)
    now = lists.now(ON)
    assert changed.id in now.plan.postponed
    assert [one for one in before.cases if one.case != changed.id] == list(now.plan.cases)


def test_a_day_that_the_store_cannot_hold_is_refused_with_every_problem() -> None:
    day = small_day()
    long = replace(day.cases[0], id="C" * 101)
    endless = replace(day.cases[1], recovery_minutes=10**7)
    with pytest.raises(InputError) as refusal:
        checked_for_store(replace(day, cases=(long, endless, *day.cases[2:])))
    assert {problem.path for problem in refusal.value.problems} == {"cases.0.id", "cases.1.recovery_minutes"}


def test_a_day_that_was_never_loaded_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        loaded(store).now("2026-03-03")


def test_the_log_gives_the_lists_again(store: Store) -> None:
    lists = published(store)
    case = lists.now(ON).plan.cases[0].case
    store.execute(lambda tx: put_off_case(tx, lists, ON, case), PLANNER)
    store.execute(lambda tx: report_day(tx, ON, DayReport(now_minute=480)), PLANNER)
    assert replay(store.database).differences == ()


def test_what_a_command_saw_before_it_was_rolled_back_is_not_remembered(store: Store) -> None:
    lists = published(store)
    first, second = lists.now(ON).plan.cases[:2]

    def put_off_and_fail(tx: Transaction) -> Answer:
        put_off_case(tx, lists, ON, first.case)
        lists.seen_by(tx.connection, ON)
        raise WrongState("of no importance")

    with pytest.raises(WrongState):
        store.execute(put_off_and_fail, PLANNER)
    store.execute(lambda tx: put_off_case(tx, lists, ON, second.case), PLANNER)
    assert {first.case, second.case} - set(lists.now(ON).plan.by_case) == {second.case}


def test_a_report_of_the_future_is_refused_and_changes_nothing(store: Store, clock: HandClock) -> None:
    lists = published(store)
    clock.turn(-12 * 60)
    with pytest.raises(WrongState, match=r"is at 10:00, expected .* not until 20:30"):
        store.execute(lambda tx: report_day(tx, ON, DayReport(now_minute=1230, as_planned=True)), PLANNER)
    assert not lists.now(ON).under_way


def test_a_case_cancelled_the_evening_before_does_not_begin_the_day(store: Store, clock: HandClock) -> None:
    lists = published(store)
    clock.turn(-24 * 60)
    gone = lists.now(ON).plan.cases[0].case
    store.execute(lambda tx: report_day(tx, ON, DayReport(now_minute=0, cancelled=frozenset({gone}))), PLANNER)
    assert (lists.now(ON).under_way, gone in lists.now(ON).plan.by_case) == (False, False)
    store.execute(lambda tx: load_day(tx, checked_for_store(small_day())), PLANNER)


def test_what_was_reported_by_mistake_is_taken_back(store: Store) -> None:
    lists = published(store)
    begun, gone = lists.now(ON).plan.cases[:2]
    wrong = DayReport(now_minute=600, started={begun.case: 500}, cancelled=frozenset({gone.case}))
    store.execute(lambda tx: report_day(tx, ON, wrong), PLANNER)
    right = DayReport(now_minute=605, withdrawn=frozenset({begun.case, gone.case}))
    store.execute(lambda tx: report_day(tx, ON, right), PLANNER)
    now = lists.now(ON)
    assert now.states[begun.case].started_minute is None
    assert now.plan.by_case[begun.case].room == begun.room
    assert (now.cancelled, gone.case in now.plan.postponed) == ((), True)
    assert replay(store.database).differences == ()


def test_a_list_that_is_taken_over_leaves_what_has_begun_where_it_is(store: Store) -> None:
    lists = published(store)
    now = lists.now(ON)
    first = min(now.plan.cases, key=lambda one: one.start_minute)
    elsewhere = next(room.id for room in now.day.rooms if room.id != first.room)
    moved = [replace(one, room=elsewhere) if one is first else one for one in now.plan.cases]
    report = DayReport(now_minute=first.start_minute + 5, started={first.case: first.start_minute})
    store.execute(lambda tx: report_day(tx, ON, report), PLANNER)
    plan = replace(now.plan, cases=tuple(moved))
    store.execute(lambda tx: take_over(tx, lists.seen_by(tx.connection, ON), plan, {"why": {}}, "late run"), PLANNER)
    assert lists.now(ON).plan.by_case[first.case].room == first.room


def test_a_case_that_goes_on_for_long_puts_its_room_at_risk(store: Store) -> None:
    lists = published(store)
    now = lists.now(ON)
    first = min(now.plan.cases, key=lambda one: one.start_minute)
    assert now.outlook.rooms[first.room].overtime_risk < 1
    closes = now.day.room_of[first.room].closes_minute
    late = DayReport(now_minute=closes - 5, started={first.case: first.start_minute})
    store.execute(lambda tx: report_day(tx, ON, late), PLANNER)
    running = lists.now(ON)
    assert running.outlook.rooms[first.room].overtime_risk > 0.9


def test_names_that_cannot_stand_in_an_address_are_refused() -> None:
    day = small_day()
    renamed = [replace(case, id=name) for case, name in zip(day.cases, ("a/b", "..", "c\nd"), strict=False)]
    with pytest.raises(InputError) as refusal:
        checked_for_store(replace(day, cases=(*renamed, *day.cases[3:])))
    assert {problem.path for problem in refusal.value.problems} == {f"cases.{number}.id" for number in range(3)}
