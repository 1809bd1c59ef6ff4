"""What CP-SAT may use for a first plan."""

from optimizer.solve import Budget

LEAST_SECONDS = 0.1
COUNTED_SECONDS = 3.0
"""Deterministic time of one model where no clock counts."""


def first_budget(seconds: float | None, seed: int) -> Budget:
    """Return a budget of one core.

    Parameters
    ----------
    seconds : float or None
        Wall clock; the deterministic limit is the same number, so that an idle machine always answers alike. None
        limits the deterministic time alone, so that any machine does.
    """
    if seconds is None:
        return Budget(seconds=float("inf"), workers=1, seed=seed, deterministic_time=COUNTED_SECONDS)
    limit = max(LEAST_SECONDS, seconds)
    return Budget(seconds=limit, workers=1, seed=seed, deterministic_time=limit)
