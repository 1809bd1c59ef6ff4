"""What if: ask, watch, read, compare."""

import asyncio
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.routes.documents import Id
from api.routes.simulations import Chosen, ask_now, stop_simulation
from api.security import content_of, expect_key
from api.simulations.documents import AskSimulation
from api.simulations.questions import question_of, simulation_row
from api.simulations.reports import Form, report_response
from api.simulations.results import Findings, findings, has_findings, patients_met
from api.store.images import Row
from api.store.job_rows import OPEN, SIMULATION, jobs_of
from api.store.refusals import NotFound, Refusal, WrongState
from api.store.store import Envelope
from api.web.page import Page
from api.web.simulation_figures import figures_document
from api.web.simulation_form import asked_simulation, policy_fields, scenario_groups
from api.web.simulation_tables import measure_lines, rankable, ranking, target_lines
from api.web.simulation_words import either, form_problem_said
from api.web.visitor import BrowserDispatcher, BrowserViewer
from scenarios.input_problems import InputError
from simulation import what_if
from simulation.report.asked import FEW, few_replications
from simulation.report.stress_des import stress_des
from simulation.study import DEFAULT_WARM_UP_DAYS, PRECISION
from simulation.what_if import WhatIf

router = APIRouter(include_in_schema=False)
ROWS = 50
MOST_SHOWN = 99
"""Percent of a simulation that still runs: after its last replication it has things to write down."""
FIRST_SCENARIO = "day-surgery-30"

Scenario = Annotated[str, Query(max_length=40)]


@router.get("/simulations")
def simulations(
    request: Request,
    viewer: BrowserViewer,
    scenario: Scenario = FIRST_SCENARIO,
    like: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show what may be asked, and what was."""
    page = Page(request, viewer)
    asked = _row_or_none(page, like)
    if asked is not None:
        document = list(asked["settings"]["options"].values())[-1]
        scenario, question = document["scenario"], question_of(document)
    else:
        question = _bundled(scenario)
    return page.answer(
        "simulations.html",
        active="simulations",
        groups=scenario_groups(page.labels),
        like=asked,
        rows=_rows(page),
        **_question_values(page, scenario, question, asked),
    )


@router.get("/simulations/question")
def question_fields(request: Request, viewer: BrowserViewer, scenario: Scenario = FIRST_SCENARIO) -> Response:
    """Show one scenario's policies and settings."""
    page = Page(request, viewer)
    values = _question_values(page, scenario, _bundled(scenario), None)
    return HTMLResponse(page.text("simulation_question.html", **values))


@router.post("/simulations")
async def ask(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Start what the form asks, or say what is wrong with it."""
    page = Page(request, dispatcher)
    form = await request.form()
    try:
        asked = asked_simulation(form, page.labels)
        job_id = await ask_now(page.runtime, _envelope(request, dispatcher.name, form, asked), asked)
    except InputError as error:
        sent = [str(name) for name in form.getlist("policy")]
        problems = [form_problem_said(page.labels, one, sent) for one in error.problems]
    except ValidationError as error:
        problems = [(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors()]
    except Refusal as refusal:
        problems = [("", page.said({"template": refusal.template, "values": refusal.values}))]
    else:
        return Response(status_code=204, headers={"HX-Redirect": f"/simulations/{job_id}"})
    return HTMLResponse(page.text("simulation_problems.html", problems=problems), status_code=422)


@router.get("/simulations/compare")
def compare(
    request: Request, viewer: BrowserViewer, simulation: Chosen, rank: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """Show several simulations as one experiment."""
    page = Page(request, viewer)
    try:
        found = findings(page.runtime.database, simulation)
    except Refusal as refusal:
        said = page.said({"template": refusal.template, "values": refusal.values})
        return page.answer("simulation_refused.html", refusal.status, active="simulations", said=said)
    return page.answer("simulation.html", active="simulations", job=None, **_shown(page, found, rank))


@router.get("/simulations/figures")
def figures(request: Request, viewer: BrowserViewer, simulation: Chosen) -> Response:
    """Return the numbers of the charts."""
    page = Page(request, viewer)
    return JSONResponse(figures_document(findings(page.runtime.database, simulation), page.labels))


@router.get("/simulations/report.{form}")
def report(form: Form, request: Request, viewer: BrowserViewer, simulation: Chosen) -> Response:
    """Return the findings as a file in the reader's language."""
    page = Page(request, viewer)
    found = findings(page.runtime.database, simulation)
    say = page.labels.gettext if page.language == "zh-CN" else None
    return report_response(found, form, page.runtime.now().astimezone(page.labels.zone), say)


@router.get("/simulations/{job_id}")
def simulation(
    job_id: Id, request: Request, viewer: BrowserViewer, rank: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """Show how far a simulation is, and what it has found."""
    page = Page(request, viewer)
    try:
        job = simulation_row(page.runtime.database, job_id)
    except NotFound as refusal:
        said = page.said({"template": refusal.template, "values": refusal.values})
        return page.answer("simulation_refused.html", refusal.status, active="simulations", said=said)
    found = findings(page.runtime.database, [job_id]) if has_findings(page.runtime.database, job) else None
    shown = _shown(page, found, rank) if found else {"found": None}
    return page.answer("simulation.html", active="simulations", job=job, **_progress(page, job), **shown)


@router.get("/simulations/{job_id}/progress")
def progress(job_id: Id, request: Request, viewer: BrowserViewer, row: bool = False) -> Response:
    """Show how far a simulation is; a page whose simulation has ended is loaded again."""
    page = Page(request, viewer)
    job = simulation_row(page.runtime.database, job_id)
    template = "simulation_status.html" if row else "simulation_progress.html"
    headers = {} if row or job["status"] in OPEN else {"HX-Refresh": "true"}
    return HTMLResponse(page.text(template, job=job, **_progress(page, job)), headers=headers)


@router.post("/simulations/{job_id}/cancel")
async def cancel(job_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Stop a simulation with what it has."""
    page = Page(request, dispatcher)
    runtime, envelope = page.runtime, Envelope(actor=dispatcher.name)
    try:
        await runtime.in_turn(lambda: runtime.command(envelope, partial(stop_simulation, job_id=job_id)))
    except WrongState:  # it has ended in the meantime, which is what was asked for
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    job = await asyncio.to_thread(simulation_row, runtime.database, job_id)
    if job["status"] not in OPEN:
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    return HTMLResponse(page.text("simulation_progress.html", job=job, **_progress(page, job)))


def _envelope(request: Request, actor: str, form: FormData, asked: AskSimulation) -> Envelope:
    """Return who asks what; a form sent twice asks once, one that was changed in between asks anew."""
    content = content_of(request, asked.model_dump(mode="json"))
    if "key" not in form:
        return Envelope(actor=actor, content=content)
    bare = Envelope(actor=actor, content=content)
    digest = sha256(bare.fingerprint.encode()).hexdigest()[:16]
    return Envelope(actor=actor, key=f"{expect_key(str(form['key']))[:80]}-{digest}", content=content)


def _shown(page: Page, found: Findings, rank: str) -> dict[str, Any]:
    labels, experiment = page.labels, found.experiment
    names = {option: either(labels, *titles) for option, titles in found.titles.items()}
    measures = list(rankable(found))
    ranked = next((words for words in measures if words.name == rank), measures[0] if measures else None)
    many = len(names) > 2 and ranked is not None
    few = few_replications(experiment)
    return {
        "found": found,
        "few": "" if few is None else labels.gettext(FEW).format(count=few, least=PRECISION.minimum),
        "names": names,
        "counts": {option: len(run.results) for option, run in experiment.replications.items()},
        "lines": measure_lines(found, labels),
        "targets": target_lines(found, labels),
        "rankable": [(words.name, either(labels, words.title, words.title_zh)) for words in measures],
        "ranked": ranked.name if ranked else "",
        "ranking": ranking(found, ranked.name, labels) if many and ranked else [],
        "stress": [
            (labels.gettext(item.title), item.answer(labels.gettext))
            for item in stress_des(
                experiment, found.runs, lambda option: names[option], found.policies, chinese=page.language == "zh-CN"
            )
        ],
        "run": next(iter(found.runs.values())),
        "query": "&".join(f"simulation={job['id']}" for job in found.jobs),
    }


def _progress(page: Page, job: Row) -> dict[str, Any]:
    progress = job["progress"] or {}
    settings = job["settings"]
    done, expected = progress.get("done", 0), progress.get("expected", 0)
    finished_options = progress.get("number", 1) - 1
    share = 100 * (finished_options + progress.get("share", 0)) / progress.get("options", 1)
    options = settings["options"]
    return {
        "running": job["status"] in OPEN,
        "share": min(round(share), MOST_SHOWN) if job["status"] in OPEN else round(share),
        "done": done,
        "expected": expected,
        "phase": progress.get("phase", ""),
        "option": _title(page, options[progress["option"]]) if progress.get("option") in options else "",
        "titles": [_title(page, question) for question in options.values()],
    }


def _rows(page: Page) -> list[dict[str, Any]]:
    jobs = jobs_of(page.runtime.database, SIMULATION, ROWS)
    return [{"job": job, "patients": patients_met(job), **_progress(page, job)} for job in jobs]


def _title(page: Page, question: dict[str, Any]) -> str:
    return either(page.labels, question["title"], question["title_zh"])


def _question_values(page: Page, scenario: str, question: WhatIf, asked: Row | None) -> dict[str, Any]:
    labels = page.labels
    settings = asked["settings"] if asked else {}
    return {
        "scenario": scenario,
        "title": either(labels, question.title, question.title_zh),
        "description": either(labels, question.description, question.description_zh),
        "policies": policy_fields(question, labels, page.runtime.live.hospital),
        "days": settings.get("days", question.days),
        "warm_up": settings.get("warm_up") or DEFAULT_WARM_UP_DAYS,
        "replications": settings.get("replications", "auto"),
        "seed": settings.get("seed", 0),
        "from_now": settings.get("from_now", question.from_now),
    }


def _row_or_none(page: Page, job_id: str) -> Row | None:
    try:
        return simulation_row(page.runtime.database, job_id) if job_id else None
    except NotFound:
        return None


def _bundled(name: str) -> WhatIf:
    return what_if.bundled(name if name in what_if.names() else FIRST_SCENARIO)
