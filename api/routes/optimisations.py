"""Optimise all waiting requests now: a job with progress, cancel, and a plan to accept line by line."""

import asyncio
from typing import Any

from fastapi import APIRouter

from api.optimisations import accept_lines, run_optimisation, start_optimisation
from api.routes.commands import ERRORS, Command
from api.routes.documents import Accept, Id, Optimise
from api.security import Dispatcher, Running, Viewer
from api.store.images import Row
from api.store.job_rows import job_row, request_cancel
from api.store.transaction import Answer
from api.views import moment

router = APIRouter(tags=["optimisations"], responses=ERRORS)


@router.post("/optimisations", status_code=202)
async def optimise(body: Optimise, runtime: Running, dispatcher: Dispatcher) -> dict[str, Any]:
    """Ask for a plan for everyone who waits. Follow the job; nothing is held until lines are accepted."""
    job_id = await asyncio.to_thread(start_optimisation, runtime, dispatcher.name, body.seconds)
    runtime.go_on(lambda: run_optimisation(runtime, job_id))
    return job_view(await asyncio.to_thread(job_row, runtime.database, job_id))


@router.get("/optimisations/{job_id}")
def follow(job_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return how far a job is, and its plan once it has one."""
    return job_view(job_row(runtime.database, job_id), identified=viewer.identified)


@router.post("/optimisations/{job_id}/cancel", status_code=202)
def cancel(job_id: Id, runtime: Running, dispatcher: Dispatcher) -> dict[str, Any]:
    """Ask a job to stop with the best plan it has."""
    request_cancel(runtime.database, job_id)
    return job_view(job_row(runtime.database, job_id))


@router.post("/optimisations/{job_id}/accept")
def accept(job_id: Id, body: Accept, command: Command) -> Answer:
    """Hold the beds of some or all lines of the plan; lines that no longer fit are reported."""
    job = job_row(command.runtime.database, job_id)
    minutes = body.minutes or command.runtime.settings.hold_minutes
    return command.carry_out(body, lambda tx: accept_lines(tx, job, body.requests, minutes))


def job_view(row: Row, *, identified: bool = True) -> dict[str, Any]:
    """Return a job."""
    plan = row["result"]
    if plan and not identified:
        plan = {**plan, "moves": [{**move, "patient": None} for move in plan["moves"]]}
    return {
        "job": row["id"],
        "status": row["status"],
        "created_by": row["created_by"] if identified else None,
        "created_at": moment(row["created_at"]),
        "finished_at": moment(row["finished_at"]),
        "cancel_requested": row["cancel_requested"],
        "progress": row["progress"],
        "plan": plan,
        "error": row["error"],
    }
