"""The template that a hospital fills in: example tables, and what every column means in English and Chinese."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import polars as pl
import xlsxwriter

from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.example import example_scenario
from scenarios.files.tables.setting_tables import SETTING_ROWS, SETTINGS
from scenarios.files.tables.terms import allowed
from scenarios.files.tables.weeks_tables import WEEKS_SETTINGS, WEEKS_TABLES
from scenarios.files.tables.write import frames, weeks_frames, write_sheets, write_tables
from scenarios.scenario import Scenario

WORKBOOK = "onebed-template.xlsx"
EXPLANATION = "explanation"
_LAST_ROW = 20_000
_LONGEST_LIST = 255
"""Excel takes a drop-down list of at most this many characters."""


def write_template(folder: Path) -> Path:
    """Write the template into a folder, which is made.

    The folder then holds every table as CSV, ``explanation.csv`` that says what their columns mean, and the workbook
    with all of it as sheets. The folder and the workbook can both be loaded as they are.

    Returns
    -------
    Path
        The workbook.
    """
    scenario = example_scenario()
    write_tables(scenario, folder)
    explanation().write_csv(folder / f"{EXPLANATION}.csv", include_bom=True)
    path = folder / WORKBOOK
    with xlsxwriter.Workbook(path) as workbook:
        write_sheets(workbook, {EXPLANATION: explanation(), **frames(scenario)})
        for table in TABLES:
            drop_downs(workbook, table)
    return path


def write_weeks_workbook(scenario: Scenario | None, target: Path | BinaryIO) -> None:
    """Write the coming weeks of a scenario as a workbook to change and load again; those of the example without one."""
    names = {SETTINGS, *(table.name for table in WEEKS_TABLES)}
    tables = [table for table in TABLES if table.name in names]
    with xlsxwriter.Workbook(target) as workbook:
        found = weeks_frames(example_scenario() if scenario is None else scenario)
        write_sheets(workbook, {**found, EXPLANATION: explanation(tables, WEEKS_SETTINGS)})
        for table in tables:
            drop_downs(workbook, table)


def explanation(tables: Iterable[Table] = TABLES, settings: Iterable[Column] = SETTING_ROWS) -> pl.DataFrame:
    """Return one row a table, column or setting: what it means, whether it is needed, its unit and allowed values."""
    rows = []
    for table in tables:
        rows.append(
            {
                "table 表": table.name,
                "column 列": "",
                "needed 必填": "yes" if table.needed else "no",
                "holds 内容": "table",
                "unit 单位": "",
                "meaning": table.meaning,
                "含义": table.meaning_zh,
            }
        )
        rows.extend(_explained(table.name, column) for column in table.columns)
        if table.name == SETTINGS:
            rows.extend(_explained(table.name, column, "value of ") for column in settings)
    return pl.DataFrame(rows)


def _explained(table: str, column: Column, prefix: str = "") -> dict[str, str]:
    return {
        "table 表": table,
        "column 列": prefix + column.name,
        "needed 必填": "yes" if column.needed else "no",
        "holds 内容": holds(column),
        "unit 单位": column.unit,
        "meaning": column.meaning,
        "含义": column.meaning_zh,
    }


def holds(column: Column) -> str:
    """Return what the cells of a column hold, with the allowed values in both languages."""
    if column.choices is None:
        return column.kind.value
    values = "; ".join(f"{value} ({chinese})" for value, chinese in allowed(column.choices).items())
    return f"{column.kind.value} of: {values}" if column.kind is Kind.LIST else f"one of: {values}"


def drop_downs(workbook: xlsxwriter.Workbook, table: Table) -> None:
    """Offer the allowed values of a column's cells while the sheet is filled in."""
    sheet = workbook.get_worksheet_by_name(table.name)
    for position, column in enumerate(table.columns):
        if column.kind is Kind.YES_NO:
            values = ["yes", "no"]
        elif column.choices is not None and column.kind is not Kind.LIST:
            values = [value.value for value in allowed(column.choices)]
        else:
            continue
        if len(",".join(values)) <= _LONGEST_LIST:
            options = {
                "validate": "list",
                "source": values,
                "error_type": "warning",
                "error_title": column.name,
                "error_message": holds(column)[:_LONGEST_LIST],
            }
            sheet.data_validation(1, position, _LAST_ROW, position, options)
