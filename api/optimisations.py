"""Plans for everyone who waits: asked for, followed, cancelled, and accepted line by line."""

from typing import Any

from api import worker
from api.runtime import Runtime
from api.solver import SolverUnavailable
from api.store.commands.holds import hold_bed
from api.store.images import Row
from api.store.job_rows import CANCELLED, DONE, FAILED, OPTIMISATION, RUNNING, change_job, job_row, new_job
from api.store.refusals import Refusal, WrongState
from api.store.transaction import Answer, Transaction


def start_optimisation(runtime: Runtime, actor: str, seconds: float | None) -> str:
    """Store a job for a plan and return its id; :func:`run_optimisation` does the work."""
    limit = seconds or runtime.settings.solve_seconds
    return new_job(runtime.database, OPTIMISATION, actor, runtime.now(), {"seconds": limit})


async def run_optimisation(runtime: Runtime, job_id: str) -> None:
    """Let a worker solve a job and store what it finds."""
    seconds = job_row(runtime.database, job_id)["settings"]["seconds"]
    change_job(runtime.database, job_id, status=RUNNING)
    try:
        plan = await runtime.solver.plans.run(worker.optimise, runtime.now(), job_id, seconds)
    except Exception as error:
        # Whatever went wrong belongs into the job, where whoever asked will look; the server goes on.
        text = str(error) if isinstance(error, SolverUnavailable | Refusal) else f"{type(error).__name__}: {error}"
        change_job(runtime.database, job_id, status=FAILED, error=text, finished_at=runtime.now())
        return
    cancelled = job_row(runtime.database, job_id)["cancel_requested"]
    status = CANCELLED if cancelled else DONE
    change_job(runtime.database, job_id, status=status, result=plan, finished_at=runtime.now())


def accept_lines(tx: Transaction, job: Row, wanted: list[str] | None, minutes: int) -> Answer:
    """Hold the beds of a plan's lines, all or some; a line whose bed or request has changed since is reported.

    Raises
    ------
    WrongState
        The job has no plan.
    """
    if not job["result"]:
        raise WrongState(
            "Job {job} is {state} and has no plan, expected one that is done", job=job["id"], state=job["status"]
        )
    held: list[Any] = []
    refused: list[Any] = []
    for line in job["result"]["lines"]:
        if wanted is not None and line["request"] not in wanted:
            continue
        try:
            answer = hold_bed(tx, line["request"], line["bed"], minutes=minutes, reason=f"plan accepted: {job['id']}")
        except Refusal as refusal:
            tx.stage({}, {})
            why = {"why": refusal.detail, "template": refusal.template, "values": dict(refusal.values)}
            refused.append({"request": line["request"], "bed": line["bed"], **why})
        else:
            held.append(dict(answer))
    return {"held": held, "refused": refused, "version": tx.last_sequence}
