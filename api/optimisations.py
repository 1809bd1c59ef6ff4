"""Plans for everyone who waits: asked for, followed, cancelled, and accepted line by line."""

from dataclasses import replace
from functools import partial
from typing import Any

from api import worker
from api.jobs import GRACE_SECONDS, new_lease, run_job
from api.runtime import Runtime
from api.store.commands.holds import hold_bed
from api.store.images import Row
from api.store.job_rows import OPTIMISATION, add_job, job_row, open_jobs
from api.store.refusals import Busy, Refusal, WrongState
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction

MOST_OPEN = 8
"""Plans that may be asked for before one is ready; each would plan for the same patients."""
LINES_AT_ONCE = 8
"""Lines accepted in one transaction; between two of them others get their turn."""


def ask_for_plan(tx: Transaction, runtime: Runtime, seconds: float | None) -> Answer:
    """Store a job for a plan; :func:`run_optimisation` does the work.

    Raises
    ------
    Busy
        Too many are open.
    """
    waiting = open_jobs(tx.connection, OPTIMISATION)
    if waiting >= MOST_OPEN:
        raise Busy("{count} plans are being made, expected fewer than {most}", count=waiting, most=MOST_OPEN)
    limit = seconds or runtime.settings.solve_seconds
    return {"job": add_job(tx.connection, OPTIMISATION, tx.actor, tx.now, {"seconds": limit}, new_lease(runtime))}


async def run_optimisation(runtime: Runtime, job_id: str) -> None:
    """Let a worker solve a job and store what it finds; nothing when the job is under way already."""

    async def solve(row: Row) -> dict[str, Any]:
        seconds = row["settings"]["seconds"]
        lane = runtime.solver.plans
        return await lane.run_within(seconds + GRACE_SECONDS, worker.optimise, runtime.now(), job_id, seconds)

    await run_job(runtime, job_id, OPTIMISATION, runtime.one_plan, solve)


def accept_plan(runtime: Runtime, envelope: Envelope, job_id: str, wanted: list[str] | None, minutes: int) -> Answer:
    """Hold the beds of a plan's lines, all or some, a few in each transaction, so that nobody else waits for long.

    Every few lines have a key of their own, so that a repeat of the whole goes on where the first one was cut off.
    """
    job = job_row(runtime.database, job_id)
    lines = lines_to_accept(job, wanted)
    answers: list[Answer] = []
    for start in range(0, max(1, len(lines)), LINES_AT_ONCE):
        some = lines[start : start + LINES_AT_ONCE]
        # Clients' keys have no spaces.
        part = replace(envelope, key=f"{envelope.key} {start}" if envelope.key and start else envelope.key)
        answers.append(runtime.command(part, partial(accept_lines, job_id=job_id, lines=some, minutes=minutes)))
    return {
        "held": [hold for answer in answers for hold in answer["held"]],
        "refused": [line for answer in answers for line in answer["refused"]],
        "version": max(answer["version"] for answer in answers),
    }


def lines_to_accept(job: Row, wanted: list[str] | None) -> list[dict[str, Any]]:
    """Return the lines of a plan that are wanted.

    Raises
    ------
    WrongState
        The job has no plan.
    """
    if not job["result"]:
        raise WrongState(
            "Job {job} is {state} and has no plan, expected one that is done", job=job["id"], state=job["status"]
        )
    chosen = None if wanted is None else set(wanted)
    return [line for line in job["result"]["lines"] if chosen is None or line["request"] in chosen]


def accept_lines(tx: Transaction, job_id: str, lines: list[dict[str, Any]], minutes: int) -> Answer:
    """Hold the beds of some lines; a line whose bed or request has changed since is reported."""
    held: list[Any] = []
    refused: list[Any] = []
    for line in lines:
        try:
            with tx.attempt():
                reason = f"plan accepted: {job_id}"
                answer = hold_bed(tx, line["request"], line["bed"], minutes=minutes, reason=reason)
        except Refusal as refusal:
            why = {"why": refusal.detail, "template": refusal.template, "values": dict(refusal.values)}
            refused.append({"request": line["request"], "bed": line["bed"], **why})
        else:
            held.append(dict(answer))
    return {"held": held, "refused": refused, "version": tx.last_sequence}
