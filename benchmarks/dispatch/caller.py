"""A lean HTTP client, so that the load costs less than what it measures."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from typing import Any, Self
from uuid import uuid4

import numpy as np

PREFIX = "/api/v1"
OVERRIDE = "load test"
"""Beds are taken at random, so the rules of the hospital are asked and set aside."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and seconds of one call."""

    status: int
    body: Any
    seconds: float


class Caller:
    """One keep-alive connection; not for several threads.

    Parameters
    ----------
    port : int
        Of the server on this machine.
    """

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Answer:
        """Ask for something."""
        return self._call("GET", path, None, {})

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> Answer:
        """Command something, under a new idempotency key unless one is given."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid4())}
        return self._call("POST", path, json.dumps(body), headers)

    def __enter__(self) -> Self:
        """Use the connection for a while."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self._connection.close()

    def _call(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        started = perf_counter()
        self._connection.request(method, PREFIX + path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        return Answer(response.status, json.loads(content), perf_counter() - started)


def milliseconds(seconds: list[float]) -> dict[str, float]:
    """Return median, 99th percentile and largest of some times, in ms."""
    values = np.asarray(seconds) * 1000
    return {
        "p50 ms": round(float(np.percentile(values, 50)), 1),
        "p99 ms": round(float(np.percentile(values, 99)), 1),
        "max ms": round(float(values.max()), 1),
    }
