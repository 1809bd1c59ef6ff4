"""Jobs that a solver's process works on for a server: leased while they wait and run, ended whatever happens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from api.runtime import Runtime
from api.solver import SolverUnavailable
from api.store.images import Row
from api.store.job_rows import CANCELLED, DONE, FAILED, begin_job, change_job, job_row, lease_until, renew_lease
from api.store.refusals import Refusal
from scenarios.input_problems import InputError

log = logging.getLogger("onebed")
LEASE = timedelta(seconds=30)
RENEW_SECONDS = 10.0
GRACE_SECONDS = 60.0
"""How much longer than its time limit a solve may take, the reading of a hospital included."""


async def run_job(
    runtime: Runtime, job_id: str, kind: str, turn: asyncio.Lock, solve: Callable[[Row], Awaitable[dict[str, Any]]]
) -> None:
    """Solve a job and store what is found; nothing when it is under way already.

    Parameters
    ----------
    runtime : Runtime
        Of this server.
    job_id, kind : str
        Which.
    turn : asyncio.Lock
        Shared by the jobs of one solver, so that the time of one does not run while another is solved.
    solve : callable
        Takes the job's row and returns its result.
    """
    async with _kept_leased(runtime, job_id), turn:
        row = await asyncio.to_thread(begin_job, runtime.database, job_id)
        if row is None:
            return
        outcome: dict[str, Any]
        try:
            result = await solve(row)
        except Exception as error:
            # Whatever went wrong belongs into the job, where whoever asked will look; the server goes on. The words
            # of an unknown error may name patients.
            known = isinstance(error, SolverUnavailable | Refusal | InputError)
            if not known:
                log.error("%s %s failed: %s", kind, job_id, type(error).__name__)
            outcome = {"status": FAILED, "error": str(error) if known else type(error).__name__}
        else:
            ended = await asyncio.to_thread(job_row, runtime.database, job_id, kind)
            outcome = {"status": CANCELLED if ended["cancel_requested"] else DONE, "result": result}
        await asyncio.to_thread(change_job, runtime.database, job_id, **outcome, finished_at=runtime.now())


def new_lease(runtime: Runtime) -> dict[str, str]:
    """Return that this server works on a job."""
    return lease_until(runtime.server_id, datetime.now(UTC) + LEASE)


def without_lease(progress: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return how far a job is, for those who asked for it."""
    return {name: value for name, value in (progress or {}).items() if name != "lease"} or None


@asynccontextmanager
async def _kept_leased(runtime: Runtime, job_id: str) -> AsyncIterator[None]:
    """Keep a job this server's while it waits and runs, so that no other server takes it for lost."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with suppress(Exception):  # a lease that could not be renewed is tried again in time
                await asyncio.to_thread(renew_lease, runtime.database, job_id, new_lease(runtime))

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
