"""From tables to a scenario: rows go to their places in the document, which is then read like any other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from scenarios.check import check
from scenarios.check.index import unknown
from scenarios.files.documents import SCENARIO
from scenarios.files.problem_words import problems_in_words
from scenarios.files.tables import TABLES
from scenarios.files.tables.draft import Draft, Row, place
from scenarios.files.tables.read import Cells
from scenarios.files.tables.rows import headers, rows_of, settings
from scenarios.files.tables.setting_tables import CENSUS_AT, SETTINGS
from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario

Rows = list[tuple[int, Row]]

_PAST = (("stays", "admitted_at"), ("stays", "discharge_ordered_at"), ("requests", "requested_at"))


def scenario_from_tables(tables: dict[str, Cells], name: str) -> Scenario:
    """Return the scenario that tables describe, checked.

    Parameters
    ----------
    tables : dict of str to Cells
        By table name.
    name : str
        Of the hospital, where the settings give none.

    Raises
    ------
    InputError
        All problems at once, each with its table, row and column: first of tables and cells; when these are sound, of
        what rows say about each other.
    """
    draft = Draft({"hospital": {"name": name}, "census": {}})
    complete = headers(tables, draft)
    _fill(tables, draft)
    if not complete:
        raise InputError(draft.problems)
    try:
        scenario = SCENARIO.validate_python(draft.document)
    except ValidationError as error:
        found = problems_in_words(error.errors(include_url=False), draft.document, Scenario)
        _add_new(found, draft)
        raise InputError(draft.problems) from error
    if not draft.problems:
        _add_new(check(scenario), draft)
    if draft.problems:
        raise InputError(draft.problems)
    return scenario


def _add_new(found: Iterable[InputProblem], draft: Draft) -> None:
    """Report problems of the document where the tables have them, unless that cell is already complained of."""
    told = {problem.path for problem in draft.problems}
    draft.problems.extend(problem for one in found if (problem := draft.located(one)).path not in told)


def _fill(tables: dict[str, Cells], draft: Draft) -> None:
    zone = settings(tables.get(SETTINGS), draft)
    rows: dict[str, Rows] = {
        table.name: rows_of(table, tables[table.name], zone, draft)
        for table in TABLES
        if table.name in tables and table.name != SETTINGS
    }
    for child, parent in (("beds", "rooms"), ("rooms", "wards")):
        if child in rows and parent in rows:
            _nest(child, parent, rows, tables, draft)
    for table in TABLES:
        if table.name in rows and table.name not in ("rooms", "beds"):
            _place(rows[table.name], table.at.split("."), table.key, draft)
    _remember_places(tables, rows, draft)
    _derive(draft, rows)


def _nest(child: str, parent: str, rows: dict[str, Rows], tables: dict[str, Cells], draft: Draft) -> None:
    """Put each row of a table into the row of the parent table that it names."""
    field = parent.removesuffix("s")
    owners: dict[str, Row] = {}
    first_row: dict[str, int] = {}
    for number, owner in rows[parent]:
        identity = owner.get("id", "")
        owner[child] = []
        if identity in owners:
            message = (
                f"{field.capitalize()} {identity} is defined twice, first in row {first_row[identity]}, expected once"
            )
            draft.problems.append(InputProblem(place(tables[parent].label, number, "id"), message))
            owner[child] = owners[identity][child]
        owners.setdefault(identity, owner)
        first_row.setdefault(identity, number)
    for number, row in rows[child]:
        named = row.pop(field, None)
        if named in owners:
            owners[named][child].append(row)
        elif named is not None:
            message = unknown(
                f"{child.removesuffix('s').capitalize()} {row.get('id', '')}", field, named, field, owners
            )
            draft.problems.append(InputProblem(place(tables[child].label, number, field), message))


def _place(rows: Rows, at: list[str], key: str, draft: Draft) -> None:
    target: Any = draft.document
    for step in at[:-1]:
        target = target.setdefault(step, {})
    if key:
        target[at[-1]] = {row.pop(key): row for _, row in rows if key in row}
    else:
        target[at[-1]] = [row for _, row in rows]


def _remember_places(tables: dict[str, Cells], rows: dict[str, Rows], draft: Draft) -> None:
    """Note the row of every part, by the identity of the objects that the document now holds."""
    row_of = {id(row): (table, number) for table in TABLES for number, row in rows.get(table.name, ())}

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
        if past and not draft.problems:
            census["at"] = max(past, key=datetime.fromisoformat)
        elif not past:
            message = f"missing, and no past time to take it from, expected a row {CENSUS_AT} in table {SETTINGS}"
            draft.problems.append(InputProblem(CENSUS_AT, message))
