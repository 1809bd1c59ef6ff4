"""``onebed plan``."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.commands.options import AsJson, Quiet, Seed, TimeLimit, Workers
from api.commands.terminal import console, table_box
from optimizer.admissions.check import PlanCheck, check_plan
from optimizer.admissions.explain import Impossible, impossible_patients
from optimizer.admissions.planner import plan_admissions
from optimizer.admissions.search.compiled import COMPILING, is_compiled
from optimizer.admissions.solution import AdmissionsSolution
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.files.ihtc import read_instance, read_solution, solution_document, write_solution
from scenarios.input_problems import InputError

EXIT_BROKEN = 3
SECONDS_BETWEEN_PROGRESS = 1.0


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="IHTC-2024 instance.")],
    solution: Annotated[Path | None, typer.Argument(metavar="[SOLUTION]", help="With --check: what to check.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check SOLUTION instead of planning.")] = False,
    time_limit: TimeLimit = 600.0,
    workers: Workers = 2,
    seed: Seed = 0,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the plan here, as a solution.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan the coming weeks: who is admitted when, in which room, operated in which theatre, nursed by whom."""
    problem = read_instance(file)
    if check or solution is not None:
        if not check or solution is None:
            raise InputError.single("--check", "FILE SOLUTION are checked together, expected both and --check")
        _show_check(check_plan(problem, read_solution(solution, problem)), as_json=as_json)
        return
    if output is not None and not output.resolve().parent.is_dir():
        raise InputError.single(str(output), "is in a folder that does not exist, expected one that does")
    if not is_compiled():
        Console(stderr=True).print(f"{COMPILING}; until then the first plan is the answer", soft_wrap=True)
    with _interruptible() as stop:
        found = plan_admissions(
            problem,
            time_limit_seconds=time_limit,
            workers=workers or len(os.sched_getaffinity(0)),
            seed=seed,
            progress=None if quiet or as_json else _Progress(),
            stop=stop,
        )
    impossible = [] if found.check.feasible else impossible_patients(problem)
    if output is not None:
        write_solution(output, problem, found.plan)
    _show_plan(problem, found, impossible, as_json=as_json, written=output)
    if not found.check.feasible:
        raise typer.Exit(EXIT_BROKEN)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a wish to stop; the second one interrupts as usual."""
    wishes: list[int] = []

    def wish(number: int, _: FrameType | None) -> None:
        wishes.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, wish)
    try:
        yield lambda: bool(wishes)
    finally:
        signal.signal(signal.SIGINT, before)


class _Progress:
    """Writes the cost by part on standard error, at most once a second."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.begun = time.monotonic()
        self.last = -SECONDS_BETWEEN_PROGRESS

    def __call__(self, _: AdmissionsPlan, check: PlanCheck) -> None:
        now = time.monotonic() - self.begun
        if now - self.last < SECONDS_BETWEEN_PROGRESS:
            return
        self.last = now
        parts = ", ".join(f"{name} {cost:,}" for name, cost in check.costs.items() if cost)
        broken = f", {len(check.violations)} broken" if check.violations else ""
        self.console.print(f"{now:6.1f} s  {check.total_cost:>8,}{broken}  {parts}", highlight=False, soft_wrap=True)


def _check_document(check: PlanCheck) -> dict[str, Any]:
    return {
        "feasible": check.feasible,
        "cost": check.total_cost,
        "costs": check.costs,
        "violations": [{"rule": v.rule, "amount": v.amount, "message": v.message} for v in check.violations],
    }


def _show_check(check: PlanCheck, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_check_document(check), ensure_ascii=False))
    else:
        screen = console()
        _print_costs(screen, check)
        _print_violations(screen, check)
    if not check.feasible:
        raise typer.Exit(EXIT_BROKEN)


def _show_plan(
    problem: AdmissionsProblem,
    found: AdmissionsSolution,
    impossible: list[Impossible],
    *,
    as_json: bool,
    written: Path | None,
) -> None:
    if as_json:
        document = {
            "status": found.status,
            "objective": found.objective,
            "bound": found.bound,
            "gap": found.gap,
            "seconds": round(found.seconds, 3),
            "moves": found.moves,
            **_check_document(found.check),
            "impossible": [{"patients": list(group.patients), "reason": group.reason} for group in impossible],
            "plan": solution_document(problem, found.plan),
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    screen = console()
    _print_costs(screen, found.check)
    _print_violations(screen, found.check)
    for group in impossible:
        screen.print(f"impossible: {group.reason}", style="red", highlight=False, markup=False, soft_wrap=True)
    screen.print(
        f"{len(found.plan.admissions)} of {len(problem.patients)} patients admitted; no plan can cost less than "
        f"{found.bound:,} (gap {found.gap:.1%}); {found.moves:,} moves in {found.seconds:.1f} s",
        highlight=False,
        soft_wrap=True,
    )
    if written is not None:
        screen.print(f"written to {written}", highlight=False, markup=False, soft_wrap=True)


def _print_costs(screen: Console, check: PlanCheck) -> None:
    table = Table(title=f"cost {check.total_cost:,}", title_justify="left", box=table_box(screen))
    table.add_column("goal")
    table.add_column("amount", justify="right")
    table.add_column("cost", justify="right")
    for name, cost in check.costs.items():
        table.add_row(name, f"{check.amounts[name]:,}", f"{cost:,}")
    screen.print(table)


def _print_violations(screen: Console, check: PlanCheck) -> None:
    for violation in check.violations:
        text = f"broken: {violation.rule}: {violation.message}"
        screen.print(text, style="red", highlight=False, markup=False, soft_wrap=True)
    if check.feasible:
        screen.print("no rule is broken")
