"""What is broken of a surgical day is taken out, and everything else that is wrong is still told where it stands."""

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.files.surgery_tables import write_day_tables
from scenarios.files.surgical_day_example import example_day
from scenarios.files.surgical_days import load_surgical_day, surgical_day_from_document, surgical_day_to_json
from scenarios.input_problems import InputError
from scenarios.schedule_settings import ScheduleSettings
from tests.scenarios.test_surgery_check import RULES, document, make

DAY: dict[str, Any] = json.loads(surgical_day_to_json(example_day()))
ROOM = document()["rooms"][0]
PLANNED = {"case": "a", "room": "OR1", "start_minute": 480, "end_minute": 540, "leaves_minute": 540}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=3,
)


def places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(place for step, inner in items for place in places(inner, (*path, step)))]


def told(broken: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InputError) as refused:
        surgical_day_from_document(broken, rule_names=RULES)
    return {problem.path: problem.message for problem in refused.value.problems}


@given(
    damage=st.lists(
        st.tuples(st.sampled_from([*places(DAY)[1:], ("settings", "rules", "foo"), ("published",)]), JSON),
        min_size=1,
        max_size=4,
    )
)
@example(damage=[(("rooms", 0, "id"), ["x"])])
@example(damage=[(("settings", "rounding_minutes"), "x"), (("settings", "rules", "foo"), {"mode": "bad"})])
@example(damage=[(("cases", 0, "id"), "first at rooms.9"), (("cases", 0, "grade"), 9), (("rooms", 0, "id"), 1)])
def test_only_input_error_leaves_the_reading_of_a_broken_surgical_day(
    damage: list[tuple[tuple[Any, ...], Any]],
) -> None:
    broken = copy.deepcopy(DAY)
    for path, value in damage:
        part: Any = broken
        with contextlib.suppress(KeyError, IndexError, TypeError):
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = value
    with contextlib.suppress(InputError):
        surgical_day_from_document(broken, rule_names=RULES)


@pytest.mark.parametrize(
    ("kind", "items", "path"),
    [
        ("rooms", [{"id": ["x"]}, ROOM], "rooms.0.id"),
        ("staff", [{"skill": [], "from_minute": 0, "to_minute": 900, "people": 2}], "staff.0.skill"),
        ("staff", [{"skill": ["x"], "from_minute": 0, "to_minute": 900, "people": 2}], "staff.0.skill"),
        ("equipment", [{"id": {}}], "equipment.0.id"),
        ("equipment", [{"id": {"x": 1}}], "equipment.0.id"),
    ],
)
def test_a_name_that_is_no_text_is_told_with_all_else(kind: str, items: list[dict[str, Any]], path: str) -> None:
    assert told(document(**{kind: items, "cases": [make("a", surgeons=["Z"])]})).keys() == {path, "cases.0.surgeons"}


@pytest.mark.parametrize(
    ("section", "content", "paths"),
    [
        (
            "settings",
            {"rounding_minutes": "x", "rules": {"foo": {"mode": "bad"}}},
            {"settings.rounding_minutes", "settings.rules.foo.mode"},
        ),
        (
            "settings",
            {"rounding_minutes": "x", "reserve_minutes": "y", "reserve_rooms": 2},
            {"settings.rounding_minutes", "settings.reserve_minutes", "settings.reserve_rooms"},
        ),
        ("recovery", {"places": "x", "blocking_minutes": "y"}, {"recovery.places", "recovery.blocking_minutes"}),
        (
            "published",
            {"cases": [{**PLANNED, "room": 1}, {**PLANNED, "start_minute": "x"}]},
            {"published.cases.0.room", "published.cases.1.start_minute"},
        ),
    ],
    ids=["setting and rule", "settings", "recovery", "published"],
)
def test_several_problems_of_a_section_hide_none_of_the_day(section: str, content: object, paths: set[str]) -> None:
    broken = document(**{section: content, "cases": [make("a", surgeons=["Z"])]})
    assert told(broken).keys() == {*paths, "cases.0.surgeons"}


def test_every_setting_has_a_default_to_stand_in_for_a_broken_one() -> None:
    broken = document(settings=dict.fromkeys(ScheduleSettings.__dataclass_fields__, "x"), zone="Mars")
    assert {f"settings.{name}" for name in ScheduleSettings.__dataclass_fields__} | {""} == told(broken).keys()


def test_what_stood_first_is_told_where_it_is_in_the_whole_document() -> None:
    broken = document(rooms=[{"id": "OR9", "opens_minute": "x"}, ROOM, ROOM])
    assert told(broken)["rooms.2.id"] == "OR1 is defined twice, first at rooms.1, expected once"


def test_what_stood_first_is_told_with_its_own_row(tmp_path: Path) -> None:
    write_day_tables(example_day(), tmp_path)
    rows = "id,opens_minute,closes_minute\nOR9,10:00,09:00\nOR1,,\nOR2,,\nOR1,,\n"
    (tmp_path / "rooms.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_surgical_day(tmp_path)
    found = {problem.path: problem.message for problem in refused.value.problems}
    assert found["rooms.csv row 5 column id"] == "OR1 is defined twice, first at rooms.csv row 3, expected once"
