"""``onebed plan``."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from api.commands.options import MOST_WORKERS, AsJson, Quiet, Seed, Workers, finite
from api.commands.plan_output import (
    Progress,
    folder_of_days,
    plan_document,
    refuse_lost_output,
    show_check,
    show_plan,
    solution_document_of,
    write_json,
    write_surgical_days,
)
from optimizer.admissions.check import check_plan
from optimizer.admissions.explain import SECONDS, impossible_patients
from optimizer.admissions.left_for_later import left_for_later
from optimizer.admissions.planner import plan_admissions
from optimizer.admissions.search.compiled import COMPILING, is_compiled
from optimizer.beds.rules import RULE_NAMES
from scenarios.files.admissions import AdmissionsInput, load_admissions
from scenarios.input_problems import InputError

EXIT_BROKEN = 3
LEAST_SECONDS_FOR_REASONS, SHARE_FOR_REASONS = 5.0, 0.25
"""Of the time limit: how much longer it may take to say which mandatory patients conflict, where not all can come."""

ENDING_SECONDS, ENDING_SECONDS_A_PATIENT = 0.5, 0.001
"""Kept of the time limit for reasons, files and the end of the processes."""

PlanFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="IHTC-2024 instance, or a scenario with coming weeks: JSON, folder or workbook of tables, or demo.",
    ),
]
SurgicalDays = Annotated[
    Path | None,
    typer.Option(
        "--surgical-days", metavar="FOLDER", help="Also write each day's operating list here, for onebed schedule."
    ),
]


def plan(
    context: typer.Context,
    file: PlanFile,
    solution: Annotated[Path | None, typer.Argument(metavar="[SOLUTION]", help="With --check: what to check.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check SOLUTION instead of planning.")] = False,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", min=0.0, callback=finite, help="Seconds of wall clock, from start to end."),
    ] = 600.0,
    workers: Workers = 2,
    seed: Seed = 0,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the plan here, as a solution.")] = None,
    surgical_days: SurgicalDays = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan the coming weeks: who is admitted when, in which room, operated in which theatre, nursed by whom."""
    given = load_admissions(file, rule_names=RULE_NAMES)
    if check or solution is not None:
        _check(given, solution, check=check, as_json=as_json)
        return
    if output is not None:
        refuse_lost_output(output, Path(file))
    if surgical_days is not None:
        folder_of_days(surgical_days, given)
    if not is_compiled():
        Console(stderr=True).print(f"{COMPILING}; until then the first plan is the answer", soft_wrap=True)
    with _interruptible() as stop:
        found = plan_admissions(
            given.problem,
            time_limit_seconds=_seconds_left(context, time_limit, given),
            workers=min(workers or MOST_WORKERS, len(os.sched_getaffinity(0))),
            seed=seed,
            progress=None if quiet or as_json else Progress(),
            stop=stop,
        )
    if output is not None:
        # Before the reasons are looked for: whoever ends the command meanwhile still has the plan.
        write_json(output, plan_document(given, found.plan, ()))
    seconds = max(LEAST_SECONDS_FOR_REASONS, SHARE_FOR_REASONS * time_limit)
    impossible = [] if found.check.feasible else impossible_patients(given.problem, seconds=min(SECONDS, seconds))
    postponed = left_for_later(given.problem, found.plan, impossible=impossible)
    if output is not None and given.scenario is not None:
        write_json(output, plan_document(given, found.plan, postponed))
    if surgical_days is not None:
        write_surgical_days(surgical_days, given, found.plan)
    if as_json:
        typer.echo(json.dumps(solution_document_of(given, found, impossible, postponed), ensure_ascii=False))
    else:
        show_plan(given, found, impossible, postponed)
        for path in filter(None, (output, surgical_days)):
            Console().print(f"written to {path}", highlight=False, markup=False, soft_wrap=True)
    if not found.check.feasible:
        raise typer.Exit(EXIT_BROKEN)


def _check(given: AdmissionsInput, solution: Path | None, *, check: bool, as_json: bool) -> None:
    """Say what a solution breaks and costs; ends with 3 when it breaks a rule."""
    if solution is None:
        raise InputError.single("--check", "no SOLUTION is given, expected: onebed plan --check FILE SOLUTION")
    if not check:
        expected = "expected --check before FILE to check it, or -o to write a plan there"
        raise InputError.single(str(solution), f"a second file is given, {expected}")
    checked = check_plan(given.problem, given.read_plan(solution))
    show_check(checked, as_json=as_json)
    if not checked.feasible:
        raise typer.Exit(EXIT_BROKEN)


def _seconds_left(context: typer.Context, time_limit: float, given: AdmissionsInput) -> float:
    """Return what the command's start and its end leave of the time limit for planning."""
    ending = ENDING_SECONDS + ENDING_SECONDS_A_PATIENT * len(given.problem.patients)
    begun: float = context.obj
    return max(0.0, time_limit - (time.monotonic() - begun) - ending)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C or request to terminate into a wish to stop; the second one ends as usual."""
    wishes: list[int] = []
    numbers = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) is not signal.SIG_IGN]

    def wish(number: int, _: FrameType | None) -> None:
        wishes.append(number)
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    before = {number: signal.signal(number, wish) for number in numbers}
    try:
        yield lambda: bool(wishes)
    finally:
        restore()
