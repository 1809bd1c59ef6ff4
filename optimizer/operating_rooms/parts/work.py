"""How much work a bound has done, over several threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Counted(Protocol):
    """A search that counts its own work."""

    @property
    def work(self) -> float:
        """Deterministic seconds so far."""
        ...


class Work:
    """Deterministic seconds of searches, past and present."""

    def __init__(self) -> None:
        self._lock, self._past = threading.Lock(), 0.0
        self._present: list[Counted] = []

    @property
    def seconds(self) -> float:
        """Deterministic seconds so far."""
        with self._lock:
            return self._past + sum(search.work for search in self._present)

    def add(self, seconds: float) -> None:
        """Count work that is done."""
        with self._lock:
            self._past += seconds

    def watch(self, search: Counted) -> None:
        """Count the work of a search from now on."""
        with self._lock:
            self._present.append(search)

    @contextmanager
    def watching(self, search: Counted) -> Iterator[None]:
        """Count the work of a search, which is then forgotten."""
        self.watch(search)
        try:
            yield
        finally:
            with self._lock:
                self._present.remove(search)
                self._past += search.work
