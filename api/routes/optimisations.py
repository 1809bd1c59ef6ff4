"""Optimise all waiting requests now: a job with progress, cancel, and a plan to accept line by line."""

import asyncio
from typing import Any

from fastapi import APIRouter

from api.jobs import without_lease
from api.optimisations import accept_plan, ask_for_plan, run_optimisation
from api.routes.commands import ERRORS, Command
from api.routes.documents import Accept, Id, Optimise
from api.security import Running, Viewer
from api.store.images import Row
from api.store.job_rows import cancel_job, job_row
from api.store.transaction import Answer, Transaction
from api.views import moment, sentence_view

router = APIRouter(tags=["optimisations"], responses=ERRORS)


@router.post("/optimisations", status_code=202)
async def optimise(body: Optimise, command: Command) -> dict[str, Any]:
    """Ask for a plan for everyone who waits. Follow the job; nothing is held until lines are accepted."""
    runtime = command.runtime
    job_id = (await command.carry_out(body, lambda tx: ask_for_plan(tx, runtime, body.seconds)))["job"]
    runtime.go_on(lambda: run_optimisation(runtime, job_id))
    return job_view(await asyncio.to_thread(job_row, runtime.database, job_id))


@router.get("/optimisations/{job_id}")
def follow(job_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return how far a job is, and its plan once it has one."""
    return job_view(job_row(runtime.database, job_id), identified=viewer.identified)


@router.post("/optimisations/{job_id}/cancel", status_code=202)
async def cancel(job_id: Id, command: Command) -> dict[str, Any]:
    """Ask a job to stop with the best plan it has."""

    def work(tx: Transaction) -> Answer:
        cancel_job(tx.connection, job_id)
        return {"job": job_id}

    await command.carry_out(None, work)
    return job_view(await asyncio.to_thread(job_row, command.runtime.database, job_id))


@router.post("/optimisations/{job_id}/accept")
async def accept(job_id: Id, body: Accept, command: Command) -> Answer:
    """Hold the beds of some or all lines of the plan; lines that no longer fit are reported."""
    runtime, envelope = command.runtime, command.envelope(body)
    minutes = body.minutes or runtime.settings.hold_minutes
    return await runtime.in_turn(lambda: accept_plan(runtime, envelope, job_id, body.requests, minutes))


def job_view(row: Row, *, identified: bool = True) -> dict[str, Any]:
    """Return a job."""
    plan = row["result"]
    if plan and not identified:
        why_waiting = {
            request: [sentence_view(one, identified=False) for one in told]
            for request, told in plan["why_waiting"].items()
        }
        moves = [{**move, "patient": None} for move in plan["moves"]]
        plan = {**plan, "moves": moves, "why_waiting": why_waiting}
    return {
        "job": row["id"],
        "status": row["status"],
        "created_by": row["created_by"] if identified else None,
        "created_at": moment(row["created_at"]),
        "finished_at": moment(row["finished_at"]),
        "cancel_requested": row["cancel_requested"],
        "progress": without_lease(row["progress"]),
        "plan": plan,
        "error": row["error"],
    }
