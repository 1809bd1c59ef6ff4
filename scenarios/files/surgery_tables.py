"""A surgical day as tables: one CSV file or sheet for each list of the day, columns named like its fields."""

import csv
import io
import types
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from enum import Enum
from pathlib import Path
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import polars as pl

from scenarios.files.text import read_bytes, separator, utf8
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import (
    BedsAvailable,
    Block,
    MovableEquipment,
    SpecialtyChangeover,
    StaffedRoom,
    StaffShift,
)
from scenarios.surgery import Surgeon, SurgicalCase

TABLES: dict[str, type] = {
    "cases": SurgicalCase,
    "rooms": StaffedRoom,
    "surgeons": Surgeon,
    "blocks": Block,
    "staff": StaffShift,
    "equipment": MovableEquipment,
    "beds": BedsAvailable,
    "changeovers": SpecialtyChangeover,
}
"""Table to what its rows are. ``settings`` holds name and value: ``on``, ``zone``, ``recovery_places`` and the like."""

_DURATION = ("median_minutes", "log_sd")
_LEFT_OUT = {"duration", "duration_by_surgeon", "minutes_by_room"}
_SETTINGS = {"on": "the day, 2026-03-02", "zone": "time zone, Asia/Shanghai", "name": "", "recovery_places": "PACU"}
_YES = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}


def is_surgery_table_folder(folder: Path) -> bool:
    """Return whether a folder holds the tables of a surgical day."""
    return (folder / "cases.csv").is_file()


def document_from_tables(source: Path) -> dict[str, Any]:
    """Return the document that a folder of CSV files or a workbook describes.

    Raises
    ------
    InputError
        Every column and cell that cannot be read, with table, row and column.
    """
    tables = _workbook(source) if source.is_file() else _folder(source)
    problems: list[InputProblem] = []
    document: dict[str, Any] = {}
    for name, kind in TABLES.items():
        if name in tables:
            document[name] = _rows(name, kind, tables[name], problems)
    _settings(tables.get("settings"), document, problems)
    if problems:
        raise InputError(problems)
    return document


def write_surgery_template(folder: Path) -> None:
    """Write empty tables with one header row each, and what each column means as the second file ``columns.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    meaning = [("table", "column", "holds", "needed")]
    for name, kind in TABLES.items():
        columns = _columns(kind)
        _write(folder / f"{name}.csv", [tuple(columns)])
        for column, field in columns.items():
            hint = get_type_hints(kind).get(column, float)
            meaning.append((name, column, _words(hint), "yes" if field and _needed(field) else "no"))
    _write(folder / "settings.csv", [("name", "value"), *((name, "") for name in _SETTINGS)])
    _write(folder / "columns.csv", meaning)


def _folder(folder: Path) -> dict[str, pl.DataFrame]:
    found = {}
    for name in (*TABLES, "settings"):
        path = folder / f"{name}.csv"
        if path.is_file():
            try:
                text = utf8(read_bytes(path), path.name)
                found[name] = pl.read_csv(io.StringIO(text), infer_schema=False, separator=separator(text))
            except pl.exceptions.PolarsError as error:
                raise InputError.single(path.name, f"cannot be read ({error}), expected CSV with a header") from error
    return found


def _workbook(path: Path) -> dict[str, pl.DataFrame]:
    try:
        sheets = pl.read_excel(io.BytesIO(read_bytes(path)), sheet_id=0, infer_schema_length=0)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise InputError.single(path.name, "cannot be read as a workbook, expected an XLSX file") from error
    return {name: frame for name, frame in sheets.items() if name in (*TABLES, "settings")}


def _columns(kind: type) -> dict[str, Field[Any] | None]:
    columns: dict[str, Field[Any] | None] = {}
    for field in fields(kind):
        if field.name == "duration":
            columns |= dict.fromkeys(_DURATION)
        elif field.name not in _LEFT_OUT:
            columns[field.name] = field
    return columns


def _rows(name: str, kind: type, frame: pl.DataFrame, problems: list[InputProblem]) -> list[dict[str, Any]]:
    columns = _columns(kind)
    for column in frame.columns:
        if column not in columns:
            message = f"unknown column {column!r}, expected one of {', '.join(columns)}"
            problems.append(InputProblem(f"{name}.csv", message))
    hints: dict[str, Any] = get_type_hints(kind)
    rows = []
    for number, cells in enumerate(frame.iter_rows(named=True), start=2):
        row: dict[str, Any] = {}
        for column, text in cells.items():
            if text is None or not text.strip() or column not in columns:
                continue
            try:
                value = _value(text.strip(), hints.get(column, float), column)
            except ValueError:
                message = f"{column} {text.strip()!r}, expected {_words(hints.get(column, float))}"
                problems.append(InputProblem(f"{name}.csv row {number}", message))
                continue
            if column in _DURATION:
                row.setdefault("duration", {})[column] = value
            else:
                row[column] = value
        if row:
            rows.append(row)
    return rows


def _value(text: str, hint: object, column: str) -> object:
    kind = _bare(hint)
    origin = get_origin(kind)
    if origin in (tuple, frozenset):
        return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()]
    if origin is not None:
        pairs = (part.split(":") for part in text.replace("；", ";").replace("：", ":").split(";") if part.strip())
        return {skill.strip(): int(number) for skill, number in pairs}
    if kind is bool:
        if text.casefold() not in _YES:
            raise ValueError(text)
        return _YES[text.casefold()]
    if kind is int:
        return text if column.endswith("_minute") and ":" in text else int(text)
    return float(text) if kind is float else text


def _settings(frame: pl.DataFrame | None, document: dict[str, Any], problems: list[InputProblem]) -> None:
    values: dict[str, str] = {}
    for cells in frame.iter_rows() if frame is not None else ():
        if cells[0] and len(cells) > 1 and cells[1]:
            values[cells[0].strip()] = cells[1].strip()
    for name, value in values.items():
        if name not in _SETTINGS:
            message = f"unknown setting {name!r}, expected one of {', '.join(_SETTINGS)}"
            problems.append(InputProblem("settings.csv", message))
        elif name == "recovery_places":
            if value.isdigit():
                document["recovery"] = {"places": int(value)}
            else:
                problems.append(InputProblem("settings.csv", f"recovery_places {value!r}, expected a whole number"))
        else:
            document[name] = value
    if "on" not in values:
        problems.append(InputProblem("settings.csv", "on is missing, expected the day such as 2026-03-02"))


def _bare(hint: object) -> type:
    """Return a type without ``or None``."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    return cast("type", hint)


def _needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _words(hint: object) -> str:
    kind = _bare(hint)
    if get_origin(kind) in (tuple, frozenset):
        return "a list, separated by ;"
    if get_origin(kind) is not None:
        return "pairs such as nurse:2; anaesthetist:1"
    if issubclass(kind, Enum):
        return ", ".join(str(member.value) for member in kind)
    names = {bool: "yes or no", int: "a whole number, or a time such as 08:30", float: "a number"}
    return names.get(kind, "a date" if kind.__name__ == "date" else "text")


def _write(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
