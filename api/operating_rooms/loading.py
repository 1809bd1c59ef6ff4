"""The day that a list is made for: loaded whole, or one case more."""

import json
import re
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from api.operating_rooms.rows import case_document, case_row_id, case_rows, day_document, list_row
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import NotFound, WrongState
from api.store.transaction import Answer, Transaction
from optimizer.operating_rooms.learned import with_learned_durations
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgery import SurgicalCase
from scenarios.surgery_check import checked_day
from scenarios.surgical_day import SurgicalDay

LONGEST_NAME = 100
MOST_MINUTES = 2 * 24 * 60
MOST = 1_000_000
MOST_CASES, MOST_ROOMS = 2_000, 300
YEARS = (2000, 2199)
NOT_IN_ADDRESSES = re.compile(r"[/\x00-\x1f\x7f]")
UNPLACED: Row = dict.fromkeys(("room", "surgeon", "start_minute", "end_minute", "leaves_minute"))
UNKNOWN: Row = dict.fromkeys(("started_minute", "ended_minute", "expected_end_minute"))


def checked_for_store(day: SurgicalDay) -> SurgicalDay:
    """Return a day that the store can hold and the solver can plan, with the durations that its past cases teach.

    Raises
    ------
    InputError
        All that is wrong with it.
    """
    day = with_learned_durations(checked_day(day, rule_names=RULE_NAMES, weighable=WEIGHABLE))
    names = [
        *((f"cases.{number}.id", case.id) for number, case in enumerate(day.cases)),
        *((f"rooms.{number}.id", room.id) for number, room in enumerate(day.rooms)),
        *((f"surgeons.{number}.id", surgeon.id) for number, surgeon in enumerate(day.surgeons)),
    ]
    problems = [
        InputProblem(path, f"{name[:40]!r}..., {len(name)} characters, expected at most {LONGEST_NAME}")
        for path, name in names
        if len(name) > LONGEST_NAME
    ]
    problems += [
        InputProblem(
            path, f"{name!r}, expected a name without / and line breaks, which is not . or ..: it stands in addresses"
        )
        for path, name in names
        if name in (".", "..") or NOT_IN_ADDRESSES.search(name)
    ]
    if len(day.cases) > MOST_CASES or len(day.rooms) > MOST_ROOMS:
        sizes = f"{len(day.cases)} cases in {len(day.rooms)} rooms"
        problems.append(InputProblem("", f"{sizes}, expected at most {MOST_CASES} in {MOST_ROOMS}"))
    if not YEARS[0] <= day.on.year <= YEARS[1]:
        problems.append(InputProblem("on", f"{day.on}, expected a year from {YEARS[0]} to {YEARS[1]}"))
    problems += _out_of_bounds(day_document(day), "")
    for number, case in enumerate(day.cases):
        problems += _out_of_bounds(case_document(case), f"cases.{number}")
    if problems:
        raise InputError(problems)
    return day


def hash_of_day(day: SurgicalDay) -> str:
    """Return a digest of a day, the same for equal days."""
    content: Row = {
        "day": day_document(day),
        "cases": [case_document(case) for case in day.cases],
        "on": day.on.isoformat(),
    }
    content["pins"] = [[case.fixed_room, case.fixed_start_minute] for case in day.cases]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _out_of_bounds(value: object, path: str) -> list[InputProblem]:
    """Find values that no day has: the database or the solver could not hold them."""
    if isinstance(value, dict):
        items: list[tuple[str, object]] = [(str(name), inner) for name, inner in value.items()]
    elif isinstance(value, list):
        items = [(str(number), inner) for number, inner in enumerate(value)]
    elif isinstance(value, str):
        return [InputProblem(path, "holds a null character, expected text")] if "\x00" in value else []
    else:
        most = MOST_MINUTES if path.endswith(("_minute", "_minutes")) else MOST
        is_number = isinstance(value, int | float) and not path.endswith("seed")
        too_much = is_number and not abs(float(value)) <= most  # type: ignore[arg-type]
        return [InputProblem(path, f"{value}, expected at most {most}")] if too_much else []
    found = []
    for name, inner in items:
        if "\x00" in name:
            found.append(InputProblem(path, "holds a name with a null character, expected text"))
        found += _out_of_bounds(inner, f"{path}.{name}" if path else name)
    return found


def kept_pins(row: Row, case: SurgicalCase, staffed: Collection[str]) -> Row:
    """Return the pins of a case that is loaded again: its own go first; a room that is not staffed holds nothing."""
    own = {"pinned_room": case.fixed_room, "pinned_start_minute": case.fixed_start_minute}
    stored = {"pinned_room": row["pinned_room"] if row["pinned_room"] in staffed else None}
    stored["pinned_start_minute"] = row["pinned_start_minute"]
    return {name: stored[name] if value is None else value for name, value in own.items()}


def load_day(tx: Transaction, day: SurgicalDay, *, version: int | None = None, reason: str = "") -> Answer:
    """Load the day of a list. Cases that stay the same keep their places and pins.

    Parameters
    ----------
    tx : Transaction
        Of the command.
    day : SurgicalDay
        Checked; its pins go before those of an earlier load.
    version : int, optional
        That the caller saw.
    reason : str
        Why.

    Raises
    ------
    WrongState
        The day has begun: cases are added to it one by one.
    """
    on = day.on.isoformat()
    known, rows = _known(tx, on)
    if known is None:
        tx.add("operating_list", on, day=day_document(day))
    else:
        tx.expect_version("operating list", known, version)
        expect_not_begun(known)
        quantile = (known["solution"] or {}).get("planning_quantile")
        kept_words = None if quantile is None else {"planning_quantile": quantile, "why": {}}
        tx.change("operating_list", known, day=day_document(day), solution=kept_words)
    staffed = set(day.room_of)
    for position, case in enumerate(day.cases):
        row, document = rows.pop(case.id, None), case_document(case)
        pins = {"pinned_room": case.fixed_room, "pinned_start_minute": case.fixed_start_minute}
        if row is None:
            values: dict[str, Any] = {**UNPLACED, **UNKNOWN, **pins, "cancelled": False}
            tx.add(
                "surgical_case",
                case_row_id(on, case.id),
                operating_list=on,
                position=position,
                document=document,
                **values,
            )
            continue
        same = row["document"] == document and row["room"] in staffed
        kept = {} if same else UNPLACED
        pinned = kept_pins(row, case, staffed)
        tx.change("surgical_case", row, position=position, document=document, cancelled=False, **kept, **pinned)
    for row in rows.values():
        tx.remove("surgical_case", row)
    sequence = tx.record(EventKind.LIST_LOADED, operating_list=on, reason=reason)
    return {"date": on, "cases": len(day.cases), "version": sequence}


def add_case(tx: Transaction, day: SurgicalDay, case: SurgicalCase, *, reason: str = "") -> Answer:
    """Add a case, such as an emergency, to a day; it is put off until it is given a place.

    Parameters
    ----------
    tx : Transaction
        Of the command.
    day : SurgicalDay
        As it is, with the case in it: checked.
    case : SurgicalCase
        The new one.
    reason : str
        Why.

    Raises
    ------
    WrongState
        The day has a case of that name.
    """
    on = day.on.isoformat()
    list_row(tx.connection, on)
    rows = case_rows(tx.connection, on)
    if case.id in rows:
        raise WrongState("Case {case} is among those of {on}, expected a new name", case=case.id, on=on)
    pins = {"pinned_room": case.fixed_room, "pinned_start_minute": case.fixed_start_minute}
    position = 1 + max((row["position"] for row in rows.values()), default=-1)
    values: dict[str, Any] = {**UNPLACED, **UNKNOWN, **pins, "cancelled": False, "document": case_document(case)}
    tx.add("surgical_case", case_row_id(on, case.id), operating_list=on, position=position, **values)
    sequence = tx.record(EventKind.CASE_ADDED, operating_list=on, surgical_case=case.id, reason=reason)
    return {"date": on, "case": case.id, "version": sequence}


def _known(tx: Transaction, on: str) -> tuple[Row | None, dict[str, Row]]:
    try:
        return list_row(tx.connection, on), case_rows(tx.connection, on)
    except NotFound:
        return None, {}


def expect_not_begun(row: Row) -> None:
    """Refuse to load a day anew of which something has been reported."""
    if row["reported_minute"] is not None:
        raise WrongState("The day {on} has begun, expected cases to be added one by one", on=row["id"])


def expect_list_version(tx: Transaction, on: str, version: int | None) -> None:
    """Refuse when anything about a day has changed since the version that the caller saw."""
    tx.expect_version("operating list", list_row(tx.connection, on), version)
