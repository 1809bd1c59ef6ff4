"""``onebed schedule``."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.commands.database import DatabaseUrl, open_database
from api.commands.options import AsJson, Quiet, Seed, Workers
from api.commands.terminal import console, progress, table_box
from api.exit_codes import EXIT_NO_FEASIBLE_PLAN
from api.operating_rooms.risk import risk_letter
from optimizer.operating_rooms.filters import FILTERS
from optimizer.operating_rooms.log_day import planned_day
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.report import schedule_document
from optimizer.operating_rooms.rules import RULES, WEIGHABLE
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solution import Solution, Status
from optimizer.solve import Budget
from scenarios.files.operating_room_log import is_log, read_log
from scenarios.files.surgical_days import load_surgical_day
from scenarios.generate.surgery import generate_surgical_day
from scenarios.input_problems import InputError
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

RULE_NAMES = frozenset([*(rule.name for rule in FILTERS), *(rule.name for rule in RULES)])

DEMO = "demo"

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
    stored = file is None
    day = _stored_day(database, on) if file is None else _day_of(file, on, seed)
    problem = make_problem(day, chosen_quantile(day))
    budget = Budget(seconds=max(0.01, time_limit), workers=workers, seed=seed)
    with progress("Planning operating rooms", quiet=quiet or as_json) as on_progress:
        solution = solve_problem(problem, budget, on_progress=on_progress)
    document = schedule_document(problem, solution)
    text = json.dumps(document, ensure_ascii=False)
    if output is not None:
        _write_whole(output, text)
    if publish:
        number = _publish(database, day, problem, solution, document, load=not stored)
        document["published"] = number
        text = json.dumps(document, ensure_ascii=False)
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
    return load_surgical_day(file, on=on, rule_names=RULE_NAMES, weighable=WEIGHABLE)


def _stored_day(database: str | None, on: str | None) -> SurgicalDay:
    """Return the day of the store: the one named, or tomorrow."""
    from api.operating_rooms.lists import Lists  # the store loads only where it is asked
    from api.store.refusals import Refusal

    wanted = on or (date.today() + timedelta(days=1)).isoformat()
    store = open_database(database)
    try:
        return Lists(store).now(wanted).day
    except Refusal as refusal:
        raise InputError.single("--date", f"{refusal}; a FILE loads one") from None
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


def print_schedule(document: dict[str, Any], screen: Console) -> None:
    """Print a list for people: room by room, then what is put off and why."""
    table = Table(title=f"Operating rooms 手术间 {document['date']}", title_justify="left", box=table_box(screen))
    for heading in ("room", "risk", "start", "end", "80% band", "case", "department", "surgeon", "afterwards"):
        table.add_column(heading, overflow="fold")
    for room in document["rooms"]:
        for number, case in enumerate(room["cases"]):
            first = (room["room"], f"{room['risk']:.0%} {risk_letter(room['risk'])}") if number == 0 else ("", "")
            band = "-".join(_clock(moment) for moment in case["start_band"])
            after = ", ".join(filter(None, ("PACU" if case["recovery_until"] else "", case["bed_after"])))
            times = _clock(case["start"]), _clock(case["leaves"])
            table.add_row(*first, *times, band, case["case"], case["department"], case["surgeon"] or "", after)
    screen.print(table)
    for case in document["postponed"]:
        screen.print(f"put off {case['case']}: {case['why']}", markup=False)
    kpis = ", ".join(f"{name} {value}" for name, value in document["kpis"].items())
    screen.print(kpis, markup=False)
    gap = "" if document["gap"] is None else f", at most {document['gap']:.1%} above the best possible"
    if "published" in document:
        screen.print(f"published as number {document['published']}", markup=False)
    points = f"{document['objective']:.0f} points{gap}"
    screen.print(f"{document['status']}: {points}, {document['seconds']:.1f} s", markup=False)


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%H:%M")


def _refuse_no_date(text: str) -> None:
    try:
        datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise InputError.single("--date", f"{text!r}, expected a day such as 2026-03-02") from None


def _write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old or the new list, never half of one."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        message = f"cannot be written ({error.strerror}), expected a writable file"
        raise InputError.single(str(path), message) from error
