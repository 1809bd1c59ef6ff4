"""``onebed simulate``."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from api.cli import main
from scenarios.files import dump
from scenarios.generate import generate
from simulation.kept import kept_below

QUICK = ("--replications", "2", "--days", "6", "--warm-up", "2", "--workers", "1", "--quiet")


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("hospital") / "small.json"
    dump(generate(beds=120, waiting=4, seed=8), file)
    return str(file)


def onebed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["onebed", "simulate", *arguments])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_comparison_is_one_json_document_with_paired_differences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    assert onebed(monkeypatch, "discharge-lounge", "--hospital", hospital, "--compare", "--json", *QUICK) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["replications"] == {"base": 2, "discharge-lounge": 2}
    assert {row["option"] for row in document["differences"]} == {"discharge-lounge"}
    assert any(row["measure"] == "discharge_delay" for row in document["differences"])


def test_the_folder_holds_tables_workbook_and_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str, tmp_path: Path
) -> None:
    folder = tmp_path / "result"
    arguments = ("base", "--hospital", hospital, "--policy", "day-surgery-share:share=0.4", "-o", str(folder), *QUICK)
    assert onebed(monkeypatch, *arguments) == 0
    assert "occupancy" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} >= {"report.pdf", "report.xlsx", "measures.parquet"}
    table = pl.read_parquet(folder / "measures.parquet")
    assert table.columns[:4] == ["option", "replication", "seed", "version"]
    assert table["replication"].unique().sort().to_list() == [0, 1]


def test_several_scenarios_are_ranked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    scenarios = "base,own-wards,discharge-lounge"
    arguments = (scenarios, "--hospital", hospital, "--rank", "discharge_delay", "--json", *QUICK)
    assert onebed(monkeypatch, *arguments) == 0
    ranking = json.loads(capsys.readouterr().out)["ranking"]
    assert ranking[0]["option"] == "discharge-lounge"
    assert ranking[0]["may_be_best"]
    assert len(ranking) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("no-such-scenario",), "neither a file nor bundled"),
        (("base", "--policy", "no-such-policy"), "expected one of: bed-choice"),
        (("base", "--policy", "surge:elective_share=4"), "elective_share 4.0, expected 0 to 1"),
        (("base", "--replications", "many"), "expected auto or a number from 1"),
        (("base", "--warm-up", "long"), "expected auto or a number of days"),
        (("base", "--executor", "dask"), "expected the address of a Dask scheduler"),
        (("base", "--executor", "threads"), "expected processes or dask"),
        (("base,now-14-days",), "expected scenarios of one kind"),
        (("base", "--policy", "close-ward:ward=W99"), "ward W99, expected one of"),
        (("base", "--trace", "nobody"), "patient 'nobody' did not come in this run, expected one who came, such as E"),
        (("base", "--rank", "nonsense"), "measure 'nonsense', expected one of: occupancy,"),
        (
            ("base", "--policy", "mass-casualty:place=3"),
            "place is no setting of mass-casualty, expected one of: day, hour, patients, hours, admitted",
        ),
        (("mass-casualty", "--policy", "mass-casualty:day=3"), "begins on day 3 of the run, expected 0 to 2"),
        (("base", "--policy", "mass-casualty:day=1"), "is over on day 1 of the run, expected 28 or later"),
        (("",), "names no scenario, expected one at least"),
        ((",",), "names no scenario, expected one at least"),
        (("x" * 300,), "is neither a file nor bundled"),
        (("own-wards,own-wards",), "own-wards stands twice"),
        (("base", "--replications", "²"), "expected auto or a number from 1 to 1000"),
        (("base", "--replications", "1001"), "expected auto or a number from 1 to 1000"),
        (("base", "--warm-up", "²"), "expected auto or a number of days up to 3650"),
        (("base", "--warm-up", "99999999999"), "expected auto or a number of days up to 3650"),
        (("base", "--policy", "outbreak:days=1000000000"), "days 1000000000, expected 1 to 3650"),
        (("base", "--rank", "exam_wait"), "needs --policy clinics"),
        (("base", "--executor", "dask", "--scheduler", "nonsense"), "expected a Dask scheduler that answers"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bad_input_is_explained_and_ends_with_2(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    hospital: str,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    assert onebed(monkeypatch, *arguments, "--hospital", hospital, "--days", "3", "--workers", "1") == 2
    assert words in capsys.readouterr().err


def test_a_patients_journey_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    assert onebed(monkeypatch, "now-14-days", "--hospital", hospital, "--trace", "W0") == 0
    assert "W0 asks for a bed" in capsys.readouterr().out


def test_the_bundled_scenarios_are_listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert onebed(monkeypatch, "--list") == 0
    out = capsys.readouterr().out
    assert "day-surgery-30" in out
    assert "全院一张床" in out


def test_policies_are_listed_with_their_settings_defaults_and_limits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onebed(monkeypatch, "--list") == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "day-surgery-share Day surgery 日间手术" in lines
    assert "share=0.3 share of elective operations (share, 0 to 0.8)" in lines
    assert "way=one pool way (own ward only, nearest free, one pool, live allocator)" in lines


def test_the_patient_that_an_error_offers_can_be_traced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    arguments = ("base", "--hospital", hospital, "--days", "3", "--workers", "1")
    assert onebed(monkeypatch, *arguments, "--trace", "E-1") == 2
    offered = re.findall(r"(\S+) \(", capsys.readouterr().err)
    assert {name[0] for name in offered} >= {"E", "P", "C"}
    for name in offered:
        assert onebed(monkeypatch, *arguments, "--trace", name) == 0
        assert f"  {name} " in capsys.readouterr().out


def test_files_of_one_name_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str, tmp_path: Path
) -> None:
    files = []
    for folder, places in (("a", 10), ("b", 20)):
        file = tmp_path / folder / "base.json"
        file.parent.mkdir()
        lounge = [{"policy": "discharge-lounge", "places": places}]
        file.write_text(json.dumps({"title": folder, "policies": lounge}), encoding="utf-8")
        files.append(str(file))
    assert onebed(monkeypatch, ",".join(files), "--hospital", hospital, "--compare", "--json", *QUICK) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document["replications"]) == ["base", "base-2", "base-3"]


def test_the_length_and_the_warm_up_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    assert onebed(monkeypatch, "base", "--hospital", hospital, "--json", *QUICK) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["days"], document["warm_up_days"], document["warm_up_certain"]) == (6, 2, None)
    assert onebed(monkeypatch, "base", "--hospital", hospital, *QUICK) == 0
    assert "6 days measured, 2 days of warm-up" in capsys.readouterr().out


def test_the_tables_have_units_and_a_dash_for_what_is_not_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    one = ("--replications", "1", "--days", "6", "--warm-up", "2", "--workers", "1", "--quiet")
    assert onebed(monkeypatch, "discharge-lounge", "--hospital", hospital, "--compare", *one) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if "nan" in line.split()]
    (delay,) = (line for line in lines if " discharge_delay " in line)
    assert "minutes" in delay
    assert "–" in delay
    (blocked,) = (line for line in lines if "time a bed is blocked without need down 50%" in line)
    assert " % " in blocked


def test_two_runs_do_not_keep_their_replications_in_one_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hospital: str, tmp_path: Path
) -> None:
    with kept_below(tmp_path / "replications"):
        assert onebed(monkeypatch, "base", "--hospital", hospital, "-o", str(tmp_path), *QUICK) == 2
    assert "is in use by another run" in capsys.readouterr().err


def test_an_interrupted_run_ends_soon_without_a_traceback_and_goes_on_where_it_was(
    hospital: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "api", "simulate", "base", "--hospital", hospital, "--days", "3000"]
    command += ["--warm-up", "0", "--replications", "4", "--workers", "2", "-o", str(tmp_path), "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as run:
        while not (tmp_path / "replications" / "base" / "run.json").exists():
            with pytest.raises(subprocess.TimeoutExpired):  # it has not ended
                run.wait(0.1)
        os.killpg(run.pid, signal.SIGINT)
        # Ctrl-C goes to all processes of the terminal.
        out, errors = run.communicate(timeout=120)
    assert run.returncode == 130, (out, errors)
    assert errors.decode() == "stopped before every option had a replication\n"
