import html
import re
import sys
import zipfile
from pathlib import Path

import polars as pl
import pytest

from api.cli import main
from scenarios.files import load
from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Kind
from scenarios.files.tables.example import example_scenario
from scenarios.files.tables.template import EXPLANATION, WORKBOOK, explanation, write_template


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    write_template(folder)
    return folder


def test_the_template_folder_loads_as_the_example(folder: Path) -> None:
    assert load(folder) == example_scenario()


def test_the_template_workbook_loads_as_the_example_down_to_nine_digits(folder: Path) -> None:
    loaded, example = load(folder / WORKBOOK), example_scenario()
    assert loaded.requests == example.requests
    assert loaded.census == example.census
    assert loaded.hospital.wards == example.hospital.wards
    assert [band.from_years for band in loaded.hospital.age_bands] == pytest.approx(
        [band.from_years for band in example.hospital.age_bands]
    )


def test_the_workbook_has_a_sheet_for_each_table_and_one_that_explains_them(folder: Path) -> None:
    sheets = pl.read_excel(folder / WORKBOOK, sheet_id=0, raise_if_empty=False)
    assert list(sheets) == [EXPLANATION, *(table.name for table in TABLES)]


def test_every_column_is_explained_in_english_and_chinese() -> None:
    explained = explanation()
    assert explained.filter((pl.col("meaning") == "") | (pl.col("含义") == "")).is_empty()
    rows = set(zip(explained["table 表"], explained["column 列"], strict=True))
    assert {(table.name, column.name) for table in TABLES for column in table.columns} <= rows


def test_every_number_but_counts_of_steps_names_its_unit() -> None:
    unitless = {"floor"}
    numbers = [column for table in TABLES for column in table.columns if column.kind in (Kind.WHOLE, Kind.NUMBER)]
    assert {column.name for column in numbers if not column.unit} == unitless


def test_a_cell_of_few_values_offers_them_as_a_drop_down_list(folder: Path) -> None:
    position = 1 + [table.name for table in TABLES].index("stays") + 1
    with zipfile.ZipFile(folder / WORKBOOK) as workbook:
        sheet = workbook.read(f"xl/worksheets/sheet{position}.xml").decode()
    offered = dict(re.findall(r'sqref="([A-Z]+)2:[A-Z]+20001"><formula1>"([^"]*)"</formula1>', html.unescape(sheet)))
    columns = [column.name for column in next(table for table in TABLES if table.name == "stays").columns]
    letter = {name: chr(ord("A") + place) for place, name in enumerate(columns)}
    assert offered[letter["sex"]] == "female,male"
    assert offered[letter["isolation"]] == "none,contact,airborne"
    assert offered[letter["movable"]] == "yes,no"


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["onebed", *arguments])
    main()


def test_the_command_writes_a_template_that_check_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["template", str(tmp_path / "new")], ["check", str(tmp_path / "new")]):
        with pytest.raises(SystemExit) as ended:
            _run(monkeypatch, *arguments)
        assert ended.value.code == 0
    assert "new: nothing wrong" in capsys.readouterr().out


def test_the_command_does_not_write_over_a_filled_in_template(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        _run(monkeypatch, "template", str(folder))
    assert ended.value.code == 2
    assert (
        capsys.readouterr().err
        == f"error: {folder}: is not empty, expected an empty folder (--force writes over files)\n"
    )
