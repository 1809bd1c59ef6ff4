"""From tables to a scenario: rows go to their places in the document, which is then read like any other."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json

from scenarios.check.index import unknown
from scenarios.files.documents import validated
from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Column, Table
from scenarios.files.tables.draft import Draft, Row, place
from scenarios.files.tables.read import Cells
from scenarios.files.tables.rows import headers, rows_of, settings
from scenarios.files.tables.setting_tables import CENSUS_AT, SETTING_ROWS, SETTINGS
from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario

Rows = list[tuple[int, Row]]
NESTED = {"beds": "rooms", "rooms": "wards"}
"""Tables of the hospital whose rows go into the rows of another one, innermost first."""

_PAST = (("stays", "admitted_at"), ("stays", "discharge_ordered_at"), ("requests", "requested_at"))


def scenario_from_tables(tables: dict[str, Cells], name: str, rule_names: Mapping[str, bool] | None = None) -> Scenario:
    """Return the scenario that tables describe, checked.

    Parameters
    ----------
    tables : dict of str to Cells
        By table name.
    name : str
        Of the hospital, where the settings give none.
    rule_names : mapping of str to bool, optional
        Names that the settings may use, see :func:`scenarios.check.check`.

    Raises
    ------
    InputError
        All problems at once, each with its table, row and column; when a table or a needed column is missing, only
        what is wrong with tables and cells.
    """
    draft = Draft({"hospital": {"name": name}, "census": {}})
    complete = headers(tables, draft)
    rows = fill(tables, draft)
    if not complete:
        raise InputError(draft.problems)
    _derive(draft, rows)
    scenario, found = validated(draft.document, to_json(draft.document), rule_names)
    add_new(found, draft)
    if scenario is None or draft.problems:
        raise InputError(draft.problems)
    return scenario


def add_new(found: Iterable[InputProblem], draft: Draft) -> None:
    """Report problems of the document where the tables have them, unless that cell is already complained of."""
    told = {problem.path for problem in draft.problems}
    draft.problems.extend(problem for one in found if (problem := draft.located(one)).path not in told)


def fill(
    tables: dict[str, Cells],
    draft: Draft,
    known: Sequence[Table] = TABLES,
    setting_rows: Iterable[Column] = SETTING_ROWS,
    nested: Mapping[str, str] = NESTED,
) -> dict[str, Rows]:
    """Put the rows and settings of tables in their places of the document; return the rows by table.

    Parameters
    ----------
    tables : dict of str to Cells
        By table name.
    draft : Draft
        Receives them.
    known, setting_rows :
        Tables and settings there are.
    nested : mapping of str to str
        Tables whose rows go into those of another one.
    """
    zone = settings(tables.get(SETTINGS), draft, setting_rows)
    rows: dict[str, Rows] = {
        table.name: rows_of(table, tables[table.name], zone, draft)
        for table in known
        if table.name in tables and table.name != SETTINGS
    }
    for child, parent in nested.items():
        if child in rows and parent in rows:
            _nest(child, parent, rows, tables, draft)
    for table in known:
        if table.name in rows and table.name not in nested:
            if table.key:
                _report_twice(table, rows[table.name], tables[table.name].label, draft)
            _place(rows[table.name], table.at.split("."), table.key, draft)
    _remember_places(known, tables, rows, draft)
    return rows


def _nest(child: str, parent: str, rows: dict[str, Rows], tables: dict[str, Cells], draft: Draft) -> None:
    """Put each row of a table into the row of the parent table that it names."""
    field = parent.removesuffix("s")
    owners: dict[str, Row] = {}
    first_row: dict[str, int] = {}
    for number, owner in rows[parent]:
        identity = owner.get("id", "")
        if identity in owners:
            message = (
                f"{field.capitalize()} {identity} is defined twice, first in row {first_row[identity]}, expected once"
            )
            draft.problems.append(InputProblem(place(tables[parent].label, number, "id"), message))
            continue
        owners[identity] = owner
        first_row[identity] = number
        owner[child] = []
    rows[parent] = [(number, owner) for number, owner in rows[parent] if child in owner]
    for number, row in rows[child]:
        named = row.pop(field, None)
        if named in owners:
            owners[named][child].append(row)
        elif named is not None:
            message = unknown(
                f"{child.removesuffix('s').capitalize()} {row.get('id', '')}", field, named, field, owners
            )
            draft.problems.append(InputProblem(place(tables[child].label, number, field), message))


def _report_twice(table: Table, rows: Rows, label: str, draft: Draft) -> None:
    """Report keys that stand in more than one row: of two answers neither is the right one."""
    first_row: dict[object, int] = {}
    for number, row in rows:
        key = row.get(table.key)
        if key is not None and first_row.setdefault(key, number) != number:
            message = f"{table.key} {key!r} is given twice, first in row {first_row[key]}, expected once"
            draft.problems.append(InputProblem(place(label, number, table.key), message))


def _place(rows: Rows, at: list[str], key: str, draft: Draft) -> None:
    target: Any = draft.document
    for step in at[:-1]:
        target = target.setdefault(step, {})
    if key:
        target[at[-1]] = {row.pop(key): row for _, row in rows if key in row}
    else:
        target[at[-1]] = [row for _, row in rows]


def _remember_places(known: Sequence[Table], tables: dict[str, Cells], rows: dict[str, Rows], draft: Draft) -> None:
    """Note the row of every part, by the identity of the objects that the document now holds."""
    row_of = {id(row): (table, number) for table in known for number, row in rows.get(table.name, ())}

    def walk(part: object, path: str) -> None:
        if id(part) in row_of:
            table, number = row_of[id(part)]
            draft.origins.setdefault(path, (table, tables[table.name].label, number))
        children: Iterable[tuple[object, object]] = ()
        if isinstance(part, dict):
            children = part.items()
        elif isinstance(part, list):
            children = enumerate(part)
        for step, inner in children:
            if isinstance(inner, dict | list):
                walk(inner, f"{path}.{step}" if path else str(step))

    walk(draft.document, "")


def _derive(draft: Draft, rows: dict[str, Rows]) -> None:
    """Fill in what optional tables left out, from what the others say."""
    hospital, census = draft.document["hospital"], draft.document["census"]
    wards = [row for _, row in rows.get("wards", ())]
    if "departments" not in rows:
        owners = dict.fromkeys(ward["department"] for ward in wards if "department" in ward)
        hospital["departments"] = [{"id": owner} for owner in owners]
    if "buildings" not in rows:
        placed = [*wards, *(row for _, row in rows.get("operating_rooms", ())), hospital.get("emergency", {})]
        named = dict.fromkeys(part["building"] for part in placed if part.get("building"))
        hospital["buildings"] = [{"id": building} for building in named]
    if "at" not in census:
        past = [row[field] for table, field in _PAST for _, row in rows.get(table, ()) if field in row]
        moments = [moment for text in past if (moment := _moment(text))]
        if moments:
            census["at"] = max(moments).isoformat()
        else:
            message = f"no {CENSUS_AT} in table {SETTINGS} and no past time to take it from, expected one"
            draft.problems.append(InputProblem("census.at", message))
    derive_weeks(draft)


def derive_weeks(draft: Draft) -> None:
    """Leave out coming weeks that nobody filled in, and let the others begin on the day after the census."""
    weeks = draft.document.get("coming_weeks", {})
    for name in [name for name, value in weeks.items() if value == []]:
        del weeks[name]
    if not weeks:
        draft.document.pop("coming_weeks", None)
    elif "first_day" not in weeks and (census := _moment(draft.document["census"].get("at", ""))):
        weeks["first_day"] = (census.date() + timedelta(days=1)).isoformat()


def _moment(text: str) -> datetime | None:
    """Return a time whose cell was sound."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.utcoffset() is not None else None
