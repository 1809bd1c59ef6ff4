import json
import sys
from pathlib import Path

import pytest

from api.cli import main
from scenarios.files import dump
from scenarios.files.tables.example import example_scenario


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    path = tmp_path / "hospital.json"
    dump(example_scenario(), path)
    return path


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["onebed", "check", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


def test_a_sound_hospital_is_summarised_as_one_json_document(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(monkeypatch, str(hospital), "--json")
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "hospital": "Example hospital",
        "census_at": "2025-03-10T08:00:00+08:00",
        "departments": 3,
        "wards": 3,
        "rooms": 6,
        "beds": 16,
        "staffed_beds": 15,
        "stays": 3,
        "bed_statuses": 3,
        "bed_statuses_by_state": {"blocked": 1, "cleaning": 1, "held": 1},
        "requests": 3,
        "requests_by_source": {"elective": 1, "emergency": 1, "icu step-down": 1},
    }


def test_in_a_pipe_the_summary_is_plain_text(
    hospital: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(monkeypatch, str(hospital))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["Example", "hospital", "示例医院"]
    assert ["staffed", "beds", "15"] in lines
    assert lines[-1] == ["hospital.json:", "nothing", "wrong"]


LOG = """Encounter ID,Date,OR Suite,Service,CPT Code,Booked Time (min),OR Schedule,Wheels In,Wheels Out
1,1/3/22,1,ENT,30520,90,1/3/22 7:00,1/3/22 7:05,1/3/22 8:00
2,1/4/22,2,ENT,30520,90,1/4/22 7:00,1/4/22 7:05,1/4/22 8:00
"""


def test_an_operating_room_log_is_summarised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    _run(monkeypatch, str(path), "--json")
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "first_day": "2022-01-03",
        "last_day": "2022-01-04",
        "days": 2,
        "rooms": 2,
        "room_days": 2,
        "cases": 2,
        "minutes_of_all_cases": 110,
        "cases_by_service": {"ENT": 2},
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            LOG.replace("Wheels In", "In"),
            "log.csv: column 'Wheels In' is missing, expected it in an operating-room log",
        ),
        ("id,department\nC1,ENT\n", "log.csv: is one table, expected the folder with all its tables"),
    ],
)
def test_a_single_table_is_told_what_it_lacks(
    content: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["onebed", "check", str(path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
