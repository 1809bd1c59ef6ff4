"""A waiting list that grows to 20,000: the time a patient must stay flat, since nothing sorts the queue."""

import time
from collections.abc import Generator, Iterator
from typing import Any

import simpy

from benchmarks.report import Row
from simulation.engine.clock import Clock
from simulation.engine.journeys import Journey, Steps
from simulation.engine.resources import Pool

LENGTHS = (1_000, 5_000, 20_000)
SERVED = 2_000


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the microseconds to serve and re-queue a patient at growing queues, ours and SimPy's."""
    for length in LENGTHS[:1] if quick else LENGTHS:
        ours, theirs = _ours(length), _simpy(length, SERVED if length < LENGTHS[-1] else SERVED // 10)
        for method, microseconds in (("Pool", ours), ("simpy.PriorityResource", theirs)):
            yield Row(
                instance="growing waiting list",
                size=f"{length:,} waiting",
                method=method,
                seconds=microseconds * SERVED / 1e6,
                ratio=microseconds / theirs,
                baseline="simpy.PriorityResource",
                extra={"CPU microseconds a patient": microseconds},
            )


def _ours(length: int) -> float:
    clock = Clock()
    pool = Pool(clock, "beds", 1)

    def patient(priority: float) -> Steps:
        yield pool, priority
        yield 1.0
        pool.release()

    for i in range(length):
        Journey(clock, patient(float(i % 7)))
    clock.run_to(0.5)

    def arrivals() -> Steps:
        for i in range(SERVED):
            yield 1.0
            Journey(clock, patient(float(i % 7)))

    Journey(clock, arrivals())
    started = time.process_time()
    clock.run_to(SERVED + 1.0)
    return (time.process_time() - started) / SERVED * 1e6


def _simpy(length: int, served: int) -> float:
    env = simpy.Environment()
    pool = simpy.PriorityResource(env, 1)

    def patient(priority: int) -> Generator[simpy.Event, Any, None]:
        with pool.request(priority=priority) as request:
            yield request
            yield env.timeout(1.0)

    for i in range(length):
        env.process(patient(i % 7))
    env.run(until=0.5)

    def arrivals() -> Generator[simpy.Event, Any, None]:
        for i in range(served):
            yield env.timeout(1.0)
            env.process(patient(i % 7))

    env.process(arrivals())
    started = time.process_time()
    env.run(until=served + 1.0)
    return (time.process_time() - started) / served * 1e6
