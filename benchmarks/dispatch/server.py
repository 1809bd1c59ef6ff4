"""A server in a process of its own, on a generated hospital."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from api.clock import WallClock
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from scenarios.generate import generate

STARTS_WITHIN_SECONDS = 120
ASK_AGAIN_SECONDS = 0.02


def opened(path: Path, *, beds: int, waiting: int, seed: int = 1) -> str:
    """Open a generated hospital in a new SQLite store and return its URL."""
    url = f"sqlite:///{path}"
    open_generated(url, beds=beds, waiting=waiting, seed=seed)
    return url


def open_generated(url: str, *, beds: int, waiting: int, seed: int = 1) -> None:
    """Open a generated hospital in an empty store."""
    database = Database(url)
    database.migrate()
    open_hospital(Store(database, WallClock()), generate(beds=beds, waiting=waiting, seed=seed))
    database.close()


class Server:
    """One ``onebed serve`` that can be started, killed and started again on the same store.

    Parameters
    ----------
    url : str
        Of the store.
    **settings
        As ``ONEBED_`` environment variables.
    """

    def __init__(self, url: str, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        given = {"database_url": url, "rate_limit": "1000000/second", **settings}
        self._environment = os.environ | {f"ONEBED_{name.upper()}": value for name, value in given.items()}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until it answers."""
        command = [sys.executable, "-m", "api", "serve", "--port", str(self.port)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=self._environment, stdout=quiet, stderr=quiet)  # noqa: S603  ours
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server on port {self.port} did not start")
            time.sleep(ASK_AGAIN_SECONDS)

    def kill(self) -> None:
        """End the process as a power cut would: SIGKILL, no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process in order."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(url: str, **settings: str) -> Iterator[Server]:
    """Yield a started server."""
    server = Server(url, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
