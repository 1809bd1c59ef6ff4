"""What-if simulations: asked for, followed, cancelled, read and compared."""

import asyncio
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.current_scenario import current_scenario
from api.routes.commands import ERRORS, Command
from api.routes.documents import Id
from api.runtime import Runtime
from api.security import Running, Viewer
from api.simulations.documents import MAX_OPTIONS, AskSimulation
from api.simulations.questions import add_simulation, checked_question, simulation_row
from api.simulations.reports import Form, report_response
from api.simulations.results import findings
from api.simulations.views import catalogue_view, findings_view, simulation_view
from api.store.job_rows import SIMULATION, cancel_job, jobs_of
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction

router = APIRouter(tags=["simulations"], responses=ERRORS)

Chosen = Annotated[
    list[Id], Query(alias="simulation", min_length=1, max_length=MAX_OPTIONS, description="One or several to compare.")
]


@router.get("/simulations/catalogue")
def catalogue(viewer: Viewer) -> dict[str, Any]:
    """Return the scenarios that may be asked about, and the policies with their parameters."""
    return catalogue_view()


@router.post("/simulations", status_code=202)
async def ask(body: AskSimulation, command: Command) -> dict[str, Any]:
    """Simulate the hospital under some options. Follow the job; it survives a restart of the server."""
    job_id = await ask_now(command.runtime, command.envelope(body), body)
    return simulation_view(await asyncio.to_thread(simulation_row, command.runtime.database, job_id))


@router.get("/simulations")
def recent(runtime: Running, viewer: Viewer, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> list[dict[str, Any]]:
    """Return the newest simulations, newest first."""
    rows = jobs_of(runtime.database, SIMULATION, limit)
    return [simulation_view(row, identified=viewer.identified) for row in rows]


@router.get("/simulations/findings")
def compare(runtime: Running, viewer: Viewer, simulation: Chosen) -> dict[str, Any]:
    """Return means, paired differences and targets with 95% intervals, of one simulation or of several together.

    Several are compared patient by patient, so they must share start, days, seed and warm-up: ask with `like`.
    """
    return findings_view(findings(runtime.database, simulation))


@router.get("/simulations/report.{form}", response_class=Response)
def report(form: Form, runtime: Running, viewer: Viewer, simulation: Chosen) -> Response:
    """Return the findings as a workbook, as Parquet files in a ZIP, or as a PDF with a STRESS-DES description."""
    now = runtime.now().astimezone(ZoneInfo(runtime.settings.timezone))
    return report_response(findings(runtime.database, simulation), form, now)


@router.get("/simulations/{job_id}")
def follow(job_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return what was asked, and how far it is."""
    return simulation_view(simulation_row(runtime.database, job_id), identified=viewer.identified)


@router.post("/simulations/{job_id}/cancel", status_code=202)
async def cancel(job_id: Id, command: Command) -> dict[str, Any]:
    """Ask a simulation to stop; its finished replications stay."""
    await command.carry_out(None, partial(stop_simulation, job_id=job_id))
    return simulation_view(await asyncio.to_thread(simulation_row, command.runtime.database, job_id))


async def ask_now(runtime: Runtime, envelope: Envelope, asked: AskSimulation) -> str:
    """Store a job for a simulation of the hospital as it stands, have it taken up, and return its id."""

    def start() -> Answer:
        known = runtime.store.answered(envelope)
        if known is not None:
            return known
        # The days of a run are those of the hospital's zone, which the clock of a server need not be in.
        now = runtime.now().astimezone(ZoneInfo(runtime.settings.timezone))
        question = checked_question(runtime.database, asked, current_scenario(runtime.refresh(), now))
        return runtime.command(envelope, partial(add_simulation, question=question))

    answer = await runtime.in_turn(start)
    runtime.simulations.look()
    return str(answer["job"])


def stop_simulation(tx: Transaction, job_id: str) -> Answer:
    """Ask a simulation to stop; one that nobody has begun ends at once."""
    cancel_job(tx.connection, job_id, SIMULATION, now=tx.now)
    return {"job": job_id}
