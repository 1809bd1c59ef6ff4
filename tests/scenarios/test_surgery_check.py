"""Bad surgical days: every problem is named with object, value and what to change."""

from typing import Any

import pytest

from scenarios.files.surgical_days import surgical_day_from_document
from scenarios.input_problems import InputError
from scenarios.surgery_check import check_day, checked_day

RULES = {"one case a room", "children first"}


def document(**changes: Any) -> dict[str, Any]:
    """A sound day of one room, one surgeon and two cases, with changes."""
    return {
        "on": "2026-03-02",
        "rooms": [{"id": "OR1", "opens_minute": "08:00", "closes_minute": "16:00", "hard_end_minute": "18:00"}],
        "surgeons": [{"id": "A", "authorised_grade": 3}],
        "cases": [make("a"), make("b")],
        **changes,
    }


def make(name: str, **changes: Any) -> dict[str, Any]:
    base = {"id": name, "department": "ENT", "surgeons": ["A"], "duration": {"median_minutes": 60, "log_sd": 0.3}}
    return {**base, **changes}


def test_a_sound_day_has_no_problems() -> None:
    assert check_day(surgical_day_from_document(document()), rule_names=RULES) == []


PUBLISHED = {"case": "a", "room": "OR1", "start_minute": 480, "end_minute": 540, "leaves_minute": 540}
PIN = {"fixed_room": "OR1", "fixed_start_minute": "09:00"}
BAD = {
    "unknown surgeon": ({"cases": [make("a", surgeons=["Z"])]}, "Case a: unknown surgeon 'Z'"),
    "unknown assistant": ({"cases": [make("a", assistants=["Z"])]}, "unknown surgeon 'Z' in assistants"),
    "unknown room": ({"cases": [make("a", fixed_room="OR9")]}, "unknown room 'OR9' in fixed_room, expected one of OR1"),
    "unknown equipment": ({"cases": [make("a", equipment=["laser"])]}, "unknown equipment 'laser'"),
    "unknown room equipment": ({"cases": [make("a", room_equipment=["robot"])]}, "unknown room equipment 'robot'"),
    "unknown predecessor": ({"cases": [make("a", after="x")]}, "unknown case 'x' in after"),
    "circle": ({"cases": [make("a", after="b"), make("b", after="a")]}, "waits for itself by way of a -> b -> a"),
    "after itself": ({"cases": [make("a", after="a")]}, "after itself, expected another case"),
    "twice": ({"cases": [make("a"), make("a")]}, "a is defined twice, first at cases.0, expected once"),
    "longer than the day": (
        {"cases": [make("a", duration={"median_minutes": 700})]},
        "Case a: 700 minutes, expected at most the 600",
    ),
    "grade above authority": (
        {"cases": [make("a", grade=4, discussed=True)]},
        "grade 4 is above the authority of every surgeon it names (A: 3)",
    ),
    "grade out of range": ({"cases": [make("a", grade=5)]}, "grade 5, expected 1 to 4"),
    "overlapping pins": ({"cases": [make("a", **PIN), make("b", **PIN)]}, "overlaps case a at 09:00 for room OR1"),
    "pin before opening": (
        {"cases": [make("a", fixed_room="OR1", fixed_start_minute="07:00")]},
        "pinned to start at 07:00 in room OR1, expected from 08:00 to 17:00",
    ),
    "pin before ready": (
        {"cases": [make("a", fixed_start_minute="09:00", ready_minute="10:00")]},
        "expected at or after it is ready at 10:00",
    ),
    "ready too late": ({"cases": [make("a", ready_minute="17:30")]}, "ready from 17:30, expected at most 17:00"),
    "must do without discussion": (
        {"cases": [make("a", grade=4, must_do=True)], "surgeons": [{"id": "A"}]},
        "must be done, but it is grade 4",
    ),
    "skill without shift": (
        {
            "cases": [make("a", staff={"perfusionist": 1})],
            "staff": [{"skill": "nurse", "from_minute": 0, "to_minute": 900, "people": 2}],
        },
        "unknown skill 'perfusionist'",
    ),
    "block outside hours": (
        {"blocks": [{"room": "OR1", "from_minute": "07:00", "to_minute": "12:00"}]},
        "block 07:00-12:00 of room OR1, expected within its hours 08:00-18:00",
    ),
    "overlapping blocks": (
        {
            "blocks": [
                {"room": "OR1", "department": "ENT", "from_minute": 480, "to_minute": 800},
                {"room": "OR1", "department": "eye", "from_minute": 700, "to_minute": 900},
            ]
        },
        "overlaps that of ENT until 13:20",
    ),
    "block backwards": ({"blocks": [{"room": "OR1", "from_minute": 800, "to_minute": 700}]}, "before the end"),
    "unknown rule": ({"settings": {"rules": {"no such": {"mode": "off"}}}}, "unknown rule 'no such'"),
    "weighted physical rule": (
        {"settings": {"rules": {"one case a room": {"mode": "weighted", "points": 5}}}},
        "weighted, expected hard or off",
    ),
    "no rooms": ({"rooms": []}, "0 rooms, expected at least 1"),
    "hours backwards": ({"rooms": [{"id": "OR1", "opens_minute": 900, "closes_minute": 600}]}, "expected ascending"),
    "unknown field": ({"cases": [make("a", colour="red")]}, "unknown field 'colour'"),
    "wrong type": ({"cases": [make("a", grade="high")]}, "grade 'high', expected a whole number"),
    "unknown zone": ({"zone": "Mars/Olympus"}, "zone 'Mars/Olympus', expected an IANA time zone"),
    "pins of one surgeon, one time assisting": (
        {
            "surgeons": [{"id": "A"}, {"id": "B"}],
            "cases": [
                make("a", fixed_start_minute="09:00"),
                make("b", surgeons=["B"], assistants=["A"], fixed_start_minute="09:30"),
            ],
        },
        "Case b: its pin at 09:30 overlaps case a at 09:00 for surgeon A, expected one after the other",
    ),
    "pin in a room that lacks something": (
        {
            "rooms": [{"id": "OR1"}, {"id": "OR2", "equipment": ["robot"]}],
            "cases": [make("a", fixed_room="OR1", room_equipment=["robot"])],
        },
        "Case a: pinned to room OR1, which lacks robot, expected a room that has it",
    ),
    "pin before midnight": ({"cases": [make("a", fixed_start_minute=-30)]}, "fixed_start_minute -30, expected >= 0"),
    "endless": ({"cases": [make("a", duration={"median_minutes": 1e300})]}, "expected 1 to 100000"),
    "beds twice": (
        {"beds": [{"level_of_care": "icu", "beds": 1}, {"level_of_care": "icu", "beds": 2}]},
        "beds icu of everyone are given twice, first at beds.0, expected once",
    ),
    "changeover twice": (
        {"changeovers": [{"from_department": "ENT", "to_department": "eye", "minutes": n} for n in (5, 9)]},
        "changeovers ENT to eye are given twice",
    ),
    "published twice": (
        {"published": {"cases": [PUBLISHED, PUBLISHED]}},
        "case a stands 2 times, expected once",
    ),
    "published surgeon": (
        {"published": {"cases": [{**PUBLISHED, "surgeon": "Z"}]}},
        "Published case a: unknown surgeon 'Z'",
    ),
    "past case of no minutes": (
        {"past_cases": [{"department": "ENT", "procedure": "21.88", "minutes": 0}]},
        "Finished case 21.88 of ENT: minutes 0.0, expected 1 to 1440",
    ),
    "more reserve than rooms": ({"settings": {"reserve_rooms": 2}}, "reserve_rooms 2, expected at most the 1 rooms"),
    "more reserve than minutes": (
        {"settings": {"reserve_minutes": 481}},
        "reserve_minutes 481, expected at most the 480 regular minutes",
    ),
    "a hospital of beds": ({"rooms": None, "hospital": {}}, "holds a hospital with its beds, expected a surgical day"),
    "no duration": ({"cases": [make("a", duration={"median_minutes": 0})]}, "median_minutes 0.0, expected 1 to 100000"),
}


@pytest.mark.parametrize(("changes", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_day_is_refused_in_words(changes: dict[str, Any], sentence: str) -> None:
    given = {name: value for name, value in document(**changes).items() if value is not None}
    with pytest.raises(InputError) as refused:
        checked_day(surgical_day_from_document(given), rule_names=RULES, weighable={"children first"})
    assert sentence in str(refused.value)


def test_all_problems_are_told_at_once() -> None:
    bad = document(cases=[make("a", surgeons=["Y"]), make("b", surgeons=["Z"]), make("a")])
    problems = check_day(surgical_day_from_document(bad))
    assert {problem.path for problem in problems} == {"cases.0.surgeons", "cases.1.surgeons", "cases.2.id"}


def test_what_is_broken_in_form_hides_nothing_else() -> None:
    bad = document(
        zone="Mars/Olympus",
        rooms=[{"id": "OR1", "closes_minute": "16:00", "hard_end_minute": "15:00"}, {"id": "OR2"}],
        surgeons=[{"id": "B", "authorised_grade": 7}, {"id": "A", "authorised_grade": 3}],
        cases=[
            make("a", grade="high", surgeons=["Z"]),
            make("b", ready_minute="25:99", fixed_room="OR1"),
            make("c", surgeons=["B"], after="nobody"),
            make("d", grade=9),
            make("e", grade=4, must_do=True),
            {"id": "f", "surgeons": ["Z"]},
            make("g"),
            make("g"),
        ],
    )
    with pytest.raises(InputError) as refused:
        surgical_day_from_document(bad)
    told = {problem.path: problem.message for problem in refused.value.problems}
    assert told.keys() == {
        "",
        "rooms.0",
        "surgeons.0",
        "cases.0.grade",
        "cases.0.surgeons",
        "cases.1.ready_minute",
        "cases.2.after",
        "cases.3",
        "cases.4.surgeons",
        "cases.4.discussed",
        "cases.5.department",
        "cases.5.surgeons",
        "cases.7.id",
    }
    assert told["cases.1.ready_minute"] == (
        "Case b: ready_minute '25:99', expected a time of day such as 08:30, or whole minutes from midnight"
    )
    assert "zone 'Mars/Olympus'" in told[""]


def test_a_case_longer_than_the_day_is_told_once() -> None:
    bad = document(cases=[make("a", duration={"median_minutes": 1500}, ready_minute="09:00", **PIN)])
    (problem,) = check_day(surgical_day_from_document(bad))
    assert problem.path == "cases.0.duration"


def test_a_wrong_name_and_an_impossible_case_are_told_together() -> None:
    bad = document(
        cases=[make("a", surgeons=["Z"]), make("b", grade=4, discussed=True), make("c", ready_minute="17:30")]
    )
    paths = {problem.path for problem in check_day(surgical_day_from_document(bad))}
    assert paths == {"cases.0.surgeons", "cases.1.surgeons", "cases.2.ready_minute"}


def test_the_nearest_names_are_told_however_they_are_written() -> None:
    surgeons = [{"id": f"{name} {number}"} for name in ("Wang", "Li", "Zhao") for number in (1, 2, 3)]
    bad = document(surgeons=surgeons, cases=[make("a", surgeons=["dr wang"]), make("b", surgeons=["ZHAO 1"])])
    first, second = (problem.message for problem in check_day(surgical_day_from_document(bad)))
    assert first.endswith("expected one of the 9 defined, such as Wang 3, Wang 2, Wang 1")
    assert "such as Zhao 1" in second
