from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engine.arrivals import held_rate_times, piecewise_rate, renewal_times, start_arrivals, thinned_times
from simulation.engine.clock import Clock
from simulation.engine.distributions import Distribution
from simulation.engine.journeys import Journey, Steps
from simulation.engine.resources import Pool
from simulation.engine.streams import Streams

Patient = tuple[float, float, int, float | None]


def test_a_free_unit_costs_no_event() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 1)
    assert pool.acquire() is None
    assert pool.busy == 1


def test_an_ordinary_simpy_process_waits_for_the_event_of_a_full_pool() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 1)
    times = []

    def stay(minutes: float) -> Generator[simpy.Event, Any, None]:
        event = pool.acquire()
        if event:
            yield event
        times.append(clock.now)
        yield clock.timeout(minutes)
        pool.release()

    clock.process(stay(5))
    clock.process(stay(5))
    clock.run_to(20)
    assert times == [0, 5]


def test_smaller_priority_is_served_first_and_then_who_came_first() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 1)
    order = []

    def stay(name: str, priority: int) -> Steps:
        yield pool, priority
        order.append(name)
        yield 1.0
        pool.release()

    for name, priority in (("first", 1), ("planned", 2), ("urgent", 0), ("second urgent", 0)):
        Journey(clock, stay(name, priority))
    clock.run_to(10)
    assert order == ["first", "urgent", "second urgent", "planned"]


def test_who_loses_patience_leaves_the_queue() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 1)
    outcome = []

    def stay(minutes: float, patience: float) -> Steps:
        granted = yield pool, 0, patience
        outcome.append((clock.now, granted))
        if granted:
            yield minutes
            pool.release()

    for minutes, patience in ((10.0, 1.0), (1.0, 3.0), (1.0, 20.0)):
        Journey(clock, stay(minutes, patience))
    clock.run_to(30)
    assert outcome == [(0, True), (3, False), (10, True)]
    assert pool.imbalances() == []


def test_without_patience_nobody_queues() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 0)
    outcome = []

    def stay() -> Steps:
        outcome.append((yield pool, 0, 0.0))

    Journey(clock, stay())
    clock.run_to(1)
    assert outcome == [False]
    assert (pool.queue, pool.gone) == (0, 1)


def test_units_that_open_serve_those_who_wait_and_units_that_close_do_so_when_free() -> None:
    clock = Clock()
    pool = Pool(clock, "beds", 1)
    started = []

    def stay() -> Steps:
        yield pool, 0
        started.append(clock.now)
        yield 10.0
        pool.release()

    def staffing() -> Steps:
        yield 2.0
        pool.resize(2)
        yield 1.0
        pool.resize(1)

    for _ in range(3):
        Journey(clock, stay())
    Journey(clock, staffing())
    clock.run_to(100)
    assert started == [0, 2, 12]


def test_a_journey_waits_for_any_simpy_event_and_gets_its_value() -> None:
    clock = Clock()
    event = clock.event()
    got = []

    def waiting() -> Steps:
        got.append((yield event))
        got.append((yield event))

    def sending() -> Steps:
        yield 4.0
        event.succeed("ready")

    Journey(clock, waiting())
    Journey(clock, sending())
    clock.run_to(10)
    assert got == ["ready", "ready"]


def test_a_pathway_that_yields_something_else_is_refused() -> None:
    clock = Clock()

    def wrong() -> Steps:
        yield "a bed"

    Journey(clock, wrong())
    with pytest.raises(TypeError, match="a bed"):
        clock.run_to(1)


def test_the_clock_does_not_run_backwards() -> None:
    clock = Clock()
    clock.run_to(5)
    with pytest.raises(ValueError, match="expected at least the present time 5"):
        clock.run_to(4)


@settings(max_examples=60, deadline=None)
@given(
    capacity=st.integers(0, 4),
    patients=st.lists(
        st.tuples(st.floats(0, 50), st.floats(0, 20), st.integers(0, 2), st.none() | st.floats(0, 10)), max_size=40
    ),
)
def test_flow_is_conserved_and_littles_law_holds_on_every_path(capacity: int, patients: list[Patient]) -> None:
    clock = Clock()
    pool = Pool(clock, "beds", capacity)
    spent = []

    def stay(i: int) -> Steps:
        _, minutes, priority, patience = patients[i]
        granted = yield (pool, priority) if patience is None else (pool, priority, patience)
        if granted:
            spent.append((clock.now, minutes))
            yield float(minutes)
            pool.release()

    patients.sort(key=lambda patient: patient[0])
    start_arrivals(clock, np.array([time for time, *_ in patients]), stay)
    clock.run_to(60)
    assert pool.imbalances() == []
    assert pool.busy <= capacity
    assert pool.area_busy == pytest.approx(sum(min(start + minutes, 60) - start for start, minutes in spent), abs=1e-6)


def test_a_stream_depends_on_seed_replication_and_purpose_alone() -> None:
    first = Streams(1, 2).generator("stays").random(3)
    Streams(1, 2).generator("arrivals").random(100)
    assert np.array_equal(first, Streams(1, 2).generator("stays").random(3))
    for other in (Streams(1, 3).generator("stays"), Streams(2, 2).generator("stays"), Streams(1, 2).generator("stay")):
        assert not np.array_equal(first, other.random(3))


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution(kind="exponential", mean=3.0),
        Distribution(kind="lognormal", mean=90.0, sd=60.0, minimum=15.0),
        Distribution(kind="gamma", mean=5.0, sd=2.0),
        Distribution(kind="constant", mean=4.0),
        Distribution(kind="uniform", minimum=2.0, maximum=6.0, mean=4.0),
    ],
    ids=lambda distribution: distribution.kind,
)
def test_draws_have_the_mean_and_deviation_they_are_given_by(distribution: Distribution) -> None:
    draws = distribution.draw(np.random.default_rng(1), 200_000)
    assert draws.mean() == pytest.approx(distribution.mean, rel=0.02)
    if distribution.kind in ("lognormal", "gamma"):
        assert draws.std() == pytest.approx(distribution.sd, rel=0.03)
    assert draws.min() >= distribution.minimum


def test_thinned_arrivals_follow_the_rate() -> None:
    rate = piecewise_rate(np.array([0.0, 6.0, 2.0]), 10.0)
    times = thinned_times(rate, 6.0, 3_000.0, np.random.default_rng(3))
    per_step = np.bincount((times // 10).astype(int) % 3, minlength=3) / 1_000
    assert per_step == pytest.approx([0.0, 6.0, 2.0], rel=0.05)


def test_a_held_rate_lets_one_more_come_after_arrivals_have_ended() -> None:
    ends = piecewise_rate(np.array([5.0, *[0.0] * 9]), 10.0)
    thinned, held = (draw(ends, 5.0, 100.0, np.random.default_rng(3)) for draw in (thinned_times, held_rate_times))
    assert thinned[-1] < 10
    assert held[-2] < 10 < held[-1]


def test_a_rate_of_zero_brings_nobody() -> None:
    assert thinned_times(lambda times: times * 0, 0.0, 100.0, np.random.default_rng(0)).size == 0


def test_renewals_fill_the_horizon_even_when_the_first_draws_do_not() -> None:
    times = renewal_times(Distribution(kind="lognormal", mean=1.0, sd=30.0), 500.0, np.random.default_rng(5))
    assert times[-1] < 500
    assert np.all(np.diff(times) >= 0)
