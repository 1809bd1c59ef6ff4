"""A surgical day as tables: a folder of CSV or Parquet files, or the sheets of one workbook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import xlsxwriter

from scenarios.files.surgical_salvage import SOME_DAY
from scenarios.files.tables.build import add_new, fill
from scenarios.files.tables.column import Table
from scenarios.files.tables.draft import Draft
from scenarios.files.tables.read import SUFFIXES, read_folder, read_workbook
from scenarios.files.tables.rows import headers
from scenarios.files.tables.setting_tables import SETTINGS
from scenarios.files.tables.surgical_day_settings import DAY_SETTING_ROWS
from scenarios.files.tables.surgical_day_tables import DAY_TABLES
from scenarios.files.tables.template import EXPLANATION, drop_downs, explanation
from scenarios.files.tables.write import fields_of, frame, setting_rows, write_sheets
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgical_day import SurgicalDay

CASES, DAY = "cases", "on"
WORKBOOK = "onebed-surgical-day.xlsx"
WORKBOOKS = (".xlsx", ".xlsm")


def is_surgery_table_folder(folder: Path) -> bool:
    """Return whether a folder holds the tables of a surgical day."""
    return any((folder / f"{CASES}{suffix}").is_file() for suffix in SUFFIXES)


def is_surgery_workbook(path: Path) -> bool:
    """Return whether a workbook holds the tables of a surgical day."""
    try:
        return CASES in read_workbook(path, DAY_TABLES)
    except InputError:
        return False


def draft_of_tables(source: Path) -> Draft:
    """Return the document that tables describe, and where each of its parts stands in them.

    Parameters
    ----------
    source : Path
        A folder, or a workbook.

    Raises
    ------
    InputError
        Tables or columns are missing; with all else that is wrong with tables and cells. Otherwise cells that cannot
        be read are the draft's ``problems``, and the document holds their text.
    """
    tables = read_workbook(source, DAY_TABLES) if source.is_file() else read_folder(source, DAY_TABLES)
    draft = Draft({})
    complete = headers(tables, draft, DAY_TABLES)
    fill(tables, draft, DAY_TABLES, DAY_SETTING_ROWS, nested={})
    if DAY not in draft.document and SETTINGS in tables:
        message = f"setting {DAY!r} is missing, expected the day such as 2026-03-02"
        draft.problems.append(InputProblem(tables[SETTINGS].label, message))
        draft.document[DAY] = SOME_DAY
    if not complete:
        raise InputError(draft.problems)
    return draft


def located(error: InputError, draft: Draft) -> InputError:
    """Return the problems of a document where its tables have them, with those of the cells."""
    add_new(error.problems, draft)
    return InputError(draft.problems)


def day_frames(day: SurgicalDay) -> dict[str, pl.DataFrame]:
    """Return a day as one frame a table; durations by surgeon have no place in a table and are left out."""
    return {table.name: frame(table, _rows_of(table, day)) for table in DAY_TABLES}


def write_day_tables(day: SurgicalDay, folder: Path) -> None:
    """Write a day as CSV files, with ``explanation.csv`` that says what their columns mean in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in {**day_frames(day), EXPLANATION: _explained()}.items():
        table.write_csv(folder / f"{name}.csv", include_bom=True)


def write_day_workbook(day: SurgicalDay, target: Path | BinaryIO) -> None:
    """Write a day as a workbook to fill in: a sheet a table, drop-down lists, and what each column means."""
    with xlsxwriter.Workbook(target) as workbook:
        write_sheets(workbook, {EXPLANATION: _explained(), **day_frames(day)})
        for table in DAY_TABLES:
            drop_downs(workbook, table)


def _explained() -> pl.DataFrame:
    return explanation(DAY_TABLES, DAY_SETTING_ROWS)


def _rows_of(table: Table, day: SurgicalDay) -> list[Mapping[str, Any]]:
    if table.name == SETTINGS:
        return setting_rows(day, DAY_SETTING_ROWS)
    if table.key:
        return [{table.key: name, **fields_of(setting)} for name, setting in day.settings.rules.items()]
    return [fields_of(one) for one in getattr(day, table.at)]
