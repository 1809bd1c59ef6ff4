"""Jobs that take a while, kept in the database so that every process sees how far they are."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from api.store.database import Database
from api.store.images import Row
from api.store.refusals import NotFound, WrongState
from api.store.tables import job

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)

OPTIMISATION, SIMULATION, ADMISSIONS = "optimisation", "simulation", "admissions"
OPERATING_LIST = "operating list"


def new_job(database: Database, kind: str, actor: str, now: datetime, settings: dict[str, Any]) -> str:
    """Store a queued job and return its id."""
    job_id = str(uuid4())
    row = {"id": job_id, "kind": kind, "status": QUEUED, "created_by": actor, "created_at": now}
    with database.writing() as connection:
        connection.execute(insert(job).values(**row, settings=settings, cancel_requested=False))
    return job_id


def job_row(database: Database, job_id: str, kind: str = OPTIMISATION) -> Row:
    """Return a job of a kind."""
    wanted = select(job).where(job.c.id == job_id, job.c.kind == kind)
    with database.reading() as connection:
        found = connection.execute(wanted).mappings().first()
    if found is None:
        raise NotFound("Job {job} does not exist, expected one that was asked for", job=job_id)
    return dict(found)


def jobs_of(database: Database, kind: str, most: int) -> list[Row]:
    """Return the newest jobs of a kind, newest first."""
    newest = select(job).where(job.c.kind == kind).order_by(job.c.created_at.desc(), job.c.id).limit(most)
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(newest).mappings()]


def claim_job(database: Database, kind: str, server: str, now: datetime, until: datetime) -> Row | None:
    """Take the oldest open job of a kind that no server works on, until its lease ends; None when there is none."""
    waiting = select(job).where(job.c.kind == kind, job.c.status.in_(OPEN)).order_by(job.c.created_at, job.c.id)
    with database.writing() as connection:
        for row in connection.execute(waiting).mappings():
            lease = (row["progress"] or {}).get("lease")
            if lease is None or lease["server"] == server or datetime.fromisoformat(lease["until"]) < now:
                taken = {**(row["progress"] or {}), "lease": {"server": server, "until": until.isoformat()}}
                connection.execute(update(job).where(job.c.id == row["id"]).values(status=RUNNING, progress=taken))
                return {**row, "status": RUNNING, "progress": taken}
    return None


def change_job(database: Database, job_id: str, **values: Any) -> None:  # noqa: ANN401  columns of any type
    """Write columns of a job that has not ended."""
    with database.writing() as connection:
        connection.execute(update(job).where(job.c.id == job_id, job.c.status.in_(OPEN)).values(values))


def write_progress(database: Database, job_id: str, progress: dict[str, Any]) -> None:
    """Say how far a job is."""
    finite = {name: value for name, value in progress.items() if abs(value) != float("inf")}
    change_job(database, job_id, progress=finite, status=RUNNING)


def cancel_is_requested(database: Database, job_id: str) -> bool:
    """Return whether somebody wants a job to stop."""
    with database.reading() as connection:
        return bool(connection.execute(select(job.c.cancel_requested).where(job.c.id == job_id)).scalar_one())


def request_cancel(database: Database, job_id: str, kind: str = OPTIMISATION) -> None:
    """Ask a job to stop with the best it has."""
    row = job_row(database, job_id, kind)
    if row["status"] not in OPEN:
        raise WrongState("Job {job} is {state}, expected queued or running", job=job_id, state=row["status"])
    change_job(database, job_id, cancel_requested=True)


def fail_orphans(database: Database, now: datetime) -> None:
    """End the jobs that an earlier server left open; simulations go on where they were."""
    with database.writing() as connection:
        connection.execute(
            update(job)
            .where(job.c.status.in_(OPEN), job.c.kind != SIMULATION)
            .values(
                status=FAILED, finished_at=now, error="The server was restarted, expected the job to be asked again"
            )
        )
