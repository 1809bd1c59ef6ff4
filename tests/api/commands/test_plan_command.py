import json
import sys
from pathlib import Path

import pytest

from api.cli import main
from tests.optimizer.admissions.documents import instance_document


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "weeks.json"
    path.write_text(json.dumps(instance_document()), encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["onebed", "plan", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_plan_is_written_as_a_solution_that_the_checker_accepts(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    assert run(monkeypatch, str(instance), "--time-limit", "1", "--workers", "1", "-o", str(solution), "--json") == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["plan"] == json.loads(solution.read_text(encoding="utf-8"))
    assert planned["bound"] <= planned["objective"] == planned["cost"]
    assert run(monkeypatch, "--check", str(instance), str(solution), "--json") == 0
    checked = json.loads(capsys.readouterr().out)
    assert (checked["feasible"], checked["cost"]) == (True, planned["cost"])


def test_a_broken_solution_is_named_and_ends_with_3(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps({"patients": [{"id": "p0", "admission_day": "none"}], "nurses": []}))
    assert run(monkeypatch, "--check", str(instance), str(solution)) == 3
    assert "patient p0: mandatory, but not admitted" in capsys.readouterr().out


def test_a_solution_that_names_strangers_ends_with_2_and_says_all_of_them(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    patients = [{"id": "px", "admission_day": 99, "room": "rx", "operating_theater": "tx"}]
    solution.write_text(json.dumps({"patients": patients, "nurses": []}))
    assert run(monkeypatch, "--check", str(instance), str(solution)) == 2
    said = capsys.readouterr().err
    assert all(text in said for text in ("px: is not on the waiting list", "'rx'", "'tx'", "day 99"))


def test_an_impossible_mandatory_patient_is_told_and_the_rest_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = instance_document()
    document["patients"][0]["incompatible_room_ids"] = ["r0"]
    path = tmp_path / "weeks.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run(monkeypatch, str(path), "--time-limit", "1", "--workers", "1", "--json") == 3
    planned = json.loads(capsys.readouterr().out)
    assert [group["patients"] for group in planned["impossible"]] == [["p0"]]
    assert planned["plan"]["patients"][1]["admission_day"] == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rooms": []}, "'r0', expected one of"),
        ({"days": "two"}, "days: Input should be a valid integer"),
        ({"nurses": []}, "nobody is rostered on day 0 early"),
    ],
)
def test_a_bad_instance_ends_with_2_and_a_plain_word(
    change: dict[str, object],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "weeks.json"
    path.write_text(json.dumps({**instance_document(), **change}), encoding="utf-8")
    assert run(monkeypatch, str(path), "--time-limit", "1") == 2
    assert said in capsys.readouterr().err


def test_check_without_a_solution_ends_with_2(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--check", str(instance)) == 2
