"""A real server in a thread, for tests that speak HTTP to it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from api.app import create_app
from api.runtime import Runtime
from api.settings import Settings
from api.store.store import Store

STARTS_WITHIN_SECONDS = 60
PATIENCE_SECONDS = 300
"""A job that takes longer on a busy machine has been lost."""
POLL_SECONDS = 0.05
"""As seldom as the server's limit of requests a minute demands."""


class _Server(uvicorn.Server):
    """A server that says when it has started, and when it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.decided.set()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.decided.set()


@contextmanager
def serving(runtime: Runtime) -> Iterator[str]:
    """Serve a runtime on a free port and yield its address."""
    config = uvicorn.Config(
        create_app(runtime), host="127.0.0.1", port=0, log_config=None, access_log=False, timeout_graceful_shutdown=2
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.decided.wait(STARTS_WITHIN_SECONDS), "the server did not start"
    assert server.started, "the server ended while it started"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)


def runtime_on(store: Store, clock: Any, *, warm: bool = False, **settings: Any) -> Runtime:
    """Return a runtime on a store, with settings that do not come from this machine."""
    made = Settings(**{"database_url": store.database.url, "warm_solver": warm, **settings})
    return Runtime(made, store.database, clock)


@contextmanager
def client_of(runtime: Runtime) -> Iterator[httpx.Client]:
    """Serve a runtime and yield a client of it."""
    with serving(runtime) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def key() -> dict[str, str]:
    """Return the header of a command that was never given before."""
    return {"Idempotency-Key": str(uuid4())}


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for what a server does in its own time; fail when it never comes true."""
    until, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
    while not holds():
        assert time.monotonic() < until, "it never came true"
        pause.wait(POLL_SECONDS)


def ended(client: httpx.Client, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask for a job, as a client does, until it has ended."""
    job: dict[str, Any] = {}

    def over() -> bool:
        answer = client.get(f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 200, answer.text
        job.update(answer.json())
        return job["status"] not in ("queued", "running")

    wait_until(over)
    return job
