"""``onebed allocate`` as scripts and people in front of a terminal meet it."""

import json
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.cli import main
from api.commands.allocate import allocation_document
from api.commands.allocation_table import print_allocation
from optimizer.beds import BedProblem, allocate_problem
from optimizer.beds.goals import GOALS
from scenarios.allocation_settings import AllocationSettings, GoalWeights, RuleMode, RuleSetting
from scenarios.files import dump, write_tables
from scenarios.scenario import Scenario
from tests import make

ESCAPE = "\x1b"
INSTANCES = Path(__file__).parents[4] / "shared" / "data" / "ihtc2024" / "instances"


def a_hospital() -> Scenario:
    """Two beds are free and one to be cleaned; Q3 asks for an ICU that is not there, A lies in a foreign bed."""
    return make.scenario(
        wards=[make.ward(id="W1", rooms=[1, 1, 1, 1, 1]), make.ward(id="W2", department="D2", rooms=[1])],
        stays=[make.stay(bed="W2-R1-1", department="D1", patient_id="A"), make.stay(bed="W1-R4-1", movable=False)],
        statuses=[make.status(bed="W1-R2-1", state="cleaning")],
        requests=[
            make.request(id="Q1", urgency="immediate"),
            make.request(id="Q2", urgency="soon"),
            make.request(id="Q3", level_of_care="icu"),
        ],
        allocation=AllocationSettings(max_moves=1, weights=GoalWeights(moves=1, lent_patient_away=500)),
    )


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    path = tmp_path / "hospital.json"
    dump(a_hospital(), path)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["onebed", "allocate", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def allocated(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(monkeypatch, *arguments, "--json") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    document: dict[str, Any] = json.loads(captured.out)
    return document


def types(document: dict[str, Any]) -> dict[str, type]:
    return {key: type(value) for key, value in document.items()}


def test_the_document_has_the_keys_and_types_that_scripts_rely_on(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = allocated(monkeypatch, capsys, str(hospital))
    assert types(document) == {
        "status": str,
        "objective": int,
        "bound": int,
        "gap": float,
        "seconds": float,
        "assignments": list,
        "waiting": list,
        "moves": list,
    }
    for assignment in document["assignments"]:
        assert types(assignment) == {
            "request": str,
            "bed": str,
            "room": str,
            "ward": str,
            "start": str,
            "cost": int,
            "costs": dict,
            "alternatives": list,
        }
        assert assignment["costs"].keys() == {goal.name for goal in GOALS}
        assert sum(assignment["costs"].values()) == assignment["cost"]
    (alternative, *_) = document["assignments"][0]["alternatives"]
    assert types(alternative) == {"bed": str, "start": str, "extra_cost": int}
    (waiting,) = document["waiting"]
    assert types(waiting) == {"request": str, "why": list}
    (move,) = document["moves"]
    assert types(move) == {"patient": str, "from_bed": str, "to_bed": str, "start": str}


def test_the_document_says_who_gets_which_bed_who_moves_and_why_one_waits(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = allocated(monkeypatch, capsys, str(hospital))
    assert (document["status"], document["gap"]) == ("optimal", 0)
    assert document["objective"] == document["bound"]
    assert [each["request"] for each in document["assignments"]] == ["Q1", "Q2"]
    assert document["waiting"] == [{"request": "Q3", "why": ["level of care excludes 6 of 6 beds"]}]
    (move,) = document["moves"]
    assert (move["patient"], move["from_bed"], move["to_bed"][:2]) == ("A", "W2-R1-1", "W1")


def test_times_are_iso_8601_in_the_hospitals_zone(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = allocated(monkeypatch, capsys, str(hospital))
    starts = {
        each["bed"]: each["start"] for each in (*document["assignments"], *document["assignments"][0]["alternatives"])
    }
    assert "2025-03-10T08:00:00+08:00" in starts.values()
    later = {move["to_bed"]: move["start"] for move in document["moves"]}
    assert (starts | later)["W1-R2-1"] == "2025-03-10T08:45:00+08:00"
    assert all(datetime.fromisoformat(start).utcoffset() == make.NOW.utcoffset() for start in starts.values())


def test_a_weighted_rule_stands_among_the_costs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = {"same-sex room": RuleSetting(mode=RuleMode.WEIGHTED, points=7)}
    scenario = make.scenario(
        stays=[make.stay(bed="W1-R1-1", sex="male")],
        requests=[make.request(sex="female")],
        allocation=AllocationSettings(rules=rules),
    )
    dump(scenario, tmp_path / "mixed.json")
    (assignment,) = allocated(monkeypatch, capsys, str(tmp_path / "mixed.json"))["assignments"]
    assert assignment["costs"]["same-sex room"] == 7


def test_a_folder_of_tables_gives_the_same_answer_as_the_scenario_file(
    tmp_path: Path, hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tables(a_hospital(), tmp_path / "tables")
    of_file, of_tables = (allocated(monkeypatch, capsys, str(path)) for path in (hospital, tmp_path / "tables"))
    del of_file["seconds"], of_tables["seconds"]
    assert of_file == of_tables


@pytest.mark.skipif(not INSTANCES.is_dir(), reason="the IHTC-2024 instances are not in ../shared/data")
def test_a_day_of_an_instance_is_chosen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(INSTANCES / "i01.json")
    fourth, eighth = (allocated(monkeypatch, capsys, path, "--day", day, "--time-limit", "1") for day in ("3", "7"))
    assert min(each["start"] for each in fourth["assignments"]) == "2024-01-04T08:00:00+00:00"
    assert min(each["start"] for each in eighth["assignments"]) == "2024-01-08T08:00:00+00:00"


def test_with_no_time_a_plan_comes_back_with_its_gap(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = allocated(monkeypatch, capsys, str(hospital), "--time-limit", "0")
    assert document["bound"] <= document["objective"]
    assert (document["status"] == "optimal") == (document["gap"] == 0)


def test_in_a_pipe_the_text_is_plain(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital)) == 0
    captured = capsys.readouterr()
    assert ESCAPE not in captured.out + captured.err
    lines = captured.out.splitlines()
    rows = [line.split() for line in lines]
    assert ["Q1", "immediate", "D1"] in [row[:3] for row in rows]
    assert "waits Q3: level of care excludes 6 of 6 beds" in lines
    assert any(line.startswith("move A: W2-R1-1 to W1-") for line in lines)
    assert lines[-1].startswith("2 of 3 placed, 1 wait; optimal, ")


@pytest.mark.parametrize("options", [(), ("--quiet",), ("-q",)], ids=str)
def test_standard_error_is_silent_in_a_pipe_and_when_quiet(
    options: tuple[str, ...], hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital), *options) == 0
    assert capsys.readouterr().err == ""


def test_names_in_brackets_are_printed_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = make.scenario(requests=[make.request(id="[red]Q1"), make.request(id="[/b]", level_of_care="icu")])
    dump(scenario, tmp_path / "hospital.json")
    assert run(monkeypatch, str(tmp_path / "hospital.json")) == 0
    out = capsys.readouterr().out
    assert "[red]Q1" in out
    assert "waits [/b]:" in out


def test_nobody_waiting_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dump(make.scenario(), tmp_path / "hospital.json")
    assert run(monkeypatch, str(tmp_path / "hospital.json")) == 0
    assert "0 of 0 placed" in capsys.readouterr().out


def test_a_misspelt_rule_in_the_settings_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = {"same sex room": RuleSetting(mode=RuleMode.OFF), "stafed beds": RuleSetting(mode=RuleMode.OFF)}
    dump(make.scenario(allocation=AllocationSettings(rules=rules)), tmp_path / "hospital.json")
    assert run(monkeypatch, str(tmp_path / "hospital.json"), "--json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    first, second = captured.err.splitlines()
    assert first.startswith("error: allocation.rules.same sex room: ")
    assert "same-sex room" in first
    assert second.startswith("error: allocation.rules.stafed beds: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.json",), "nowhere.json"),
        (("{file}", "--day", "3"), "only IHTC-2024 instances have days"),
        (("{file}", "--day", "-1"), "--day"),
        (("{file}", "--time-limit", "soon"), "--time-limit"),
        (("{file}", "--workers", "-1"), "--workers"),
        ((), "FILE"),
    ],
    ids=["no such file", "day of a scenario", "negative day", "time in words", "negative workers", "no file"],
)
def test_bad_input_ends_with_two_and_a_reason(
    arguments: tuple[str, ...],
    said: str,
    hospital: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, *(argument.format(file=hospital) for argument in arguments)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "Traceback" not in captured.err


def test_a_department_at_its_cap_is_named_with_its_patients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hospital = make.hospital(departments=[make.department(id="D1", bed_cap=1)])
    scenario = make.scenario(hospital=hospital, stays=[make.stay(bed="W1-R1-1")], requests=[make.request()])
    dump(scenario, tmp_path / "hospital.json")
    (waiting,) = allocated(monkeypatch, capsys, str(tmp_path / "hospital.json"))["waiting"]
    assert waiting["why"] == [
        "department cap excludes 2 of 2 beds",
        "Department D1: 1 patients and 1 more, expected at most 1",
    ]


def test_the_points_by_goal_add_up_to_those_of_the_plan(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital)) == 0
    *_, by_goal, last = capsys.readouterr().out.splitlines()
    told = [int(entry.rsplit(" ", 1)[1].replace(",", "_")) for entry in by_goal.removeprefix("points: ").split(", ")]
    assert f"{sum(told)} points" in last


def test_on_a_narrow_terminal_each_request_has_one_line() -> None:
    screen = Console(force_terminal=True, width=80, markup=False, color_system=None, file=StringIO())
    problem = BedProblem(a_hospital())
    solution = allocate_problem(problem)
    print_allocation(problem, solution.plan, allocation_document(problem, solution), screen)
    lines = screen.file.getvalue().splitlines()
    assert [line.split()[:2] for line in lines[3:5]] == [["Q1", "immediate"], ["Q2", "soon"]]
    assert all(len(line) <= 80 for line in lines)
