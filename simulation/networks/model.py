"""A network in motion."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from simulation.engine.arrivals import (
    Times,
    held_rate_times,
    piecewise_rate,
    renewal_times,
    start_arrivals,
    thinned_times,
)
from simulation.engine.clock import Clock
from simulation.engine.distributions import Distribution
from simulation.engine.journeys import Journey, Steps
from simulation.engine.resources import Pool
from simulation.engine.streams import Streams
from simulation.networks.network import Network, PatientClass, VaryingRate, Visit

NEVER = float("nan")


@dataclass(frozen=True, slots=True)
class VisitLog:
    """Times of one class at one station, one element a patient; NaN for what has not happened.

    Attributes
    ----------
    joined, started, ended, freed : ndarray
        Asked for a server, got it, service over, server free again.
    lost : ndarray of bool
        Left without service.
    """

    joined: NDArray[np.float64]
    started: NDArray[np.float64]
    ended: NDArray[np.float64]
    freed: NDArray[np.float64]
    lost: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NetworkRun:
    """What happened in one replication.

    Attributes
    ----------
    arrived, left : dict of str to ndarray
        By class, one element a patient.
    visits : dict of (str, str) to VisitLog
        By class and station.
    """

    network: Network
    arrived: Mapping[str, Times]
    left: Mapping[str, Times]
    visits: Mapping[tuple[str, str], VisitLog]


def run_network(network: Network, streams: Streams) -> NetworkRun:
    """Simulate one replication from an empty network.

    Raises
    ------
    AssertionError
        When flow conservation or Little's law fails: a defect of the simulator.
    """
    clock = Clock()
    pools = {name: Pool(clock, name, station.servers) for name, station in network.stations.items()}
    timetable = _timetable_times(network, streams)
    arrived, left, logs = {}, {}, {}
    for name, patients in network.classes.items():
        times = timetable[name] if name in timetable else _arrival_times(name, patients, network.horizon, streams)
        group = _Group(clock, name, network, patients, pools, times.size, streams)
        start_arrivals(clock, times, group.pathway)
        arrived[name], left[name] = times, group.left
        logs.update({(name, station): group.log[station] for station in patients.visits})
    clock.run_to(network.horizon)
    imbalances = [problem for pool in pools.values() for problem in pool.imbalances()]
    assert not imbalances, imbalances
    return NetworkRun(
        network,
        arrived,
        {name: np.asarray(times) for name, times in left.items()},
        {key: log.frozen() for key, log in logs.items()},
    )


class _Log:
    def __init__(self, size: int) -> None:
        self.joined, self.started, self.ended, self.freed = ([NEVER] * size for _ in range(4))
        self.lost = [False] * size

    def frozen(self) -> VisitLog:
        return VisitLog(
            joined=np.asarray(self.joined),
            started=np.asarray(self.started),
            ended=np.asarray(self.ended),
            freed=np.asarray(self.freed),
            lost=np.asarray(self.lost, dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True)
class _Stop:
    """A visit with everything drawn for every patient of the class."""

    station: str
    pool: Pool
    service: list[float]
    patience: list[float] | None
    hold: list[float] | None
    onward: tuple[list[str], list[float], list[float]]


class _Group:
    """All patients of one class: their draws, pathway and log."""

    def __init__(
        self,
        clock: Clock,
        name: str,
        network: Network,
        patients: PatientClass,
        pools: Mapping[str, Pool],
        size: int,
        streams: Streams,
    ) -> None:
        self.clock = clock
        self.priority = patients.priority
        self.left = [NEVER] * size
        self.log = {station: _Log(size) for station in patients.visits}
        self.stops = {
            station: self._stop(name, station, visit, network, pools, size, streams)
            for station, visit in patients.visits.items()
        }
        self.entry = _onward(patients.enters, size, streams.generator(f"entry/{name}"))

    @staticmethod
    def _stop(
        name: str,
        station: str,
        visit: Visit,
        network: Network,
        pools: Mapping[str, Pool],
        size: int,
        streams: Streams,
    ) -> _Stop:
        purpose = f"{name}/{station}"
        hold_after = network.stations[station].hold_after
        return _Stop(
            station,
            pools[station],
            _mixture(visit, purpose, size, streams),
            _draws(visit.patience, f"patience/{purpose}", size, streams),
            _draws(hold_after, f"hold/{purpose}", size, streams),
            _onward(visit.next, size, streams.generator(f"route/{purpose}")),
        )

    def pathway(self, i: int) -> Steps:
        """Go from station to station until nothing follows or patience runs out."""
        clock = self.clock
        onward = self.entry
        while True:
            names, ends, where = onward
            index = bisect(ends, where[i])
            if index == len(names):
                self.left[i] = clock._now
                return
            stop = self.stops[names[index]]
            log = self.log[stop.station]
            log.joined[i] = clock._now
            granted = yield (
                (stop.pool, self.priority) if stop.patience is None else (stop.pool, self.priority, stop.patience[i])
            )
            if not granted:
                log.lost[i] = True
                return
            log.started[i] = clock._now
            yield stop.service[i]
            log.ended[i] = clock._now
            if stop.hold is None:
                stop.pool.release()
                log.freed[i] = clock._now
            else:
                Journey(clock, self._hold(stop, i))
            onward = stop.onward

    def _hold(self, stop: _Stop, i: int) -> Steps:
        assert stop.hold is not None
        yield stop.hold[i]
        stop.pool.release()
        self.log[stop.station].freed[i] = self.clock._now


def _draws(distribution: Distribution | None, purpose: str, size: int, streams: Streams) -> list[float] | None:
    if distribution is None:
        return None
    draws: list[float] = distribution.draw(streams.generator(purpose), size).tolist()
    return draws


def _mixture(visit: Visit, purpose: str, size: int, streams: Streams) -> list[float]:
    ends = np.cumsum([option.probability for option in visit.service])
    chosen = np.searchsorted(ends[:-1], streams.generator(f"kind/{purpose}").random(size), side="right")
    draws = [
        option.service.draw(streams.generator(f"service/{purpose}/{i}"), size) for i, option in enumerate(visit.service)
    ]
    mixed: list[float] = np.choose(chosen, draws).tolist()
    return mixed


def _onward(
    targets: Mapping[str, float], size: int, generator: np.random.Generator
) -> tuple[list[str], list[float], list[float]]:
    return list(targets), list(accumulate(targets.values())), generator.random(size).tolist()


def _arrival_times(name: str, patients: PatientClass, horizon: float, streams: Streams) -> Times:
    generator = streams.generator(f"arrivals/{name}")
    if patients.interval:
        return renewal_times(patients.interval, horizon, generator)
    if patients.rate is None:
        return np.empty(0)
    rate = patients.rate
    thinned = held_rate_times if rate.held else thinned_times
    if rate.steps:
        levels = np.asarray(rate.steps)
        return thinned(piecewise_rate(levels, rate.step_length), float(levels.max()), horizon, generator)
    return thinned(lambda times: _sine(rate, times), rate.mean + abs(rate.amplitude), horizon, generator)


def _sine(rate: VaryingRate, times: Times) -> Times:
    return rate.mean + rate.amplitude * np.sin(times)


def _timetable_times(network: Network, streams: Streams) -> dict[str, Times]:
    counts: dict[str, NDArray[np.int64]] = {}
    days = np.arange(int(np.ceil(network.horizon)))
    for number, sessions in enumerate(network.timetable):
        on = np.isin(days % sessions.cycle_days, sessions.days)
        ends = np.cumsum([option.probability for option in sessions.options])
        where = streams.generator(f"sessions/{number}").random((days.size, sessions.count))
        chosen = np.searchsorted(ends[:-1], where, side="right")
        for index, option in enumerate(sessions.options):
            times_chosen = (chosen == index).sum(axis=1) * on
            for name, patients in option.patients.items():
                counts[name] = counts.get(name, np.zeros(days.size, dtype=np.int64)) + times_chosen * patients
    return {name: np.repeat(days.astype(np.float64), count) for name, count in counts.items()}
