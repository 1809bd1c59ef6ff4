"""Jobs that take a while, kept in the database so that every process sees how far they are."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from api.store.database import Database
from api.store.images import Row
from api.store.refusals import NotFound, WrongState
from api.store.tables import job

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)

OPTIMISATION, SIMULATION, ADMISSIONS = "optimisation", "simulation", "admissions"
OPERATING_LIST = "operating list"


def add_job(
    connection: Connection,
    kind: str,
    actor: str,
    now: datetime,
    settings: dict[str, Any],
    lease: dict[str, str] | None = None,
) -> str:
    """Store a queued job, in a writing transaction, and return its id; ``lease`` says which server will work on it."""
    job_id = str(uuid4())
    row = {"id": job_id, "kind": kind, "status": QUEUED, "created_by": actor, "created_at": now}
    progress = {"lease": lease} if lease else None
    connection.execute(insert(job).values(**row, settings=settings, progress=progress, cancel_requested=False))
    return job_id


def open_jobs(connection: Connection, kind: str) -> int:
    """Return how many jobs of a kind are queued or running."""
    counted = select(func.count()).select_from(job).where(job.c.kind == kind, job.c.status.in_(OPEN))
    return int(connection.execute(counted).scalar_one())


def begin_job(database: Database, job_id: str) -> Row | None:
    """Take a queued job up; None when somebody has, or it has ended."""
    queued = update(job).where(job.c.id == job_id, job.c.status == QUEUED)
    with database.writing() as connection:
        if connection.execute(queued.values(status=RUNNING)).rowcount == 0:
            return None
        return dict(connection.execute(select(job).where(job.c.id == job_id)).mappings().one())


def lease_until(server: str, until: datetime) -> dict[str, str]:
    """Return that a server works on a job until a moment of real time, unless it says so again."""
    return {"server": server, "until": until.isoformat()}


def renew_lease(database: Database, job_id: str, lease: dict[str, str]) -> None:
    """Say that a server still works on a job."""
    _merge_progress(database, job_id, {"lease": lease})


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
    _merge_progress(database, job_id, {name: value for name, value in progress.items() if abs(value) != float("inf")})


def _merge_progress(database: Database, job_id: str, more: dict[str, Any]) -> None:
    open_job = job.c.id == job_id, job.c.status.in_(OPEN)
    with database.writing() as connection:
        known = connection.execute(select(job.c.progress).where(*open_job)).scalar()
        connection.execute(update(job).where(*open_job).values(progress={**(known or {}), **more}))


def cancel_is_requested(database: Database, job_id: str) -> bool:
    """Return whether somebody wants a job to stop."""
    with database.reading() as connection:
        return bool(connection.execute(select(job.c.cancel_requested).where(job.c.id == job_id)).scalar_one())


def request_cancel(database: Database, job_id: str, kind: str = OPTIMISATION) -> None:
    """Ask a job to stop with the best it has."""
    with database.writing() as connection:
        cancel_job(connection, job_id, kind)


def cancel_job(connection: Connection, job_id: str, kind: str = OPTIMISATION, *, now: datetime | None = None) -> None:
    """Ask a job to stop, in a writing transaction; with a time, one that nobody has begun ends then."""
    status = connection.execute(select(job.c.status).where(job.c.id == job_id, job.c.kind == kind)).scalar()
    if status is None:
        raise NotFound("Job {job} does not exist, expected one that was asked for", job=job_id)
    if status not in OPEN:
        raise WrongState("Job {job} is {state}, expected queued or running", job=job_id, state=status)
    ended = {"status": CANCELLED, "finished_at": now} if now is not None and status == QUEUED else {}
    connection.execute(update(job).where(job.c.id == job_id).values(cancel_requested=True, **ended))


def fail_orphans(database: Database, now: datetime, real_now: datetime, *, without_lease: bool) -> None:
    """End the plans whose server has not renewed its lease; simulations go on where they were.

    Parameters
    ----------
    database : Database
        Of all servers.
    now : datetime
        The hospital's time, at which they ended.
    real_now : datetime
        Leases are in real time.
    without_lease : bool
        End jobs of older versions too, which had no lease: they are all lost when a server starts.
    """
    open_plans = select(job.c.id, job.c.progress).where(job.c.status.in_(OPEN), job.c.kind != SIMULATION)
    with database.reading() as connection:
        rows = connection.execute(open_plans).all()
    for job_id, progress in rows:
        lease = (progress or {}).get("lease")
        lost = without_lease if lease is None else datetime.fromisoformat(lease["until"]) < real_now
        if lost:
            gone = "The server that worked on it is gone, expected the job to be asked again"
            change_job(database, job_id, status=FAILED, finished_at=now, error=gone)
