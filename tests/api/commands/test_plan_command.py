import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.cli import main
from scenarios.files import dump
from tests import make, weeks
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
        ({"days": "two"}, "days: Instance: days 'two', expected a whole number"),
        ({"nurses": []}, "nobody is rostered on day 0 early"),
        ({"days": 10**9}, "days 1000000000, expected less than or equal to 366"),
        ({"rooms": [{"id": "r0", "capacity": 2**40}]}, "capacity 1099511627776, expected less than or equal to 1000"),
        ({"surgeons": [{"id": "s0", "max_surgery_time": [2**31, 0]}]}, "max_surgery_time item 1 2147483648, expected"),
        ({"shift_types": ["early", "early", "night"]}, "shift_types.1: 'early' is given twice, expected once"),
        ({"age_groups": ["adult", "adult"]}, "age_groups.1: 'adult' is given twice, expected once"),
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


def test_check_without_a_solution_ends_with_2_and_says_how_it_is_called(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--check", str(instance)) == 2
    assert "expected: onebed plan --check FILE SOLUTION" in capsys.readouterr().err


def test_a_second_file_without_check_ends_with_2_and_says_what_to_do(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(instance), str(instance)) == 2
    assert "expected --check before FILE to check it, or -o to write a plan there" in capsys.readouterr().err


def test_what_is_wrong_several_times_is_said_once_with_the_count(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    shifts = [{"day": day, "shift": "early", "rooms": ["r0"]} for day in range(2)]
    solution.write_text(json.dumps({"patients": [], "nurses": [{"id": "n999", "assignments": shifts}]}))
    assert run(monkeypatch, "--check", str(instance), str(solution)) == 2
    said = capsys.readouterr().err
    assert said.count("n999") == 1
    assert "is not a nurse (2 times)" in said


def test_who_cannot_come_is_told_once_with_dates_and_without_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hospital.json"
    never = weeks.entry("never", mandatory=True, surgery_minutes=300)
    dump(weeks.scenario(weeks.weeks(never, weeks.entry("b"))), path)
    assert run(monkeypatch, str(path), "--time-limit", "1", "--workers", "1") == 3
    said = capsys.readouterr().out
    assert said.count("patient never") == 1
    assert "from 2025-03-11 to 2025-03-14" in said
    assert "no bound on the cost is told" in said
    assert "gap" not in said


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    path = tmp_path / "hospital.json"
    coming = weeks.weeks(*(weeks.entry(name, mandatory=name == "a") for name in "abcdefgh"))
    dump(weeks.scenario(coming), path)
    return path


def test_the_hospitals_own_list_is_planned_checked_and_handed_on_to_the_nightly_schedule(
    own_list: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, days = tmp_path / "plan.json", tmp_path / "days"
    options = ["--time-limit", "1", "--workers", "1", "-o", str(plan), "--surgical-days", str(days), "--json"]
    assert run(monkeypatch, str(own_list), *options) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["plan"] == json.loads(plan.read_text(encoding="utf-8"))
    later = [one["entry"] for one in planned["plan"]["left_for_later"]]
    assert sorted([*(one["entry"] for one in planned["plan"]["admissions"]), *later]) == list("abcdefgh")
    assert [one["patient"] for one in planned["left_for_later"]] == later
    assert later
    assert all(one["why"] for one in planned["left_for_later"])
    assert run(monkeypatch, "--check", str(own_list), str(plan), "--json") == 0
    assert json.loads(capsys.readouterr().out)["cost"] == planned["cost"]
    cases = [case for path in days.iterdir() for case in json.loads(path.read_text(encoding="utf-8"))["cases"]]
    assert len(cases) == len(planned["plan"]["admissions"])


def test_a_scenario_without_coming_weeks_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hospital.json"
    dump(make.scenario(), path)
    assert run(monkeypatch, str(path)) == 2
    assert "coming_weeks: is missing, expected a waiting list" in capsys.readouterr().err


def test_surgical_days_of_an_instance_end_with_2(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, str(instance), "--surgical-days", str(tmp_path / "days")) == 2
    assert not (tmp_path / "days").exists()


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
def test_who_wants_it_to_end_gets_the_best_plan_so_far_at_once(
    wish: signal.Signals, instance: Path, tmp_path: Path
) -> None:
    solution = tmp_path / "solution.json"
    command = [sys.executable, "-m", "api", "plan", str(instance), "--time-limit", "600", "-o", str(solution)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "left for later" in line or "continuity of care" in line:
                run.send_signal(wish)
                break
        said, more = run.communicate()
    assert run.returncode == 0, more
    assert "no rule is broken" in said
    assert "Traceback" not in more
    assert json.loads(solution.read_text(encoding="utf-8"))["patients"][0]["admission_day"] in (0, 1)


def test_ctrl_c_at_a_terminal_is_not_heard_by_the_annealers(instance: Path) -> None:
    command = [sys.executable, "-m", "api", "plan", str(instance), "--time-limit", "600"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "left for later" in line or "continuity of care" in line:
                os.killpg(run.pid, signal.SIGINT)  # to all of them, while some still start
                break
        _, more = run.communicate()
    assert (run.returncode, more) == (0, more.replace("Traceback", ""))


def test_a_command_ends_under_a_solver_that_still_runs_without_taking_its_libraries_down() -> None:
    program = """
import atexit, threading
import api.cli
from optimizer.admissions.unless_stopped import unless_stopped
def stopped(begun):
    unless_stopped(threading.Event().wait, lambda: True)
    return 3
atexit.register(print, "taken down")
api.cli._run = stopped
api.cli.main()
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (3, "", "")


def test_the_plan_is_on_file_before_reasons_are_looked_for(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    solution = tmp_path / "solution.json"
    monkeypatch.setattr("api.commands.plan.left_for_later", interrupted)
    assert run(monkeypatch, str(instance), "--time-limit", "1", "--workers", "1", "-o", str(solution)) == 130
    assert json.loads(solution.read_text(encoding="utf-8"))["patients"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/plan.json", "is in a folder that does not exist"),
        (".", "is a folder, expected the name of a file"),
        ("weeks.json", "is the input, expected another file"),
    ],
)
def test_an_output_that_would_be_lost_is_refused_before_anything_is_planned(
    name: str,
    said: str,
    instance: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("api.commands.plan.plan_admissions", None)
    assert run(monkeypatch, str(instance), "-o", str(tmp_path / name)) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["nan", "inf", "-1"])
def test_a_time_limit_is_a_number_of_seconds(limit: str, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.commands.plan.plan_admissions", None)
    assert run(monkeypatch, str(instance), "--time-limit", limit) == 2


def test_the_time_limit_counts_from_the_start_of_the_command(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, float] = {}

    def planned(_: object, **settings: float) -> None:
        given.update(settings)
        raise KeyboardInterrupt

    monkeypatch.setattr("api.commands.plan.plan_admissions", planned)
    monkeypatch.setattr(sys, "argv", ["onebed", "plan", str(instance), "--time-limit", "60"])
    with pytest.raises(SystemExit):
        main(time.monotonic() - 20)
    assert 30 < given["time_limit_seconds"] < 40
