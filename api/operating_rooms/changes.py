"""Commands on the list that is being made: cases moved, put off or pinned, a whole list taken over, published."""

from dataclasses import replace
from typing import Any

from api.operating_rooms.list_now import ListNow
from api.operating_rooms.lists import Lists
from api.operating_rooms.loading import expect_list_version
from api.operating_rooms.moves import Move, case_to_move, try_move, try_put_off
from api.operating_rooms.pins import decided_by_hand
from api.operating_rooms.rows import PLACE, case_row, case_rows, list_row
from api.operating_rooms.views import move_view, published_document, violation_view
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import NotFound, RulesBroken, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError
from scenarios.surgery_check import check_day
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


def move_case(
    tx: Transaction,
    lists: Lists,
    on: str,
    case: str,
    *,
    room: str,
    start_minute: int,
    surgeon: str | None = None,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Put a case into a room at a minute.

    Raises
    ------
    RulesBroken
        Hard rules would be broken that are not broken now.
    """
    move = try_move(lists.seen_by(tx.connection, on), case, room, start_minute, surgeon)
    return _carry_out(tx, on, move, EventKind.CASE_MOVED, version, reason)


def put_off_case(
    tx: Transaction, lists: Lists, on: str, case: str, *, version: int | None = None, reason: str = ""
) -> Answer:
    """Take a case off the list.

    Raises
    ------
    RulesBroken
        The case must be done.
    """
    move = try_put_off(lists.seen_by(tx.connection, on), case)
    return _carry_out(tx, on, move, EventKind.CASE_PUT_OFF, version, reason)


def pin_case(
    tx: Transaction,
    lists: Lists,
    on: str,
    case: str,
    *,
    room: str | None,
    start_minute: int | None,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Pin a case to a room, a start, both, or neither: the next run keeps what is pinned.

    Raises
    ------
    InputError
        The pin fits no room or overlaps another one.
    """
    now = lists.seen_by(tx.connection, on)
    known = case_to_move(now, case)
    row = case_row(tx.connection, on, case)
    tx.expect_version("surgical case", row, version)
    if room is not None and room not in now.day.room_of:
        raise NotFound("Operating room {room} is not staffed on {on}, expected one that is", room=room, on=on)
    pinned = replace(known, fixed_room=room, fixed_start_minute=start_minute)
    others = [pinned if one is known else one for one in now.day.cases]
    day = replace(now.day, published=None)  # what was signed may name people who are gone
    problems = set(check_day(replace(day, cases=tuple(others)))) - set(check_day(day))
    if problems:
        raise InputError(sorted(problems, key=str))
    tx.change("surgical_case", row, pinned_room=room, pinned_start_minute=start_minute)
    sequence = tx.record(EventKind.CASE_PINNED, operating_list=on, surgical_case=case, reason=reason)
    return {"case": case, "pinned_room": room, "pinned_start_minute": start_minute, "version": sequence}


def take_over(tx: Transaction, now: ListNow, plan: OperatingRoomPlan, solution: dict[str, Any], reason: str) -> Answer:
    """Put a whole list, as a run has found it, in the place of the one that stands; what has begun stays."""
    rows = case_rows(tx.connection, now.on)
    for case, row in rows.items():
        place = _place(plan.by_case.get(case))
        fixed = row["cancelled"] or row["started_minute"] is not None
        if not fixed and any(row[name] != value for name, value in place.items()):
            tx.change("surgical_case", row, **place)
    tx.change("operating_list", list_row(tx.connection, now.on), solution=solution)
    sequence = tx.record(EventKind.LIST_PLANNED, operating_list=now.on, reason=reason)
    return {"date": now.on, "planned": len(plan.cases), "postponed": len(plan.postponed), "version": sequence}


def publish_list(
    tx: Transaction, lists: Lists, on: str, *, reason: str, override: str = "", version: int | None = None
) -> Answer:
    """Publish the list as it stands, under the next number.

    Raises
    ------
    RulesBroken
        It breaks hard rules and no override says why that may be.
    WrongState
        Nothing is planned.
    """
    expect_list_version(tx, on, version)
    now = lists.seen_by(tx.connection, on)
    row = list_row(tx.connection, on)
    if not now.plan.cases:
        raise WrongState("The list of {on} has no case, expected one that was planned", on=on)
    if now.broken and not override.strip():
        raise RulesBroken(
            "The list of {on} breaks: {rule_names}; expected one that keeps the rules, or an override with its reason",
            on=on,
            rule_names=sorted({one.rule for one in now.broken}),
            rules=[violation_view(one) for one in now.broken],
        )
    number = (row["published"] or 0) + 1
    why = reason or override
    document = published_document(now)
    tx.add(
        "published_list",
        f"{on} {number}",
        operating_list=on,
        number=number,
        document=document,
        by=tx.actor,
        at=tx.now,
        reason=why,
    )
    tx.change("operating_list", row, published=number)
    rules = sorted({one.rule for one in now.broken})
    sequence = tx.record(EventKind.LIST_PUBLISHED, operating_list=on, reason=why, overridden=rules)
    return {"date": on, "number": number, "status": document["status"], "broken": rules, "version": sequence}


def _carry_out(tx: Transaction, on: str, move: Move, kind: EventKind, version: int | None, reason: str) -> Answer:
    row = case_row(tx.connection, on, move.case)
    tx.expect_version("surgical case", row, version)
    if move.broken:
        raise RulesBroken(
            "Case {case} there would break: {rule_names}; expected a place that keeps the rules",
            case=move.case,
            rule_names=sorted({one.rule for one in move.broken}),
            rules=[violation_view(one) for one in move.broken],
        )
    tx.change("surgical_case", row, **_place(move.placed), **_followed_pins(row, move.placed))
    known = list_row(tx.connection, on)
    if move.case in (known["solution"] or {}).get("without_place", ()):
        tx.change("operating_list", known, solution=decided_by_hand(known["solution"], move.case))
    sequence = tx.record(kind, operating_list=on, surgical_case=move.case, reason=reason)
    return {**move_view(move), "version": sequence}


def _place(placed: PlannedCase | None) -> Row:
    return {name: getattr(placed, name) if placed else None for name in PLACE}


def _followed_pins(row: Row, placed: PlannedCase | None) -> Row:
    """Return the pins of a case that is put off: there is nothing left for them to hold."""
    return {"pinned_start_minute": None} if placed is None and row["pinned_start_minute"] is not None else {}
