"""Plans of the coming weeks: asked for, followed, cancelled, pinned and solved again, accepted."""

from datetime import UTC, datetime
from typing import Any

from api import weeks_worker
from api.jobs import GRACE_SECONDS, new_lease, run_job
from api.runtime import Runtime
from api.store.commands.weeks import accept_weeks_plan
from api.store.database import Database
from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.job_rows import ADMISSIONS, add_job, jobs_of, open_jobs
from api.store.refusals import Busy, WrongState
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction
from api.weeks_planning import Pins, pinned, pins_document, planning_scenario

DEFAULT_SECONDS = 60.0
MOST_SECONDS = 3600.0
JOBS_LOOKED_AT = 50
MOST_OPEN = 8
"""Plans that may be asked for before one is ready; each would plan the same list."""


def start_plan(runtime: Runtime, envelope: Envelope, seconds: float | None, pins: Pins) -> str:
    """Store a job for a plan and return its id; :func:`run_plan` does the work.

    Raises
    ------
    WrongState, InputError
        There is nothing to plan, or the pins cannot be kept.
    Busy
        Too many plans are open.
    """
    known = runtime.store.answered(envelope)
    if known is not None:
        return str(known["job"])
    pinned(planning_scenario(runtime.refresh(), runtime.now()), pins)
    settings = {
        "seconds": seconds or DEFAULT_SECONDS,
        "asked_at": datetime.now(UTC).isoformat(),
        "pins": pins_document(pins),
    }

    def work(tx: Transaction) -> Answer:
        waiting = open_jobs(tx.connection, ADMISSIONS)
        if waiting >= MOST_OPEN:
            raise Busy("{count} plans are being made, expected fewer than {most}", count=waiting, most=MOST_OPEN)
        return {"job": add_job(tx.connection, ADMISSIONS, tx.actor, tx.now, settings, new_lease(runtime))}

    return str(runtime.command(envelope, work)["job"])


async def run_plan(runtime: Runtime, job_id: str) -> None:
    """Let a worker plan and store what it finds."""

    async def solve(row: Row) -> dict[str, Any]:
        limit = row["settings"]["seconds"] + GRACE_SECONDS
        return await runtime.solver.weeks.run_within(limit, weeks_worker.plan_weeks, runtime.now(), job_id)

    await run_job(runtime, job_id, ADMISSIONS, runtime.one_weeks_plan, solve)


def seconds_since_asked(job: Row) -> int:
    """Return how long ago a plan was asked for, in real time, whatever the hospital's clock says."""
    asked = job["settings"].get("asked_at")
    return max(0, round((datetime.now(UTC) - datetime.fromisoformat(asked)).total_seconds())) if asked else 0


def accept_plan(tx: Transaction, found: Row) -> Answer:
    """Make a job's plan the hospital's.

    Raises
    ------
    WrongState
        The job has no plan.
    """
    if not found["result"]:
        text = "Job {job} is {status} and has no plan, expected one that is done"
        raise WrongState(text, job=found["id"], status=found["status"])
    plan = WEEKS_PLAN.validate_python(found["result"]["plan"])
    return accept_weeks_plan(tx, plan, made_of=found["result"]["made_of"], reason=f"plan {found['id']}")


def latest_plan(database: Database) -> Row | None:
    """Return the job that was asked for last, None if there is none."""
    return next(iter(jobs_of(database, ADMISSIONS, 1)), None)


def latest_with_plan(database: Database) -> Row | None:
    """Return the newest job that has a plan, None if there is none; a job that failed does not hide it."""
    return next((job for job in jobs_of(database, ADMISSIONS, JOBS_LOOKED_AT) if job["result"]), None)
