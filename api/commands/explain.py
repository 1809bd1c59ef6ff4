"""``onebed explain``."""

import json
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from api.commands.allocate import allocation_document
from api.commands.options import AsJson, Day, Quiet, ScenarioFile, Seed, TimeLimit, Workers
from api.commands.terminal import progress
from optimizer.beds import BedProblem, allocate_problem, why_not
from optimizer.beds.rules import RULE_NAMES
from optimizer.beds.why_not import WhyNot
from optimizer.rule import Violation
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.files import load
from scenarios.input_problems import InputError, InputProblem


def explain(
    file: ScenarioFile,
    request: Annotated[str, typer.Option("--request", help="The request in question.")],
    bed: Annotated[str | None, typer.Option("--bed", help="Why not this bed?")] = None,
    day: Day = None,
    time_limit: TimeLimit = 10.0,
    workers: Workers = 0,
    seed: Seed = 0,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say why a request gets its bed or none, and why it does not get another."""
    scenario = load(file, day=day, rule_names=RULE_NAMES)
    _refuse_unknown(request, {each.id for each in scenario.requests}, "--request", "request")
    if bed is not None:
        _refuse_unknown(bed, set(scenario.hospital.place_of_bed), "--bed", "bed")
    problem = BedProblem(scenario)
    budget = Budget(seconds=time_limit, workers=workers, seed=seed)
    with progress("Allocating beds", quiet=quiet or as_json) as on_progress:
        solution = allocate_problem(problem, budget, on_progress=on_progress)
    whole = allocation_document(problem, solution)
    entries = [*whole["assignments"], *whole["waiting"]]
    document: dict[str, Any] = next(entry for entry in entries if entry["request"] == request)
    document |= {"status": whole["status"], "gap": whole["gap"]}
    if bed is not None and document.get("bed") == bed:
        document["same_bed"] = True
    elif bed is not None:
        document["why_not"] = _document(why_not(problem, solution, request, bed, budget))
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else "\n".join(_lines(document)))


def _refuse_unknown(name: str, known: set[str], path: str, kind: str) -> None:
    if name not in known:
        near = ", ".join(get_close_matches(name.upper(), known, n=5, cutoff=0.7) or sorted(known)[:5])
        raise InputError([InputProblem(path, f"{kind} {name!r} is unknown, expected one such as {near}")])


def _told(violation: Violation) -> dict[str, str]:
    return {"rule": violation.rule, "subject": violation.subject, "message": violation.message}


def _document(answer: WhyNot) -> dict[str, Any]:
    return {
        "bed": answer.bed,
        "broken": [_told(violation) for violation in answer.broken],
        "beside_plan": [_told(violation) for violation in answer.beside_plan],
        "extra_cost": answer.extra_cost,
        "proven": answer.proven,
    }


def _lines(document: dict[str, Any]) -> list[str]:
    """Return an explanation in words."""
    if "bed" in document:
        lines = [
            f"{document['request']} gets bed {document['bed']} in ward {document['ward']} from {document['start']}"
        ]
        lines += [f"  {name}: {points} points" for name, points in document["costs"].items() if points]
        lines += [f"  or {a['bed']}: {a['extra_cost']} points more" for a in document["alternatives"]]
    else:
        lines = [f"{document['request']} waits", *(f"  {reason}" for reason in document["why"])]
    if document["status"] != Status.OPTIMAL:
        lines.append(f"  the plan is not proven best within the time limit: gap {document['gap']:.1%}")
    if document.get("same_bed"):
        lines.append(f"  {document['bed']} is the bed of the plan")
    if "why_not" in document:
        lines += _why_not_lines(document["why_not"])
    return lines


def _why_not_lines(answer: dict[str, Any]) -> list[str]:
    bed = answer["bed"]
    if answer["extra_cost"] is None:
        reasons = answer["broken"] or answer["beside_plan"]
        unsure = not answer["proven"] and not answer["broken"]
        head = f"not {bed}, as far as the time limit showed:" if unsure else f"not {bed}:"
        return [head, *(f"  {violation['rule']}: {violation['message']}" for violation in reasons)]
    found = "the best plan" if answer["proven"] else "the best plan found in time"
    lines = [f"not {bed}: {found} with it costs {answer['extra_cost']} points more"]
    return lines + [f"  beside this plan it breaks {v['rule']}: {v['message']}" for v in answer["beside_plan"]]
