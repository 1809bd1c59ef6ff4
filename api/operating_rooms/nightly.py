"""A nightly run from the command line: its list goes into the store and is published with its status."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from api.clock import WallClock
from api.operating_rooms.changes import publish_list, take_over
from api.operating_rooms.lists import Lists
from api.operating_rooms.loading import checked_for_store, expect_not_begun, kept_pins, load_day
from api.operating_rooms.pins import must_stay, solved_words
from api.operating_rooms.rows import case_document, case_rows, list_row
from api.store.database import Database
from api.store.refusals import NotFound, WrongState
from api.store.store import Envelope, Store
from api.store.transaction import Answer, Transaction
from optimizer.operating_rooms.problem import Problem
from optimizer.solution import Solution
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

ACTOR = "nightly run"
REASON = "night run"


def expect_publishable(database: Database, day: SurgicalDay, *, load: bool) -> None:
    """Refuse a day whose list could not be published, before anybody plans it.

    Raises
    ------
    InputError
        The store cannot hold the day.
    WrongState
        It has no case, or it has begun: then the rest of it is planned, not all.
    """
    if not day.cases:
        raise WrongState("The list of {on} has no case, expected some to be loaded", on=day.on.isoformat())
    if load:
        checked_for_store(day)
    with database.reading() as connection, suppress(NotFound):
        expect_not_begun(list_row(connection, day.on.isoformat()))


def with_kept_pins(database: Database, day: SurgicalDay) -> SurgicalDay:
    """Return a day with the pins that its cases have in the store: loading the day keeps them."""
    with database.reading() as connection:
        rows = case_rows(connection, day.on.isoformat())

    def pinned(case: SurgicalCase) -> SurgicalCase:
        pins = kept_pins(rows[case.id], case, day.room_of) if case.id in rows else {}
        return (
            replace(case, fixed_room=pins["pinned_room"], fixed_start_minute=pins["pinned_start_minute"])
            if pins
            else case
        )

    return replace(day, cases=tuple(map(pinned, day.cases)))


def pinned_on_list(database: Database, day: SurgicalDay) -> frozenset[str]:
    """Return the cases of a day that are pinned and stand on its list in the store: none before it was loaded."""
    with suppress(NotFound):
        kept = {case.id for case in day.cases if case.fixed_room is not None or case.fixed_start_minute is not None}
        return must_stay(Lists(database).now(day.on.isoformat())) & kept
    return frozenset()


def publish_solution(
    database: Database,
    day: SurgicalDay,
    problem: Problem,
    solution: Solution[OperatingRoomPlan],
    document: dict[str, Any],
    *,
    load: bool,
) -> int:
    """Put a solved list into the store and publish it, all or nothing; return its number.

    Parameters
    ----------
    database : Database
        Of the store; a server may run on it.
    day, problem, solution :
        What was solved, and what was found.
    document : dict
        The list's document, for the reasons of cases that are put off.
    load : bool
        The day comes from a file: it goes into the store first.

    Raises
    ------
    InputError
        The store cannot hold the day.
    WrongState
        The stored day was changed while it was planned.
    """
    lists, store = Lists(database), Store(database, WallClock())
    if load:
        checked_for_store(day)
    words = {name: document[name] for name in ("status", "objective", "bound", "gap", "seconds")}
    why = {
        one["case"]: {
            **{name: one[name] for name in ("rules", "extra_points", "room", "broken")},
            "message": one["why"],
        }
        for one in document["postponed"]
    }
    kept = {**words, **solved_words(problem, solution.plan), "why": why}

    def work(tx: Transaction) -> Answer:
        if load:
            load_day(tx, day, reason=REASON)
        now = lists.seen_by(tx.connection, day.on.isoformat())
        if not load and [case_document(case) for case in now.day.cases] != [case_document(case) for case in day.cases]:
            raise WrongState(
                "The list of {on} was changed while it was planned, expected it to be asked again", on=now.on
            )
        take_over(tx, now, solution.plan, kept, REASON)
        return publish_list(tx, lists, now.on, reason=REASON, override=REASON)

    return int(store.execute(work, Envelope(actor=ACTOR))["number"])
