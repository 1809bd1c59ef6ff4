"""A scenario written as tables: a folder of CSV files or one workbook."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.setting_tables import SETTING_ROWS, SETTINGS
from scenarios.files.tables.weeks_tables import WEEKS_SETTINGS, WEEKS_TABLES
from scenarios.scenario import Scenario

_TYPES: dict[Kind, pl.DataType] = {Kind.WHOLE: pl.Int64(), Kind.NUMBER: pl.Float64()}

_VALUE = Column("value", "value", "", "")


def write_tables(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario as tables.

    Parameters
    ----------
    scenario : Scenario
        What to write. A name that contains ``;`` cannot stand in a list of names and comes back as two.
    path : path or str
        A workbook when it ends in ``.xlsx``, otherwise a folder of CSV files, which is made.
    """
    path = Path(path)
    tables = frames(scenario)
    if path.suffix.lower() == ".xlsx":
        with xlsxwriter.Workbook(path) as workbook:
            write_sheets(workbook, tables)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_csv(path / f"{name}.csv", include_bom=True)


def write_sheets(workbook: xlsxwriter.Workbook, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write tables as sheets of an open workbook, with the header frozen and columns as wide as their cells."""
    for name, frame in tables.items():
        frame.write_excel(workbook, name, autofit=True, freeze_panes=(1, 0), float_precision=6)


def frames(scenario: Scenario) -> dict[str, pl.DataFrame]:
    """Return a scenario as one frame a table; tables without rows have their header alone."""
    rows = {table.name: _rows(table, scenario) for table in TABLES}
    return {table.name: frame(table, rows[table.name]) for table in TABLES}


def weeks_frames(scenario: Scenario) -> dict[str, pl.DataFrame]:
    """Return the coming weeks of a scenario alone, with the settings that are theirs."""
    names = [setting.name for setting in WEEKS_SETTINGS]
    settings = next(table for table in TABLES if table.name == SETTINGS)
    found = {table.name: frame(table, _rows(table, scenario)) for table in (*WEEKS_TABLES, settings)}
    return {**found, SETTINGS: found[SETTINGS].filter(pl.col("name").is_in(names))}


def frame(table: Table, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows, by the names of their fields, as a table is written."""
    cells = [{column.name: _cell(row, column) for column in table.columns} for row in rows]
    schema = {column.name: _TYPES.get(column.kind, pl.String()) for column in table.columns}
    return pl.DataFrame(cells, schema=schema, orient="row")


def _rows(table: Table, scenario: Scenario) -> list[Mapping[str, Any]]:
    if table.name == SETTINGS:
        return _settings(scenario)
    if table.name == "rooms":
        return [{"ward": ward.id, **fields_of(room)} for ward in scenario.hospital.wards for room in ward.rooms]
    if table.name == "beds":
        return [{"room": place.room.id, **fields_of(place.bed)} for place in scenario.hospital.places()]
    value: Any = scenario
    for step in table.at.split("."):
        value = getattr(value, step) if value is not None else ()
    if table.key:
        return [{table.key: key, **fields_of(inner)} for key, inner in value.items()]
    return [fields_of(inner) for inner in value]


def _cell(row: Mapping[str, Any], column: Column) -> object:
    first, *inner = column.field.split(".")
    value: Any = row[first]
    for step in inner:
        value = getattr(value, step) if value is not None else None
    if value is None or value in ("", frozenset(), (), {}):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, Mapping):
        return ";".join(f"{name}:{count}" for name, count in value.items())
    if column.kind is Kind.CLOCK:
        return f"{value // 60:02d}:{value % 60:02d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if column.kind is Kind.TEXT or column.choices else value


def _settings(scenario: Scenario) -> list[Mapping[str, Any]]:
    return setting_rows(scenario, SETTING_ROWS)


def setting_rows(whole: object, settings: Iterable[Column]) -> list[Mapping[str, Any]]:
    """Return the settings of a scenario or a surgical day, those that are not empty."""
    rows: list[Mapping[str, Any]] = []
    for setting in settings:
        if not setting.field:
            continue
        value: Any = whole
        for step in setting.field.split("."):
            value = getattr(value, step) if value is not None else None
        if value not in (None, ""):
            rows.append({"name": setting.name, "value": _cell({"value": value}, _VALUE)})
    return rows


def fields_of(thing: object) -> dict[str, Any]:
    """Return an object's own fields; what lies deeper is reached when a column asks for it."""
    return {name: getattr(thing, name) for name in getattr(thing, "__dataclass_fields__", {})}
