"""Operating-room lists between their rows in the store and the objects that are worked with."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, func, select

from api.operating_rooms.list_now import CaseState, ListNow
from api.store.images import Row
from api.store.refusals import NotFound
from api.store.tables import operating_list, published_list, surgical_case
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay

DAY = TypeAdapter(SurgicalDay)
CASE = TypeAdapter(SurgicalCase)
PLANNED = TypeAdapter(tuple[PlannedCase, ...])
PLACE = ("room", "surgeon", "start_minute", "end_minute", "leaves_minute")
PINS = ("fixed_room", "fixed_start_minute")

_LIST = select(operating_list).where(operating_list.c.id == bindparam("on"))
_CASES = (
    select(surgical_case)
    .where(surgical_case.c.operating_list == bindparam("on"))
    .order_by(surgical_case.c.position, surgical_case.c.id)
)
_VERSION = select(func.max(surgical_case.c.version)).where(surgical_case.c.operating_list == bindparam("on"))
_PUBLISHED = select(published_list).where(
    published_list.c.operating_list == bindparam("on"), published_list.c.number == bindparam("number")
)


def case_row_id(on: str, case: str) -> str:
    """Return the id of a case's row."""
    return f"{on} {case}"


def list_row(connection: Connection, on: str) -> Row:
    """Return a day's row, with the version of everything about the day.

    Raises
    ------
    NotFound
        Nothing was loaded for this day.
    """
    row = connection.execute(_LIST, {"on": on}).mappings().first()
    if row is None:
        raise NotFound("Operating-room list of {on} does not exist, expected a day whose cases were loaded", on=on)
    cases = connection.execute(_VERSION, {"on": on}).scalar() or 0
    return {**row, "version": max(row["version"], cases)}


def case_rows(connection: Connection, on: str) -> dict[str, Row]:
    """Return the rows of a day's cases by case."""
    return {row["document"]["id"]: dict(row) for row in connection.execute(_CASES, {"on": on}).mappings()}


def case_row(connection: Connection, on: str, case: str) -> Row:
    """Return the row of a case.

    Raises
    ------
    NotFound
        The day does not exist or has no such case.
    """
    list_row(connection, on)
    wanted = select(surgical_case).where(surgical_case.c.id == case_row_id(on, case))
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("Case {case} is not among those of {on}, expected one that was loaded", case=case, on=on)
    return dict(row)


def published_row(connection: Connection, on: str, number: int) -> Row:
    """Return a published list.

    Raises
    ------
    NotFound
        No list of that number was published for the day.
    """
    row = connection.execute(_PUBLISHED, {"on": on, "number": number}).mappings().first()
    if row is None:
        raise NotFound("No list {number} was published for {on}, expected one that was", number=number, on=on)
    return dict(row)


def published_rows(connection: Connection, on: str) -> list[Row]:
    """Return what was published for a day, newest first."""
    wanted = select(published_list).where(published_list.c.operating_list == on)
    rows = connection.execute(wanted.order_by(published_list.c.number.desc())).mappings()
    return [dict(row) for row in rows]


def list_from_rows(row: Row, cases: dict[str, Row], published: Row | None, known: ListNow | None) -> ListNow:
    """Return the list that rows describe.

    Parameters
    ----------
    row : dict
        From :func:`list_row`.
    cases : dict of str to dict
        From :func:`case_rows`.
    published : dict or None
        The list that was published last.
    known : ListNow or None
        An earlier version, whose problem is taken over when the day is the same: building one takes 70 ms.
    """
    alive = {case: one for case, one in cases.items() if not one["cancelled"]}
    day = replace(
        DAY.validate_python({**row["day"], "on": row["id"]}),
        cases=tuple(_pinned_case(one) for one in alive.values()),
        published=plan_from_document(published["document"]) if published else None,
    )
    made = ListNow(
        on=row["id"],
        day=day,
        kept_plan=_plan(alive),
        states={case: _state(one) for case, one in cases.items()},
        cancelled=tuple(CASE.validate_python(one["document"]) for one in cases.values() if one["cancelled"]),
        solution=row["solution"],
        reported_minute=row["reported_minute"],
        published=row["published"],
        version=row["version"],
    )
    return replace(made, known_problem=known.problem) if known is not None and _same_problem(made, known) else made


def day_document(day: SurgicalDay) -> dict[str, Any]:
    """Return a day without its cases and its published list, sets in order."""
    document: dict[str, Any] = DAY.dump_python(replace(day, cases=(), published=None), mode="json")
    return {name: _ordered(value) for name, value in document.items() if name not in ("cases", "published", "on")}


def case_document(case: SurgicalCase) -> dict[str, Any]:
    """Return a case without its pins, sets in order."""
    document: dict[str, Any] = CASE.dump_python(case, mode="json")
    document |= {name: sorted(document[name]) for name in ("equipment", "room_equipment")}
    return {name: value for name, value in document.items() if name not in PINS}


def plan_from_document(document: dict[str, Any]) -> OperatingRoomPlan:
    """Return the plan of a published document."""
    return OperatingRoomPlan(
        cases=PLANNED.validate_python(document["cases"]), postponed=tuple(sorted(document["postponed"]))
    )


def plan_document(plan: OperatingRoomPlan) -> dict[str, Any]:
    """Return a plan as a document."""
    return {"cases": PLANNED.dump_python(plan.cases, mode="json"), "postponed": list(plan.postponed)}


def _pinned_case(row: Row) -> SurgicalCase:
    pins = {"fixed_room": row["pinned_room"], "fixed_start_minute": row["pinned_start_minute"]}
    return CASE.validate_python({**row["document"], **pins})


def _state(row: Row) -> CaseState:
    names = ("position", "version", "pinned_room", "pinned_start_minute", "started_minute", "ended_minute")
    return CaseState(**{name: row[name] for name in (*names, "expected_end_minute", "cancelled")})


def _plan(rows: dict[str, Row]) -> OperatingRoomPlan:
    names = ("room", "surgeon", "start_minute", "end_minute", "leaves_minute")
    planned = [
        PlannedCase(case=case, **{name: row[name] for name in names})
        for case, row in rows.items()
        if row["room"] is not None
    ]
    return OperatingRoomPlan(
        cases=tuple(sorted(planned, key=lambda one: (one.room, one.start_minute))),
        postponed=tuple(case for case, row in rows.items() if row["room"] is None),
    )


def _same_problem(one: ListNow, other: ListNow) -> bool:
    names = ("day", "states", "reported_minute") if one.under_way else ("day",)
    solved = (one.solution or {}).get("planning_quantile") == (other.solution or {}).get("planning_quantile")
    same_way = one.under_way == other.under_way
    return solved and same_way and all(getattr(one, name) == getattr(other, name) for name in names)


def _ordered(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [{name: _sorted_names(name, inner) for name, inner in item.items()} for item in value]
    return value


def _sorted_names(name: str, value: Any) -> Any:  # noqa: ANN401  any JSON value
    return sorted(value) if name in SETS and isinstance(value, list) else value


SETS = frozenset({"departments", "equipment"})
"""Fields of a day's objects that are sets."""


def dates_with_lists(connection: Connection) -> list[Row]:
    """Return the days that have a list, latest first."""
    wanted = select(operating_list.c.id, operating_list.c.published).order_by(operating_list.c.id.desc())
    return [dict(row) for row in connection.execute(wanted).mappings()]


def planned_counts(connection: Connection, dates: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return how many cases of each day have a place, and how many there are."""
    wanted = (
        select(surgical_case.c.operating_list, func.count(surgical_case.c.room), func.count())
        .where(surgical_case.c.operating_list.in_(list(dates)), surgical_case.c.cancelled.is_(False))
        .group_by(surgical_case.c.operating_list)
    )
    return {on: (planned, every) for on, planned, every in connection.execute(wanted)}
