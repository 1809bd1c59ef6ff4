"""The suite of bed allocation, as a user runs it, and the rules it compares with."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from benchmarks.beds.guarded import guard_cases
from benchmarks.beds.size import Size
from benchmarks.beds.todays_rules import (
    TODAYS_RULES,
    fewest_broken_wishes,
    first_free_bed,
    given_by,
    home_ward_then_nearest,
)
from benchmarks.guard import REFERENCES
from benchmarks.report import Row
from optimizer.beds import BedProblem, violations
from optimizer.beds.candidates import candidates_of
from optimizer.beds.model import plan_of
from scenarios.scenario import Scenario
from tests import make

ROOT = Path(__file__).parents[2]


def given(scenario: Scenario, rule: object) -> dict[str, str]:
    problem = BedProblem(scenario)
    plan = plan_of(problem, problem.slots, given_by(rule, problem, candidates_of(problem)))  # type: ignore[arg-type]
    return {assignment.request: assignment.bed for assignment in plan.assignments}


@pytest.fixture(scope="module")
def quick_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("bench")
    command = [sys.executable, "-m", "benchmarks", "beds", "--quick", "--json", "rows.json", "--plots", "."]
    done = subprocess.run(
        [*command[:-3], str(folder / "rows.json"), "--plots", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done, folder


def test_the_suite_of_beds_runs_quickly_as_a_user_does(
    quick_run: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, folder = quick_run

    assert done.returncode == 0, done.stderr
    assert "against the plain formulation" in done.stdout
    assert "seed 0" in done.stderr
    assert (folder / "growth.png").stat().st_size > 0


def test_the_json_of_the_suite_has_every_field_of_a_row(
    quick_run: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    rows = json.loads((quick_run[1] / "rows.json").read_text(encoding="utf-8"))["suites"]["beds"]

    assert {row["table"] for row in rows} == {
        "speed",
        "one request",
        "against the plain formulation",
        "cost of growth",
        "today's rules, objective by hospital",
        "today's rules, mean of the hospitals",
    }
    assert all(set(row) == {field.name for field in fields(Row)} for row in rows)


def test_no_quick_measurement_breaks_a_rule_or_is_worse_than_the_plain_formulation(
    quick_run: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    rows = json.loads((quick_run[1] / "rows.json").read_text(encoding="utf-8"))["suites"]["beds"]

    assert {row["extra"].get("rules broken", 0) for row in rows} == {0}
    assert {row["extra"].get("never worse", "yes") for row in rows} == {"yes"}


def test_tables_of_a_run_into_a_file_are_markdown(
    quick_run: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    lines = quick_run[0].stdout.splitlines()

    assert "## beds: speed" in [line.strip() for line in lines]
    assert any(line.startswith("|---") for line in lines)


def test_every_guard_case_of_beds_has_a_committed_reference() -> None:
    stored = json.loads((REFERENCES / "beds.json").read_text(encoding="utf-8"))

    assert set(stored) == {case.name for case in guard_cases()}


@pytest.mark.parametrize("rule", TODAYS_RULES.values(), ids=TODAYS_RULES)
def test_a_rule_of_today_keeps_every_hard_rule_in_a_generated_hospital(rule: object) -> None:
    problem = BedProblem(Size(500, 60).scenario(1))
    plan = plan_of(problem, problem.slots, given_by(rule, problem, candidates_of(problem)))  # type: ignore[arg-type]

    assert plan.assignments
    assert violations(problem, plan) == []


def test_first_free_bed_takes_the_first_on_the_list_that_is_free_now() -> None:
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=[1, 1, 1])],
        statuses=[make.status(bed="W1-R1-1", state="cleaning", until=make.hours(1))],
        requests=[make.request(id="Q1")],
    )

    assert given(scenario, first_free_bed) == {"Q1": "W1-R2-1"}


def test_home_ward_goes_before_the_nearer_ward_of_others() -> None:
    wards = [
        make.ward(id="A", department="D2", rooms=[1]),
        make.ward(id="B", department="D3", rooms=[1]),
        make.ward(id="C", department="D1", rooms=[1]),
    ]
    hospital = make.hospital(
        wards=wards,
        lending=[make.lending(lender="D2", borrower="D1"), make.lending(lender="D3", borrower="D1")],
        walking_distances=[
            make.walk(from_ward="C", to_ward="A", metres=300),
            make.walk(from_ward="C", to_ward="B", metres=100),
        ],
    )
    requests = [make.request(id=f"Q{n}", waited_hours=9 - n) for n in (1, 2, 3)]

    assert given(make.scenario(hospital=hospital, requests=requests), home_ward_then_nearest) == {
        "Q1": "C-R1-1",
        "Q2": "B-R1-1",
        "Q3": "A-R1-1",
    }


def test_fewest_broken_wishes_keeps_a_side_room_for_those_who_need_it() -> None:
    wards = [make.ward(id="A", department="D1", rooms=[1]), make.ward(id="B", department="D2", rooms=[2])]
    hospital = make.hospital(wards=wards, lending=[make.lending(lender="D2", borrower="D1")])

    scenario = make.scenario(hospital=hospital, requests=[make.request(id="Q1", department="D1")])

    assert given(scenario, fewest_broken_wishes) == {"Q1": "B-R1-1"}


def test_the_most_urgent_chooses_before_the_one_who_asked_first() -> None:
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=[1])],
        requests=[
            make.request(id="early", urgency="planned", waited_hours=9),
            make.request(id="urgent", urgency="immediate", waited_hours=1),
        ],
    )

    assert given(scenario, first_free_bed) == {"urgent": "W1-R1-1"}
