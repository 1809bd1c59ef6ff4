"""Simulations as the documents that clients see."""

from importlib.metadata import version
from typing import Any, Literal, get_args, get_origin, get_type_hints

from api.simulations.questions import policy_document
from api.simulations.results import Findings
from api.store.images import Row
from api.views import moment
from simulation import what_if
from simulation.measure_words import measure_words
from simulation.policies import POLICIES
from simulation.report.targets import target_table
from simulation.words import words_of_fields


def catalogue_view() -> dict[str, Any]:
    """Return what may be asked: scenarios, and policies with their parameters."""
    questions = {name: what_if.bundled(name) for name in what_if.names()}
    return {
        "scenarios": [
            {
                "scenario": name,
                "title": question.title,
                "title_zh": question.title_zh,
                "description": question.description,
                "description_zh": question.description_zh,
                "days": question.days,
                "from_now": question.from_now,
                "policies": [policy_document(policy) for policy in question.policies],
            }
            for name, question in questions.items()
        ],
        "policies": [policy_view(name) for name in POLICIES],
    }


def policy_view(name: str) -> dict[str, Any]:
    """Return a policy's words and parameters with their defaults."""
    kind = POLICIES[name]
    default = kind()
    parameters = [
        {
            "name": field,
            "title": words.en,
            "title_zh": words.zh,
            "unit": words.unit,
            "default": getattr(default, field),
            "choices": choices_of(kind, field),
        }
        for field, words in words_of_fields(kind).items()
    ]
    return {"policy": name, "title": kind.words.en, "title_zh": kind.words.zh, "parameters": parameters}


def choices_of(kind: type, field: str) -> list[str] | None:
    """Return the values that a parameter may have, if they are named."""
    hint = get_type_hints(kind)[field]
    return list(get_args(hint)) if get_origin(hint) is Literal else None


def simulation_view(row: Row, *, identified: bool = True) -> dict[str, Any]:
    """Return a simulation's job: what was asked, and how far it is."""
    settings = row["settings"]
    progress = {name: value for name, value in (row["progress"] or {}).items() if name != "lease"}
    return {
        "simulation": row["id"],
        "status": row["status"],
        "created_by": row["created_by"] if identified else None,
        "created_at": moment(row["created_at"]),
        "finished_at": moment(row["finished_at"]),
        "cancel_requested": row["cancel_requested"],
        "progress": progress,
        "error": row["error"],
        **{name: settings[name] for name in ("days", "warm_up", "replications", "seed", "from_now", "start")},
        "warm_up_days": (row["result"] or {}).get("warm_up_days"),
        "options": [
            {"option": key, **{name: question[name] for name in ("title", "title_zh", "policies")}}
            for key, question in settings["options"].items()
        ],
    }


def findings_view(found: Findings) -> dict[str, Any]:
    """Return means, paired differences and targets, each with its 95% interval."""
    experiment = found.experiment
    differences = experiment.differences()
    summary = experiment.summary()
    shown = summary["measure"].unique(maintain_order=True)
    return {
        "simulations": [job["id"] for job in found.jobs],
        "seed": experiment.seed,
        "version": version("onebed"),
        "options": [
            {"option": key, "title": titles[0], "title_zh": titles[1], "replications": len(run.results)}
            for (key, run), titles in zip(experiment.replications.items(), found.titles.values(), strict=True)
        ],
        "measures": [
            {"measure": name, "title": words.title, "title_zh": words.title_zh, "unit": words.unit, "area": words.area}
            for name, words in ((name, measure_words(name)) for name in shown)
        ],
        "summary": summary.fill_nan(None).to_dicts(),
        "differences": [] if differences is None else differences.fill_nan(None).to_dicts(),
        "targets": target_table(experiment).fill_nan(None).to_dicts(),
    }
