"""Wall clock and processor time of one piece of work."""

import gc
import time
from types import TracebackType


class Clock:
    """Measures what happens inside ``with``; earlier garbage is collected before it starts.

    Attributes
    ----------
    seconds : float
        Wall clock.
    cpu_seconds : float
        Of all threads of this process: what other programs on the machine take does not count.
    """

    seconds = 0.0
    cpu_seconds = 0.0

    def __enter__(self) -> "Clock":
        gc.collect()
        self._started = time.perf_counter(), time.process_time()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds = time.perf_counter() - self._started[0]
        self.cpu_seconds = time.process_time() - self._started[1]
