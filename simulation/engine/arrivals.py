"""When patients come: renewal and time-varying Poisson arrivals, all times of a replication at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.engine.clock import Clock
from simulation.engine.distributions import Distribution
from simulation.engine.journeys import Journey, Steps

Times = NDArray[np.float64]


def renewal_times(interval: Distribution, horizon: float, generator: np.random.Generator) -> Times:
    """Return arrival times before ``horizon`` with independent intervals."""
    chunk = int(horizon / interval.mean * 1.1) + 16
    times = np.cumsum(interval.draw(generator, chunk))
    while times[-1] < horizon:
        times = np.concatenate((times, times[-1] + np.cumsum(interval.draw(generator, chunk))))
    return times[: int(np.searchsorted(times, horizon))]


def thinned_times(
    rate: Callable[[Times], Times], peak_rate: float, horizon: float, generator: np.random.Generator
) -> Times:
    """Return the times of a Poisson process whose rate varies, by thinning (Lewis & Shedler 1979).

    Candidates come at ``peak_rate``; each stays with probability ``rate(t) / peak_rate``. The candidates depend on
    the generator and ``peak_rate`` alone, so two profiles under one peak share their patients.

    Parameters
    ----------
    rate : callable
        Arrivals per unit of time at each of an array of times.
    peak_rate : float
        At least the largest rate; zero gives no arrivals.
    horizon : float
        Times lie in [0, horizon).
    generator : numpy.random.Generator
        Stream of this purpose.
    """
    if peak_rate <= 0:
        return np.empty(0)
    candidates = renewal_times(Distribution(kind="exponential", mean=1 / peak_rate), horizon, generator)
    kept = generator.random(candidates.size) * peak_rate < rate(candidates)
    return candidates[kept]


def held_rate_times(
    rate: Callable[[Times], Times], peak_rate: float, horizon: float, generator: np.random.Generator
) -> Times:
    """Return arrival times of a thinning that holds the rate of the last arrival until the next one.

    Some published models thin so; where the rate falls or rises quickly, arrivals come later than in
    :func:`thinned_times`, and it is no Poisson process. Parameters are the same.
    """
    candidates = renewal_times(Distribution(kind="exponential", mean=1 / peak_rate), horizon, generator)
    levels = rate(candidates).tolist()
    marks = (generator.random(candidates.size) * peak_rate).tolist()
    level = float(rate(np.zeros(1))[0])
    kept = []
    for i, mark in enumerate(marks):
        if mark < level:
            kept.append(i)
            level = levels[i]
    return candidates[kept]


def piecewise_rate(levels: NDArray[np.float64], step: float) -> Callable[[Times], Times]:
    """Return a rate that is constant over steps and repeats after the last.

    Parameters
    ----------
    levels : ndarray, shape (steps,)
        Arrivals per unit of time in each step.
    step : float
        Length of one step.
    """

    def rate(times: Times) -> Times:
        return levels[(times // step).astype(np.int64) % levels.size]

    return rate


def start_arrivals(clock: Clock, times: Times, pathway: Callable[[int], Steps]) -> None:
    """Start the journey ``pathway(i)`` at ``times[i]``.

    Parameters
    ----------
    clock : Clock
        Where they arrive.
    times : ndarray
        Ascending; those before now are left out.
    pathway : callable
        Takes the index, returns the patient's steps.
    """

    def arrivals() -> Steps:
        first = int(np.searchsorted(times, clock._now))
        for index, time in enumerate(times[first:].tolist(), start=first):
            # Those who come together come before anything else happens at that moment.
            if time > clock._now:
                yield time - clock._now
            Journey(clock, pathway(index))

    Journey(clock, arrivals())
