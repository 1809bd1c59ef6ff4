"""One model's measures beside what is known of them."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial
from math import hypot
from pathlib import Path

import numpy as np
import polars as pl
from treat_sim.model import Scenario, multiple_replications

import scenarios
from benchmarks.report import Row
from simulation.comparisons import t_interval
from simulation.engine.streams import Streams
from simulation.kept import Tables
from simulation.networks.measures import measure
from simulation.networks.model import run_network
from simulation.networks.network import Expectation, Network, read_network
from simulation.replications import MEASURES, measure_values, run_replications

TRUTHS = Path(scenarios.__file__).parent / "catalogue" / "truth"
SEED = 2024
WORKERS = 2


def replicate(network: Network, expectations: tuple[Expectation, ...], seed: int, replication: int) -> Tables:
    """Run one replication of a network and measure what is expected of it."""
    run = run_network(network, Streams(seed, replication))
    values = [measure(run, what) for what in expectations]
    return {MEASURES: pl.DataFrame({"measure": [what.name for what in expectations], "value": values})}


def compare_network(path: Path, share: float, executor: Executor | None = None) -> Iterator[Row]:
    """Yield one row for every known value of every variant of a network file.

    Parameters
    ----------
    path : Path
        Network with expectations.
    share : float
        Part of the file's replications to run.
    executor : Executor, optional
        Where they run; None runs them here.
    """
    network = read_network(path)
    count = max(5, round(network.replications * share))
    for name, variant in network.variants.items():
        started = time.perf_counter()
        task = partial(replicate, network.with_servers(variant.servers), variant.expect, SEED)
        results = run_replications(task, count, executor=executor, workers=2 * WORKERS).results
        seconds = time.perf_counter() - started
        for what in variant.expect:
            yield _row(f"{network.name}: {name}", what, measure_values(results, what.name), seconds)


def _row(instance: str, what: Expectation, values: np.ndarray[tuple[int], np.dtype[np.float64]], seconds: float) -> Row:
    ours = t_interval(values)
    standard_error = hypot(ours.half_width / 1.96, what.half_width / 1.96)
    distance = max(abs(ours.mean - what.value) - what.rounding, 0.0)
    return Row(
        instance=instance,
        size=f"{ours.count} replications",
        method=what.name,
        seconds=seconds,
        extra={
            "published": what.value,
            "ours": ours.mean,
            "half width": ours.half_width,
            "half width %": 100 * ours.half_width / abs(what.value),
            "inside 95%": "yes" if distance <= 1.96 * standard_error else "no",
            "standard errors off": distance / standard_error if standard_error else 0.0,
        },
    )


def treat_sim_rows(share: float) -> Iterator[Row]:
    """Run the open treatment-centre model itself beside ours, with as many replications."""
    network = read_network(TRUTHS / "treatment_centre.json")
    (variant,) = network.variants.values()
    count = max(5, round(network.replications * share))
    columns = {
        "arrivals": "00_arrivals",
        "mean wait at triage": "01a_triage_wait",
        "mean wait at registration": "02a_registration_wait",
        "mean wait at examination": "03a_examination_wait",
        "mean time in system of trauma": "08_total_time(trauma)",
        "finished count": "09_throughput",
    }
    results = [replicate(network, variant.expect, SEED, i) for i in range(count)]
    started = time.perf_counter()
    theirs = multiple_replications(Scenario(), n_reps=count)
    seconds = time.perf_counter() - started
    for name, column in columns.items():
        peer, ours = t_interval(theirs[column].to_numpy()), t_interval(measure_values(results, name))
        error = hypot(peer.half_width, ours.half_width) / 1.96
        yield Row(
            instance="treatment_centre: treat-sim run here",
            size=f"{count} replications",
            method=name,
            seconds=seconds,
            extra={
                "published": peer.mean,
                "ours": ours.mean,
                "half width": ours.half_width,
                "half width %": 100 * ours.half_width / abs(peer.mean),
                "inside 95%": "yes" if abs(peer.mean - ours.mean) <= 1.96 * error else "no",
                "standard errors off": abs(peer.mean - ours.mean) / error,
            },
        )
