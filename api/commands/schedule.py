"""``onebed schedule``."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from api.commands.database import DatabaseUrl, open_database
from api.commands.options import AsJson, Quiet, Seed, Workers
from api.commands.schedule_table import print_schedule
from api.commands.terminal import console, progress
from api.exit_codes import EXIT_NO_FEASIBLE_PLAN
from optimizer.operating_rooms.learned import with_learned_durations
from optimizer.operating_rooms.log_day import planned_day
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.report import schedule_document
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solution import Solution, Status
from optimizer.solve import Budget
from scenarios.files.operating_room_log import is_log, read_log
from scenarios.files.surgical_days import load_surgical_day
from scenarios.generate.surgery import generate_surgical_day
from scenarios.input_problems import InputError
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

DEMO = "demo"
YEARS = (2000, 2200)

DayFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="Surgical day as JSON, folder or workbook of tables, operating-room log, or demo (a generated day). "
        "Without it the day that is loaded in the store.",
    ),
]
OnDate = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", help="Day of a log (its last without), of the demo, or of the store (tomorrow)."
    ),
]
Publish = Annotated[
    bool,
    typer.Option(
        "--publish", help="Publish the list in the store, with its status, where the page and the API show it."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Also write the list to this file, whole or not at all."),
]
Limit = Annotated[float, typer.Option("--time-limit", min=0.0, help="Seconds of wall clock for the solver.")]


def schedule(
    file: DayFile = None,
    on: OnDate = None,
    time_limit: Limit = 60.0,
    workers: Workers = 0,
    seed: Seed = 0,
    publish: Publish = False,
    output: Output = None,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make tomorrow's operating-room list: room, order, start and surgeon, with the risk of running over."""
    if on is not None:
        _refuse_no_date(on)
    if output is not None:
        _refuse_unwritable(output)
    day, pinned = _stored_day(database, on) if file is None else (_day_of(file, on, seed), frozenset[str]())
    if not day.cases:
        raise InputError.single("cases", f"{day.on} has none, expected at least one to be planned")
    if publish:
        # Before the minutes of planning, not after them.
        _refuse_unpublishable(database, day, load=file is not None)
    if publish and file is not None:
        day, pinned = _with_pins_of_store(database, day)
    problem = make_problem(day, chosen_quantile(day)).with_must_do(pinned)
    budget = Budget(seconds=max(0.01, time_limit), workers=workers, seed=seed)
    with progress("Planning operating rooms", quiet=quiet or as_json) as on_progress:
        solution = solve_problem(problem, budget, on_progress=on_progress)
    document = schedule_document(problem, solution)
    if publish:
        document["published"] = _publish(database, day, problem, solution, document, load=file is not None)
    text = json.dumps(document, ensure_ascii=False)
    if output is not None:
        _write_whole(output, text)
    if as_json:
        typer.echo(text)
    else:
        print_schedule(document, console())
    if solution.status is Status.INFEASIBLE:
        raise typer.Exit(EXIT_NO_FEASIBLE_PLAN)


def _day_of(file: Path, on: str | None, seed: int) -> SurgicalDay:
    if str(file) == DEMO and not file.exists():
        return generate_surgical_day(seed=seed, on=date.fromisoformat(on)) if on else generate_surgical_day(seed=seed)
    if is_log(file):
        return planned_day(read_log(file), on)
    return with_learned_durations(load_surgical_day(file, on=on, rule_names=RULE_NAMES, weighable=WEIGHABLE))


def _stored_day(database: str | None, on: str | None) -> tuple[SurgicalDay, frozenset[str]]:
    """Return the day of the store, the one named or tomorrow, and the cases that must stay because of their pins."""
    from api.operating_rooms.lists import Lists  # the store loads only where it is asked
    from api.operating_rooms.pins import must_stay
    from api.settings import Settings
    from api.store.refusals import Refusal

    zone = ZoneInfo(Settings.model_validate({}).timezone)
    wanted = on or (datetime.now(zone).date() + timedelta(days=1)).isoformat()
    store = open_database(database)
    try:
        now = Lists(store).now(wanted)
        return now.day, must_stay(now)
    except Refusal as refusal:
        raise InputError.single("--date", f"{refusal}; a FILE loads one") from None
    finally:
        store.close()


def _with_pins_of_store(database: str | None, day: SurgicalDay) -> tuple[SurgicalDay, frozenset[str]]:
    """Return a day with the pins that were set on the board, and the cases that must stay because of them."""
    from api.operating_rooms.nightly import pinned_on_list, with_kept_pins  # the store loads only where it is asked

    store = open_database(database)
    try:
        pinned = with_kept_pins(store, day)
        return pinned, pinned_on_list(store, pinned)
    finally:
        store.close()


def _refuse_unpublishable(database: str | None, day: SurgicalDay, *, load: bool) -> None:
    """Refuse a day that the store would not take."""
    from api.operating_rooms.nightly import expect_publishable  # the store loads only where it is asked
    from api.store.refusals import Refusal

    store = open_database(database)
    try:
        expect_publishable(store, day, load=load)
    except Refusal as refusal:
        raise InputError.single("--publish", str(refusal)) from None
    finally:
        store.close()


def _publish(
    database: str | None,
    day: SurgicalDay,
    problem: Problem,
    solution: Solution[OperatingRoomPlan],
    document: dict[str, Any],
    *,
    load: bool,
) -> int:
    """Put a list into the store and publish it, whatever its status; return its number."""
    from api.operating_rooms.nightly import publish_solution  # the store loads only where it is asked
    from api.store.refusals import Refusal

    store = open_database(database)
    try:
        return publish_solution(store, day, problem, solution, document, load=load)
    except Refusal as refusal:
        raise InputError.single("--publish", str(refusal)) from None
    finally:
        store.close()


def _refuse_no_date(text: str) -> None:
    try:
        found = datetime.strptime(text, "%Y-%m-%d").year in range(*YEARS)
    except ValueError:
        found = False
    if not found:
        expected = f"expected a day of the years {YEARS[0]} to {YEARS[1] - 1}, such as 2026-03-02"
        raise InputError.single("--date", f"{text!r}, {expected}")


def _refuse_unwritable(path: Path) -> None:
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise InputError.single(str(path), "cannot be written, expected a file in a folder that can be written")


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old or the new list, never half of one."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        message = f"cannot be written ({error.strerror}), expected a writable file"
        raise InputError.single(str(path), message) from error
