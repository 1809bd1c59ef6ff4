"""What ``onebed plan`` says: progress, tables of costs, documents and files."""

import json
import os
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from api.commands.terminal import console, table_box
from optimizer.admissions.check import PlanCheck
from optimizer.admissions.explain import Impossible
from optimizer.admissions.left_for_later import Postponed
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.solution import AdmissionsSolution
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.planned_day import planned_surgical_day
from scenarios.admissions.weeks_plan import WeeksPlan, weeks_plan
from scenarios.files.admissions import AdmissionsInput
from scenarios.files.ihtc import solution_document
from scenarios.files.surgical_days import surgical_day_to_json
from scenarios.files.weeks_plans import WEEKS_PLAN
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario

SECONDS_BETWEEN_PROGRESS = 1.0
MOST_POSTPONED_SHOWN = 20


class Progress:
    """Writes the cost by part on standard error, at most once a second."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.begun = time.monotonic()
        self.last = -SECONDS_BETWEEN_PROGRESS

    def __call__(self, _: AdmissionsPlan, check: PlanCheck) -> None:
        """Say what a better plan costs."""
        now = time.monotonic() - self.begun
        if now - self.last < SECONDS_BETWEEN_PROGRESS:
            return
        self.last = now
        parts = ", ".join(f"{name} {cost:,}" for name, cost in check.costs.items() if cost)
        broken = f", {len(check.violations)} broken" if check.violations else ""
        self.console.print(f"{now:6.1f} s  {check.total_cost:>8,}{broken}  {parts}", highlight=False, soft_wrap=True)


def check_document(check: PlanCheck) -> dict[str, Any]:
    """Return what a plan breaks and costs as a document."""
    return {
        "feasible": check.feasible,
        "cost": check.total_cost,
        "costs": check.costs,
        "violations": [{"rule": v.rule, "amount": v.amount, "message": v.message} for v in check.violations],
    }


def show_check(check: PlanCheck, *, as_json: bool) -> None:
    """Print what a plan breaks and costs."""
    if as_json:
        typer.echo(json.dumps(check_document(check), ensure_ascii=False))
        return
    screen = console()
    _print_costs(screen, check)
    _print_violations(screen, check)


def plan_document(given: AdmissionsInput, plan: AdmissionsPlan, postponed: Sequence[Postponed]) -> dict[str, Any]:
    """Return a plan in the format of its input: the competition's for an instance, OneBed's own for a scenario."""
    if given.scenario is None:
        return solution_document(given.problem, plan)
    document: dict[str, Any] = WEEKS_PLAN.dump_python(own_plan(given, given.scenario, plan, postponed), mode="json")
    return document


def own_plan(
    given: AdmissionsInput, scenario: Scenario, plan: AdmissionsPlan, postponed: Sequence[Postponed]
) -> WeeksPlan:
    """Return a plan of a scenario with dates and reasons."""
    assert scenario.coming_weeks is not None, "a problem was made of them"
    why = {one.patient: tuple(map(str, one.sentences())) for one in postponed}
    return weeks_plan(scenario.coming_weeks, given.problem, plan, why)


def refuse_lost_output(path: Path, source: Path) -> None:
    """Refuse a file that cannot be written, before anything is planned in vain.

    Raises
    ------
    InputError
        A folder, a file in none or of somebody else, or the input itself.
    """
    folder = path.resolve().parent
    if not folder.is_dir():
        raise InputError.single(str(path), "is in a folder that does not exist, expected one that does")
    if path.is_dir():
        raise InputError.single(str(path), "is a folder, expected the name of a file")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError.single(str(path), "may not be written, expected a file that may")
    if path.exists() and source.exists() and path.samefile(source):
        raise InputError.single(str(path), "is the input, expected another file")


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Write a document for people and machines."""
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def folder_of_days(folder: Path, given: AdmissionsInput) -> None:
    """Make the folder of :func:`write_surgical_days`, before anything is planned in vain.

    Raises
    ------
    InputError
        An instance has no days of the calendar, or the folder cannot be made.
    """
    if given.scenario is None:
        raise InputError.single("--surgical-days", "an IHTC-2024 instance has no dates, expected a scenario")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.single(str(folder), f"cannot be made ({error.strerror}), expected a folder") from error


def write_surgical_days(folder: Path, given: AdmissionsInput, plan: AdmissionsPlan) -> int:
    """Write the input of ``onebed schedule`` for every day with open operating rooms, by date; return how many."""
    scenario = given.scenario
    assert scenario is not None, "the folder was made for one"
    assert scenario.coming_weeks is not None, "a problem was made of them"
    weeks = scenario.coming_weeks
    planned = own_plan(given, scenario, plan, ())
    written = 0
    for on in map(weeks.date_of, range(weeks.days)):
        day = planned_surgical_day(scenario.hospital, weeks, planned, on)
        if day is not None:
            (folder / f"{on}.json").write_bytes(surgical_day_to_json(day))
            written += 1
    return written


def solution_document_of(
    given: AdmissionsInput, found: AdmissionsSolution, impossible: Sequence[Impossible], postponed: Sequence[Postponed]
) -> dict[str, Any]:
    """Return everything known about a solution as one document."""
    return {
        "status": found.status,
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": round(found.seconds, 3),
        "moves": found.moves,
        **check_document(found.check),
        "impossible": [{"patients": list(group.patients), "reason": str(group.reason)} for group in impossible],
        "left_for_later": [
            {"patient": one.patient, "why": [str(reason) for reason in one.sentences()]} for one in postponed
        ],
        "plan": plan_document(given, found.plan, postponed),
    }


def show_plan(
    given: AdmissionsInput, found: AdmissionsSolution, impossible: Sequence[Impossible], postponed: Sequence[Postponed]
) -> None:
    """Print a solution for people."""
    screen = console()
    _print_costs(screen, found.check)
    for group in impossible:
        screen.print(f"impossible: {group.reason}", style="red", highlight=False, markup=False, soft_wrap=True)
    told = {patient for group in impossible for patient in group.patients}
    _print_violations(screen, _beside(given, found, told), explained=bool(told))
    postponed = [one for one in postponed if one.patient not in told]
    for one in postponed[:MOST_POSTPONED_SHOWN]:
        text = f"later: {one.patient}: {'; '.join(map(str, one.sentences()))}"
        screen.print(text, highlight=False, markup=False, soft_wrap=True)
    if len(postponed) > MOST_POSTPONED_SHOWN:
        screen.print(f"later: {len(postponed) - MOST_POSTPONED_SHOWN} more, see the plan", highlight=False)
    proven = "not all who must come are admitted, so no bound on the cost is told"
    if found.check.feasible:
        proven = f"no plan can cost less than {found.bound:,} (gap {found.gap:.1%})"
    screen.print(
        f"{len(found.plan.admissions)} of {len(given.problem.patients)} patients admitted; {proven}; "
        f"{found.moves:,} moves in {found.seconds:.1f} s",
        highlight=False,
        soft_wrap=True,
    )


def _beside(given: AdmissionsInput, found: AdmissionsSolution, told: Collection[str]) -> PlanCheck:
    """Return the check without the mandatory patients whose absence is explained already."""
    missing = {one.id for one in given.problem.patients if one.mandatory and one.id not in found.plan.admissions}
    if not missing or not missing <= set(told):
        return found.check
    others = tuple(one for one in found.check.violations if one.rule != MandatoryAdmitted.name)
    return replace(found.check, violations=others)


def _print_costs(screen: Console, check: PlanCheck) -> None:
    table = Table(title=f"cost {check.total_cost:,}", title_justify="left", box=table_box(screen))
    table.add_column("goal")
    table.add_column("amount", justify="right")
    table.add_column("cost", justify="right")
    for name, cost in check.costs.items():
        table.add_row(name, f"{check.amounts[name]:,}", f"{cost:,}")
    screen.print(table)


def _print_violations(screen: Console, check: PlanCheck, *, explained: bool = False) -> None:
    for violation in check.violations:
        text = f"broken: {violation.rule}: {violation.message}"
        screen.print(text, style="red", highlight=False, markup=False, soft_wrap=True)
    if check.feasible:
        screen.print("no other rule is broken" if explained else "no rule is broken")
