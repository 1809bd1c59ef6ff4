"""The ward-only hospital: 20,000 admissions a year, 200 beds, a discharge team; written in four ways.

All four draw from the same distributions; ours and the naive style are checked against each other by their means.
"""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

import ciw
import numpy as np
import simpy

from benchmarks.report import Row
from simulation.engine.arrivals import renewal_times, start_arrivals
from simulation.engine.clock import Clock
from simulation.engine.distributions import Distribution
from simulation.engine.journeys import Steps
from simulation.engine.resources import Pool
from simulation.engine.streams import Streams

MINUTES_A_DAY = 1440.0
YEAR = 365 * MINUTES_A_DAY
INTERVAL = Distribution(kind="exponential", mean=YEAR / 20_000)
STAY = Distribution(kind="lognormal", mean=3.35 * MINUTES_A_DAY, sd=3.0 * MINUTES_A_DAY)
DISCHARGE = Distribution(kind="exponential", mean=40.0)
BEDS = 200
DISCHARGE_TEAMS = 3
EMERGENCY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Result:
    """CPU seconds and means of one year."""

    cpu_seconds: float
    admissions: int
    mean_wait_minutes: float
    mean_busy_beds: float


def ours(seed: int) -> Result:
    """Run the year on the engine: light journeys, heap pools, draws attached to the patient on arrival."""
    started = time.process_time()
    clock = Clock()
    beds = Pool(clock, "beds", BEDS)
    teams = Pool(clock, "discharge team", DISCHARGE_TEAMS)
    streams = Streams(seed)
    times = renewal_times(INTERVAL, YEAR, streams.generator("arrivals"))
    stays = STAY.draw(streams.generator("stays"), times.size).tolist()
    discharges = DISCHARGE.draw(streams.generator("discharges"), times.size).tolist()
    elective = (streams.generator("kinds").random(times.size) >= EMERGENCY_SHARE).tolist()
    bed_requests = ((beds, 0), (beds, 1))
    team_request = (teams, 0)

    def patient(i: int) -> Steps:
        yield bed_requests[elective[i]]
        yield stays[i]
        yield team_request
        yield discharges[i]
        teams.release()
        beds.release()

    start_arrivals(clock, times, patient)
    clock.run_to(YEAR)
    problems = beds.imbalances() + teams.imbalances()
    assert not problems, problems
    waits = beds.sum_of_waits / beds.entered
    return Result(time.process_time() - started, beds.entered, waits, beds.area_busy / YEAR)


def naive(seed: int) -> Result:
    """Run the year in the style of SimPy's tutorials: a process a patient, ``PriorityResource``, scalar draws."""
    started = time.process_time()
    env = simpy.Environment()
    generator = np.random.default_rng(seed)
    beds = simpy.PriorityResource(env, BEDS)
    teams = simpy.PriorityResource(env, DISCHARGE_TEAMS)
    waits: list[float] = []
    busy_minutes = [0.0]
    log_variance = np.log1p((STAY.sd / STAY.mean) ** 2)
    log_mean = np.log(STAY.mean) - log_variance / 2

    def patient() -> Generator[simpy.Event, Any, None]:
        arrived = env.now
        with beds.request(priority=int(generator.random() >= EMERGENCY_SHARE)) as bed:
            yield bed
            admitted = env.now
            waits.append(admitted - arrived)
            yield env.timeout(generator.lognormal(log_mean, np.sqrt(log_variance)))
            with teams.request(priority=0) as team:
                yield team
                yield env.timeout(generator.exponential(DISCHARGE.mean))
            busy_minutes[0] += env.now - admitted

    def arrivals() -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(generator.exponential(INTERVAL.mean))
            env.process(patient())

    env.process(arrivals())
    env.run(until=YEAR)
    return Result(time.process_time() - started, len(waits), float(np.mean(waits)), busy_minutes[0] / YEAR)


def in_ciw(seed: int) -> Result:
    """Run the year in Ciw as a network of two nodes; the bed is not held while the discharge team works."""
    started = time.process_time()
    log_variance = float(np.log1p((STAY.sd / STAY.mean) ** 2))
    log_mean = float(np.log(STAY.mean)) - log_variance / 2
    stay = ciw.dists.Lognormal(mean=log_mean, sd=log_variance**0.5)
    discharge = ciw.dists.Exponential(rate=1 / DISCHARGE.mean)
    rate = EMERGENCY_SHARE / INTERVAL.mean
    network = ciw.create_network(
        arrival_distributions={
            "emergency": [ciw.dists.Exponential(rate=rate), None],
            "elective": [ciw.dists.Exponential(rate=1 / INTERVAL.mean - rate), None],
        },
        service_distributions={"emergency": [stay, discharge], "elective": [stay, discharge]},
        routing={"emergency": [[0.0, 1.0], [0.0, 0.0]], "elective": [[0.0, 1.0], [0.0, 0.0]]},
        number_of_servers=[BEDS, DISCHARGE_TEAMS],
        priority_classes={"emergency": 0, "elective": 1},
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(YEAR)
    records = [record for record in simulation.get_all_records() if record.node == 1]
    busy = sum(record.service_time for record in records) / YEAR
    wait = float(np.mean([record.waiting_time for record in records]))
    return Result(time.process_time() - started, len(records), wait, busy)


def rows(repeats: int) -> Iterator[Row]:
    """Yield one row a style: the best of some repeats, and its CPU time over the naive style's."""
    styles: dict[str, Callable[[int], Result]] = {
        "naive SimPy": naive,
        "OneBed engine": ours,
        "Ciw": in_ciw,
    }
    best = {
        name: min((style(1) for _ in range(repeats)), key=lambda r: r.cpu_seconds) for name, style in styles.items()
    }
    baseline = best["naive SimPy"].cpu_seconds
    for name, result in best.items():
        yield Row(
            instance="ward-only hospital, a year",
            size=f"{BEDS} beds, {result.admissions:,} admissions",
            method=name,
            seconds=result.cpu_seconds,
            ratio=result.cpu_seconds / baseline,
            baseline="naive SimPy, CPU",
            extra={
                "mean wait minutes": result.mean_wait_minutes,
                "mean busy beds": result.mean_busy_beds,
                "times naive": baseline / result.cpu_seconds,
            },
        )
