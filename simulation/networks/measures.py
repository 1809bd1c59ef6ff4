"""What is measured in a run of a network, after the warm-up."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.engine.arrivals import Times
from simulation.networks.model import NetworkRun, VisitLog
from simulation.networks.network import Expectation

Selected = list[VisitLog]


def measure(run: NetworkRun, what: Expectation) -> float:
    """Return one measure of one run; NaN when nobody counts towards it."""
    if what.measure in _OF_CLASSES:
        names = what.classes or tuple(run.network.classes)
        return _OF_CLASSES[what.measure](run, names, what.station)
    logs = [
        log
        for (name, station), log in run.visits.items()
        if what.station in (station, "") and (not what.classes or name in what.classes)
    ]
    return _OF_VISITS[what.measure](run, logs, what)


def _joined(run: NetworkRun, logs: Selected) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    joined = np.concatenate([log.joined for log in logs])
    started = np.concatenate([log.started for log in logs])
    lost = np.concatenate([log.lost for log in logs])
    counts = joined >= run.network.warm_up
    return joined[counts], started[counts], lost[counts]


def _mean_wait(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    joined, started, _lost = _joined(run, logs)
    served = ~np.isnan(started)
    return float(np.mean(started[served] - joined[served])) if served.any() else np.nan


def _mean_wait_when_served(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    """Count a wait at the end of the service, so those still served at the horizon are left out."""
    ended = np.concatenate([log.ended for log in logs])
    waits = np.concatenate([log.started - log.joined for log in logs])[ended >= run.network.warm_up]
    return float(np.mean(waits)) if waits.size else np.nan


def _delayed_share(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    joined, started, _lost = _joined(run, logs)
    return float(np.mean(~(started <= joined))) if joined.size else np.nan


def _lost_share(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    joined, started, lost = _joined(run, logs)
    decided = lost | ~np.isnan(started)
    return float(np.mean(lost[decided])) if decided.any() and joined.size else np.nan


def _lost_count(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    return float(np.sum(_joined(run, logs)[2]))


def _lost_per_time(run: NetworkRun, logs: Selected, what: Expectation) -> float:
    return _lost_count(run, logs, what) / _length(run)


def _served_per_time(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    return float(np.sum(~np.isnan(_joined(run, logs)[1]))) / _length(run)


def _mean_busy(run: NetworkRun, logs: Selected, _: Expectation) -> float:
    levels, durations = _occupancy(run, logs)
    return float(np.dot(levels, durations) / _length(run))


def _utilisation(run: NetworkRun, logs: Selected, what: Expectation) -> float:
    servers = run.network.stations[what.station].servers
    return _mean_busy(run, logs, what) / servers if servers else np.nan


def _utilisation_at_day_start(run: NetworkRun, logs: Selected, what: Expectation) -> float:
    servers = run.network.stations[what.station].servers
    moments = np.arange(np.ceil(run.network.warm_up), run.network.horizon)
    before_arrivals = np.nextafter(moments, 0)
    return float(np.mean([_number_at(logs, time) for time in before_arrivals])) / servers if servers else np.nan


def _mean_number_at(_: NetworkRun, logs: Selected, what: Expectation) -> float:
    return float(_number_at(logs, what.at))


def _delay_if_servers(run: NetworkRun, logs: Selected, what: Expectation) -> float:
    # With unlimited servers, P(N = n) / P(N <= n) is the chance of delay with n (Monks et al. 2016).
    levels, durations = _occupancy(run, logs)
    at, below = durations[levels == what.at].sum(), durations[levels <= what.at].sum()
    return float(at / below) if below else np.nan


def _share_of_time_at(run: NetworkRun, logs: Selected, what: Expectation) -> float:
    levels, durations = _occupancy(run, logs)
    return float(durations[levels == what.at].sum() / _length(run))


def _number_at(logs: Selected, time: float) -> int:
    return sum(int(np.sum((log.started <= time) & ~(log.freed <= time))) for log in logs)


def _occupancy(run: NetworkRun, logs: Selected) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the levels of servers taken and how long each lasted, after the warm-up."""
    starts = np.concatenate([log.started for log in logs])
    ends = np.concatenate([log.freed for log in logs])
    starts, ends = starts[~np.isnan(starts)], ends[~np.isnan(ends)]
    times = np.concatenate((starts, ends))
    changes = np.concatenate((np.ones(starts.size), -np.ones(ends.size)))
    order = np.argsort(times, kind="stable")
    levels = np.concatenate(([0.0], np.cumsum(changes[order])))
    bounds = np.concatenate(([0.0], times[order], [run.network.horizon]))
    return levels, np.diff(np.maximum(bounds, run.network.warm_up))


def _length(run: NetworkRun) -> float:
    return run.network.horizon - run.network.warm_up


def _arrivals(run: NetworkRun, names: tuple[str, ...], station: str) -> float:
    return float(sum(np.sum(_of_those(run, name, station, run.arrived) >= run.network.warm_up) for name in names))


def _finished_count(run: NetworkRun, names: tuple[str, ...], station: str) -> float:
    return float(sum(np.sum(_of_those(run, name, station, run.left) >= run.network.warm_up) for name in names))


def _of_those(run: NetworkRun, name: str, station: str, times: Mapping[str, Times]) -> Times:
    """Return the times of a class's patients; with a station, of those who came to it."""
    return times[name][~np.isnan(run.visits[name, station].joined)] if station else times[name]


def _mean_time_in_system(run: NetworkRun, names: tuple[str, ...], station: str) -> float:
    arrived = np.concatenate([_of_those(run, name, station, run.arrived) for name in names])
    left = np.concatenate([_of_those(run, name, station, run.left) for name in names])
    counts = ~np.isnan(left) & (arrived >= run.network.warm_up)
    return float(np.mean(left[counts] - arrived[counts])) if counts.any() else np.nan


_OF_CLASSES: dict[str, Callable[[NetworkRun, tuple[str, ...], str], float]] = {
    "arrivals": _arrivals,
    "finished_count": _finished_count,
    "mean_time_in_system": _mean_time_in_system,
}
_OF_VISITS: dict[str, Callable[[NetworkRun, Selected, Expectation], float]] = {
    "mean_wait": _mean_wait,
    "mean_wait_when_served": _mean_wait_when_served,
    "delayed_share": _delayed_share,
    "lost_share": _lost_share,
    "lost_count": _lost_count,
    "lost_per_time": _lost_per_time,
    "served_per_time": _served_per_time,
    "mean_busy": _mean_busy,
    "utilisation": _utilisation,
    "utilisation_at_day_start": _utilisation_at_day_start,
    "mean_number_at": _mean_number_at,
    "delay_if_servers": _delay_if_servers,
    "share_of_time_at": _share_of_time_at,
}
