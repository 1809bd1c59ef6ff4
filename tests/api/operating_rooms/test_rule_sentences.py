"""Every sentence of the operating rooms' rules is said in Chinese."""

import re
from dataclasses import replace

import pytest

from api.operating_rooms.risk import risk_letter
from api.web.labels import Labels
from api.web.operating_room_words import broken_said, clock, cost_said, not_earlier_said, why_said
from api.web.texts import catalogue
from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.goals import GOALS
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.rules import RULES
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import InfectionClass
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay
from tests import make
from tests.api.operating_room_days import small_day

CHINESE = Labels(make.hospital(), "zh-CN", "Asia/Shanghai")
ENGLISH = Labels(make.hospital(), "en", "Asia/Shanghai")
WORD = re.compile(r"[A-Za-z]{3,}")


def all_at_once(day: SurgicalDay, room: int, start: int) -> OperatingRoomPlan:
    """Every case in one room at the same time, led by whoever comes first, with minutes that are not its own."""
    cases = [
        PlannedCase(
            case=case.id,
            room=day.rooms[room].id,
            surgeon=next(iter(case.surgeons), None),
            start_minute=start,
            end_minute=start + 37,
            leaves_minute=start + 137,
        )
        for case in day.cases
    ]
    return OperatingRoomPlan(cases=tuple(cases))


def with_everything(day: SurgicalDay) -> SurgicalDay:
    """A day on which every rule has something to say."""
    settings = ScheduleSettings(reserve_rooms=3, reserve_minutes=5000)
    cases = [
        replace(
            case,
            infection=InfectionClass.INFECTED if number % 3 == 0 else case.infection,
            grade=4 if number == 1 else case.grade,
            discussed=False,
            fixed_room=day.rooms[2].id if number == 2 else None,
            fixed_start_minute=600 if number == 3 else None,
            must_do=True,
            first_of_day=number == 4,
            age_years=5 if number == 5 else 50,
            after=day.cases[0].id if number == 6 else None,
            room_equipment=frozenset({"laminar flow"}) if number == 7 else frozenset(),
            ready_minute=700 if number == 8 else 0,
        )
        for number, case in enumerate(day.cases)
    ]
    rooms = tuple(
        replace(room, equipment=frozenset({"laminar flow"}) if number == 1 else frozenset(), takes_infected=number == 0)
        for number, room in enumerate(day.rooms)
    )
    return replace(day, cases=tuple(cases), rooms=rooms, settings=settings)


@pytest.mark.parametrize(("room", "start"), [(0, 480), (1, 300), (2, 1300)])
def test_no_english_word_remains_of_what_is_broken(room: int, start: int) -> None:
    day = with_everything(small_day())
    problem = make_problem(day, 0.7)
    found = violations(problem, all_at_once(day, room, start))
    found += violations(problem, OperatingRoomPlan(postponed=tuple(case.id for case in day.cases)))
    found += violations(problem, OperatingRoomPlan())
    assert {one.rule for one in found} > {"one case a room", "must do"}
    ids = [*day.case_of, *day.room_of, *day.surgeon_of, *(case.department for case in day.cases), "PACU"]
    ids += [block.department for block in day.blocks if block.department]
    ids += [CHINESE.department(name) for name in ids]
    for one in found:
        said = broken_said(CHINESE, {"rule": one.rule, "message": one.message})
        for name in sorted(ids, key=len, reverse=True):
            said = said.replace(name, "*")
        assert not WORD.search(said), one.message


def test_every_rule_and_goal_has_its_chinese_name() -> None:
    chinese = catalogue("zh-CN")
    names = {rule.name for rule in (*RULES, *FILTERS)} | {goal.name for goal in GOALS}
    assert sorted(name for name in names if chinese.gettext(name) == name) == []


def test_what_no_sentence_fits_stays_as_it_is() -> None:
    assert broken_said(CHINESE, {"rule": "new rule", "message": "a new sentence"}) == "a new sentence"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({"rules": ["infected last"], "extra_points": None, "room": None}, "排不下，原因：感染手术最后"),
        ({"rules": [], "extra_points": 40, "room": "OR01"}, "可排入OR01，但比暂缓多40分"),
        ({"rules": [], "extra_points": -40, "room": "OR01"}, "可排入OR01，且比暂缓少40分：请重新排程"),
        ({"rules": [], "extra_points": 0, "room": "OR01"}, "可排入OR01，与暂缓分值相同：请重新排程"),
        (
            {
                "rules": ["pinned start", "one case a room"],
                "extra_points": None,
                "broken": [{"rule": "pinned start", "message": "case C1 is pinned to 08:20"}],
            },
            "排不下，原因：固定时间、一间一台 (手术C1已固定在08:20开始)",
        ),
        (None, ""),
    ],
)
def test_why_a_case_is_put_off_is_said(why: dict[str, object] | None, said: str) -> None:
    assert why_said(CHINESE, why) == said


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({"rules": ["staff on shift"]}, "不能更早开始，原因：在岗人员"),
        ({"rules": [], "extra_points": 40, "room": "OR01", "start_minute": 500}, "可在OR01于08:20开始，但多40分"),
        (
            {"rules": [], "extra_points": 0, "room": "OR01", "start_minute": 500},
            "可在OR01于08:20开始，分值相同：请重新排程",
        ),
        (
            {"rules": [], "extra_points": -4, "room": "OR01", "start_minute": 500},
            "可在OR01于08:20开始，且少4分：请重新排程",
        ),
        (None, ""),
    ],
)
def test_why_a_case_does_not_start_earlier_is_said(why: dict[str, object] | None, said: str) -> None:
    assert not_earlier_said(CHINESE, why) == said


def test_what_it_costs_to_make_room_is_said_with_the_right_sign() -> None:
    assert "+40" in cost_said(CHINESE, 40)
    assert cost_said(CHINESE, -40) == "排入后总分反而减少40分，请重新排程："
    assert cost_said(CHINESE, 0) == "排入后总分不变，请重新排程："
    assert cost_said(ENGLISH, 0) == "With it the list would cost the same, plan again:"


def test_a_minute_of_the_day_after_is_marked() -> None:
    assert (clock(510), clock(24 * 60 + 30)) == ("08:30", "+00:30")


def test_risks_have_letters() -> None:
    assert [risk_letter(risk) for risk in (0.0, 0.15, 0.3, 0.9)] == ["A", "B", "C", "D"]
