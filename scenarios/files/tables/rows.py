"""From the cells of each table to the objects its rows stand for."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from scenarios.check.index import unknown
from scenarios.files.tables import TABLES
from scenarios.files.tables.cells import BadCell, value_of
from scenarios.files.tables.column import Column, Table
from scenarios.files.tables.draft import Draft, Row, place, put
from scenarios.files.tables.read import Cells
from scenarios.files.tables.setting_tables import DEFAULT_TIME_ZONE, SETTING_ROWS, SETTINGS, TIME_ZONE
from scenarios.input_problems import InputProblem

_QUANTILES = {"expected_discharge": ("p50", "p10", "p90"), "expected_stay": ("p50_hours", "p10_hours", "p90_hours")}
_SETTING = Table(name=SETTINGS, meaning="", meaning_zh="", at="", columns=(Column("value", "", "", ""),))


def headers(tables: dict[str, Cells], draft: Draft, expected: Iterable[Table] = TABLES) -> bool:
    """Report tables and columns that are missing or unknown; return whether nothing needed is missing."""
    complete = True
    for table in expected:
        cells = tables.get(table.name)
        if cells is None:
            if table.needed:
                complete = False
                message = f"table {table.name} is missing, expected it (with its header alone when it has no rows)"
                draft.problems.append(InputProblem(table.name, message))
            continue
        known = [column.name for column in table.columns]
        for header in cells.header:
            if header not in known:
                message = f"unknown column {header!r}, expected {', '.join(known)}"
                draft.problems.append(InputProblem(cells.label, message))
        for column in table.columns:
            if column.needed and column.name not in cells.header:
                complete = False
                draft.problems.append(InputProblem(cells.label, f"column {column.name!r} is missing, expected it"))
    return complete


def settings(cells: Cells | None, draft: Draft, rows: Iterable[Column] = SETTING_ROWS) -> ZoneInfo:
    """Put the settings in their places and return the zone of times that name none."""
    label = cells.label if cells else SETTINGS
    known = {column.name: column for column in rows}
    given: dict[str, tuple[int, str]] = {}
    for number, row in cells.rows if cells else []:
        name = row.get("name", "")
        if name in given:
            message = f"Setting {name} is given twice, first in row {given[name][0]}, expected once"
            draft.problems.append(InputProblem(place(label, number, "name"), message))
        given.setdefault(name, (number, row.get("value", "")))
    zone = ZoneInfo(DEFAULT_TIME_ZONE)
    if TIME_ZONE in given:
        number, text = given[TIME_ZONE]
        try:
            zone = ZoneInfo(text)
        except (ValueError, OSError, KeyError):
            message = f"{TIME_ZONE} {text!r}, expected a time zone such as {DEFAULT_TIME_ZONE}"
            draft.problems.append(InputProblem(place(label, number, "value"), message))
    for name, (number, text) in given.items():
        if name not in known:
            message = unknown("Settings", "setting", name, "setting", known).removeprefix("Settings: ")
            draft.problems.append(InputProblem(place(label, number, "name"), message))
        elif text and known[name].field:
            value = _cell(text, known[name], zone, place(label, number, "value"), draft)
            put(draft.document, known[name].field, value)
            draft.origins[known[name].field] = (_SETTING, label, number)
    return zone


def _cell(text: str, column: Column, zone: ZoneInfo, where: str, draft: Draft) -> object:
    try:
        return value_of(text, column, zone)
    except BadCell as bad:
        draft.problems.append(InputProblem(where, f"{column.name} {text!r}, expected {bad.expected}"))
        return text


def rows_of(table: Table, cells: Cells, zone: ZoneInfo, draft: Draft) -> list[tuple[int, Row]]:
    """Return a table's rows as objects, by row number; what is wrong with their cells goes to the draft."""
    columns = [column for column in table.columns if column.name in cells.header]
    missing = [column for column in columns if column.needed]
    rows: list[tuple[int, Row]] = []
    for number, texts in cells.rows:
        row: Row = {}
        for column in columns:
            if column.name in texts:
                where = place(cells.label, number, column.name)
                put(row, column.field, _cell(texts[column.name], column, zone, where, draft))
        for column in missing:
            if column.name not in texts:
                where = place(cells.label, number, column.name)
                draft.problems.append(InputProblem(where, f"{column.name} is empty, expected a value"))
        for forecast, (middle, *others) in _QUANTILES.items():
            if middle in row.get(forecast, ()):
                row[forecast] = {**dict.fromkeys(others, row[forecast][middle]), **row[forecast]}
        rows.append((number, row))
    return rows
