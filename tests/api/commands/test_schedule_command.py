"""``onebed schedule`` from the outside."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from api.cli import app
from api.clock import WallClock
from api.commands.schedule_table import print_schedule
from api.operating_rooms.changes import pin_case
from api.operating_rooms.lists import Lists
from api.operating_rooms.rows import published_rows
from api.store.database import Database
from api.store.replay import replay
from api.store.store import Envelope, Store
from api.store.transaction import Answer, Transaction
from scenarios.files.surgical_days import surgical_day_to_json
from scenarios.generate.surgery import generate_surgical_day
from scenarios.input_problems import InputError

RUNNER = CliRunner()


@pytest.fixture
def day_file(tmp_path: Path) -> Path:
    path = tmp_path / "day.json"
    path.write_bytes(surgical_day_to_json(generate_surgical_day(rooms=3, cases=8, seed=2)))
    return path


def test_the_list_is_printed_as_one_json_document(day_file: Path) -> None:
    result = RUNNER.invoke(app, ["schedule", str(day_file), "--time-limit", "1", "--json"])
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["date"] == "2026-03-02"
    first = document["rooms"][0]["cases"][0]
    assert {"case", "start", "end", "risk"} <= first.keys()


def test_a_list_is_written_even_without_time(day_file: Path, tmp_path: Path) -> None:
    written = tmp_path / "list.json"
    result = RUNNER.invoke(app, ["schedule", str(day_file), "--time-limit", "0", "--output", str(written), "--json"])
    assert result.exit_code == 0
    assert json.loads(written.read_text(encoding="utf-8"))["status"] in ("feasible", "optimal")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_people_read_rooms_risks_and_what_is_put_off(day_file: Path) -> None:
    result = RUNNER.invoke(app, ["schedule", str(day_file), "--time-limit", "0.5"])
    assert result.exit_code == 0
    assert "OR01" in result.stdout
    assert "cases on the list in" in result.stdout


@pytest.mark.parametrize("arguments", [["--date", "tomorrow"], ["--date", "2026-03-03"]])
def test_a_wrong_date_is_refused(day_file: Path, arguments: list[str]) -> None:
    result = RUNNER.invoke(app, ["schedule", str(day_file), *arguments])
    assert isinstance(result.exception, InputError)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["schedule", str(tmp_path / "none.json")])
    assert isinstance(result.exception, InputError)


def test_a_list_is_published_into_the_store_from_a_file_and_then_from_the_store(day_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'onebed.db'}"
    for arguments in ([str(day_file)], ["--date", "2026-03-02"]):
        result = RUNNER.invoke(
            app, ["schedule", *arguments, "--time-limit", "0", "--publish", "--database", url, "--json"]
        )
        assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["published"] == 2
    store = Database(url)
    now = Lists(store).now("2026-03-02")
    with store.reading() as connection:
        rows = published_rows(connection, "2026-03-02")
    store.close()
    assert (now.published, now.broken) == (2, [])
    assert [row["by"] for row in rows] == ["nightly run"] * 2
    assert {row["document"]["status"] for row in rows} <= {"feasible", "optimal"}
    assert replay_of(url) == ()


def test_a_nightly_run_from_a_file_keeps_the_pins_set_on_the_board(day_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'onebed.db'}"
    nightly = ["schedule", str(day_file), "--time-limit", "0", "--publish", "--database", url, "--json"]
    first = json.loads(RUNNER.invoke(app, nightly).stdout)
    placed = first["rooms"][0]["cases"][0]
    later = datetime.fromisoformat(placed["start"]) + timedelta(minutes=30)
    store = Database(url)
    lists, minute = Lists(store), later.hour * 60 + later.minute

    def pin(tx: Transaction) -> Answer:
        return pin_case(tx, lists, "2026-03-02", placed["case"], room=None, start_minute=minute)

    Store(store, WallClock()).execute(pin, Envelope(actor="planner"))
    store.close()
    again = json.loads(RUNNER.invoke(app, nightly).stdout)
    starts = {case["case"]: case["start"] for room in again["rooms"] for case in room["cases"]}
    assert starts[placed["case"]] == later.isoformat()


def test_a_day_without_cases_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "holiday.json"
    path.write_bytes(surgical_day_to_json(replace(generate_surgical_day(rooms=3, cases=8, seed=2), cases=())))
    result = RUNNER.invoke(app, ["schedule", str(path)])
    assert isinstance(result.exception, InputError)
    assert "expected at least one" in str(result.exception)


def test_rooms_above_the_limit_and_cases_that_must_be_done_are_named(day_file: Path) -> None:
    document = json.loads(RUNNER.invoke(app, ["schedule", str(day_file), "--time-limit", "0", "--json"]).stdout)
    for number, room in enumerate(document["rooms"]):
        room["risk"] = 0.99 if number == 0 else 0.2
    document["postponed"] = [{"case": name, "why": "no place", "must_do": name == "C2"} for name in ("C1", "C2")]
    written = StringIO()
    print_schedule(document, Console(file=written, width=200))
    printed = written.getvalue()
    assert f"more likely than 20% to run over: {document['rooms'][0]['room']} 99%\n" in printed
    assert "put off C2, which must be done: no place\nput off C1: no place\n" in printed


def test_a_day_that_the_store_does_not_have_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'onebed.db'}"
    result = RUNNER.invoke(app, ["schedule", "--date", "2026-03-02", "--database", url])
    assert isinstance(result.exception, InputError)


def replay_of(url: str) -> tuple[str, ...]:
    """What the log and the stored state say against each other."""
    store = Database(url)
    try:
        return replay(store).differences
    finally:
        store.close()
