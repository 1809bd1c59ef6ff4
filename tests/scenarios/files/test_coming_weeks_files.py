"""New coming weeks from files: all tables or some, and every problem of an entry at once."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.files.coming_weeks import read_coming_weeks
from scenarios.files.documents import dump, to_json
from scenarios.files.tables.template import write_weeks_workbook
from scenarios.input_problems import InputError
from tests import make, weeks

HEADER = "id,patient,sex,age_years,department,surgeon,surgery_minutes,stay_days,earliest,due,mandatory\n"
NOW = weeks.scenario(weeks.weeks(weeks.entry("a"), weeks.entry("b")))


def listed(folder: Path, *rows: str) -> Path:
    (folder / "waiting_list.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        read_coming_weeks(path, NOW)
    return [(one.path, one.message) for one in refused.value.problems]


def test_a_waiting_list_alone_leaves_the_other_tables_as_they_are(tmp_path: Path) -> None:
    read = read_coming_weeks(listed(tmp_path, "n,P9,female,70,D1,S1,90,2,2025-03-11,,yes"), NOW)
    assert [entry.id for entry in read.waiting_list] == ["n"]
    assert NOW.coming_weeks is not None
    assert replace(read, waiting_list=()) == replace(NOW.coming_weeks, waiting_list=())


def test_what_is_taken_away_as_a_workbook_comes_back_the_same(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    write_weeks_workbook(NOW, buffer)
    path = tmp_path / "list.xlsx"
    path.write_bytes(buffer.getvalue())
    assert read_coming_weeks(path, NOW) == NOW.coming_weeks


def test_a_scenario_document_gives_its_weeks(tmp_path: Path) -> None:
    dump(NOW, tmp_path / "hospital.json")
    assert read_coming_weeks(tmp_path / "hospital.json", replace(NOW, coming_weeks=None)) == NOW.coming_weeks


def test_all_that_is_wrong_with_one_row_is_told_at_once(tmp_path: Path) -> None:
    told = problems(listed(tmp_path, "x,P9,female,70,D1,Nobody,-30,2,2025-03-11,2020-01-01,maybe"))
    assert [path for path, _ in told] == [
        "waiting_list.csv row 2 column mandatory",
        "waiting_list.csv row 2",
        "waiting_list.csv row 2 column surgeon",
    ]
    text = " ".join(message for _, message in told)
    assert all(part in text for part in ("'maybe'", "surgery_minutes -30", "due 2020-01-01", "'Nobody'"))


def test_all_that_is_wrong_with_several_rows_is_told_at_once(tmp_path: Path) -> None:
    told = problems(
        listed(
            tmp_path,
            "v,P1,female,70,D1,S1,-30,2,2025-03-11,,no",
            "w,P2,female,70,D1,S1,60,2,2025-03-11,2020-01-01,no",
            "x,P3,female,70,D1,Nobody,60,2,2025-03-11,,no",
            "y,P4,female,70,D1,S1,60,2,2025-03-11,,maybe",
            "y,P5,female,old,D9,S1,60,2,2025-03-11,,no",
        )
    )
    assert sorted({path.split(" column")[0] for path, _ in told}) == [
        f"waiting_list.csv row {row}" for row in range(2, 7)
    ]


def test_a_file_without_coming_weeks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hospital.json").write_bytes(to_json(make.scenario()))
    assert "has no coming weeks" in problems(tmp_path / "hospital.json")[0][1]
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "beds.csv").write_text("id,room\n", encoding="utf-8")
    assert "has no table of the coming weeks" in problems(tmp_path / "tables")[0][1]
