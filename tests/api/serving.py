"""A real server in a thread, for tests that speak HTTP to it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from api.app import create_app
from api.runtime import Runtime
from api.settings import Settings
from api.store.store import Store

STARTS_WITHIN_SECONDS = 30


@contextmanager
def serving(runtime: Runtime) -> Iterator[str]:
    """Serve a runtime on a free port and yield its address."""
    config = uvicorn.Config(
        create_app(runtime), host="127.0.0.1", port=0, log_config=None, access_log=False, timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not server.started:
        assert thread.is_alive(), "the server ended while it started"
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.01)
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
