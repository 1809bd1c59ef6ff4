"""``onebed explain``: why this bed, why not that one, why none."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from scenarios.files import dump
from tests import make


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    """Q1 and Q2 for two beds at home; a third stands in D2, which lends to nobody; a fourth is held for Q1."""
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=[1, 1, 1]), make.ward(id="W2", department="D2", rooms=[1])],
        statuses=[
            make.status(bed="W1-R2-1", state="cleaning"),
            make.status(bed="W1-R3-1", state="held", held_for="Q3"),
        ],
        requests=[
            make.request(id="Q1", urgency="immediate"),
            make.request(id="Q2", urgency="soon"),
            make.request(id="Q3", level_of_care="icu"),
        ],
    )
    path = tmp_path / "hospital.json"
    dump(scenario, path)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["onebed", "explain", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def explained(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(monkeypatch, *arguments, "--json") == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_a_bed_is_explained_by_its_costs_and_alternatives(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = explained(monkeypatch, capsys, str(hospital), "--request", "Q1")
    assert (document["request"], document["bed"]) == ("Q1", "W1-R1-1")
    assert sum(document["costs"].values()) == document["cost"]
    assert "why_not" not in document


def test_another_bed_is_priced_by_solving_again(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = explained(monkeypatch, capsys, str(hospital), "--request", "Q1", "--bed", "W1-R2-1")["why_not"]
    # Both wait 45 minutes in turn, needed already: Q1 at 60 points an hour pays 90, Q2 at 10 saves 15.
    assert answer == {
        "bed": "W1-R2-1",
        "broken": [],
        "beside_plan": [
            {
                "rule": "one patient a bed",
                "subject": "W1-R2-1",
                "message": "Bed W1-R2-1 is given to Q2, Q1, expected one patient",
            }
        ],
        "extra_cost": 90 - 15,
        "proven": True,
    }


def test_a_bed_that_breaks_a_rule_is_told_with_the_rule(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = explained(monkeypatch, capsys, str(hospital), "--request", "Q1", "--bed", "W2-R1-1")["why_not"]
    message = "D2 does not lend bed W2-R1-1 to D1"
    assert answer["broken"] == [{"rule": "lending", "subject": "Q1 in W2-R1-1", "message": message}]
    assert answer["extra_cost"] is None


def test_a_bed_held_for_somebody_else_is_told_with_its_holder(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = explained(monkeypatch, capsys, str(hospital), "--request", "Q1", "--bed", "W1-R3-1")["why_not"]
    assert [each["message"] for each in answer["broken"]] == ["Bed W1-R3-1 is held for Q3, not for Q1"]
    assert answer["extra_cost"] is None


def test_the_very_bed_needs_no_second_answer(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "why_not" not in explained(monkeypatch, capsys, str(hospital), "--request", "Q1", "--bed", "W1-R1-1")


def test_explanations_are_plain_sentences(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital), "--request", "Q2", "--bed", "W2-R1-1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Q2 gets bed W1-R2-1 in ward W1 from 2025-03-10T08:45:00+08:00"
    assert "  waiting: 15 points" in lines
    assert lines[-2:] == ["not W2-R1-1:", "  lending: D2 does not lend bed W2-R1-1 to D1"]


def test_who_waits_is_told_why(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital), "--request", "Q3") == 0
    assert capsys.readouterr().out.splitlines() == ["Q3 waits", "  level of care excludes 4 of 4 beds"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--request", "Q9"), "error: --request: request 'Q9' is unknown, expected one such as Q1, Q2, Q3"),
        (("--request", "Q1", "--bed", "W9"), "error: --bed: bed 'W9' is unknown, expected one such as W1-R1-1"),
    ],
    ids=["request", "bed"],
)
def test_an_unknown_name_ends_with_two(
    arguments: tuple[str, ...],
    said: str,
    hospital: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, str(hospital), *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(said)


def test_a_question_without_a_request_ends_with_two(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital)) == 2
    assert "--request" in capsys.readouterr().err


def test_explain_is_as_quiet_as_its_siblings(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(hospital), "--request", "Q1", "--quiet") == 0
    assert capsys.readouterr().err == ""
