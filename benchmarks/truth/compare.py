"""One model's measures beside what is known of them."""

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from math import hypot
from pathlib import Path

import polars as pl

import scenarios
from benchmarks.report import Row
from benchmarks.truth.peers import PEERS
from simulation.engine.streams import Streams
from simulation.intervals import Interval, t_interval
from simulation.kept import Tables
from simulation.networks.measures import measure
from simulation.networks.model import run_network
from simulation.networks.network import Expectation, Network
from simulation.networks.read import read_network
from simulation.replications import MEASURES, measure_values, run_replications

TRUTHS = Path(scenarios.__file__).parent / "catalogue" / "truth"
SEED = 2024
WORKERS = 2
NORMAL_95 = 1.96
FAR = 4.5
"""Standard errors: farther off than chance takes one of some hundred rows."""


def replicate(network: Network, expectations: tuple[Expectation, ...], seed: int, replication: int) -> Tables:
    """Run one replication of a network and measure what is expected of it."""
    run = run_network(network, Streams(seed, replication))
    values = [measure(run, what) for what in expectations]
    return {MEASURES: pl.DataFrame({"measure": [what.name for what in expectations], "value": values})}


def compare_network(path: Path, share: float, executor: Executor) -> Iterator[Row]:
    """Yield one row for every known value of every variant of a network file, and one more where a peer runs here.

    Parameters
    ----------
    path : Path
        Network with expectations.
    share : float
        Part of the file's replications to run.
    executor : Executor
        Where they run.
    """
    network = read_network(path)
    count = max(5, round(network.replications * share))
    for name, variant in network.variants.items():
        instance = f"{network.name}: {name}"
        started = time.perf_counter()
        model = network.with_servers(variant.servers)
        task = partial(replicate, model, variant.expect, SEED)
        results = run_replications(task, count, executor=executor, workers=2 * WORKERS).results
        seconds = time.perf_counter() - started
        ours = {what.name: t_interval(measure_values(results, what.name)) for what in variant.expect}
        for what in variant.expect:
            yield row_of(instance, what, ours[what.name], seconds)
        if network.name in PEERS:
            source, peer = PEERS[network.name]
            known = peer(model, count, executor)
            for what in variant.expect:
                value = known[what.name]
                beside = replace(what, value=value.mean, half_width=value.half_width, rounding=0.0, note="")
                yield row_of(instance, beside, ours[what.name], seconds, source)


def row_of(instance: str, what: Expectation, ours: Interval, seconds: float, source: str = "") -> Row:
    """Return one line of the table: ours with its 95% interval, what is known, and whether they agree.

    Parameters
    ----------
    instance : str
        Model and variant.
    what : Expectation
        Measure, and its closed form or published value.
    ours : Interval
        Over replications.
    seconds : float
        Wall clock of the variant.
    source : str
        Where the known value comes from, if neither from a formula nor from the publication.
    """
    standard_error = hypot(ours.half_width, what.half_width) / NORMAL_95
    distance = max(abs(ours.mean - what.value) - what.rounding, 0.0)
    off = distance / standard_error if standard_error else 0.0
    return Row(
        instance=instance,
        size=f"{ours.count} replications",
        method=what.name,
        seconds=seconds,
        extra={
            "known from": source or ("publication" if what.published else "closed form"),
            "known": what.value,
            "known, half width": what.half_width or None,
            "ours": ours.mean,
            "half width": ours.half_width,
            "half width %": 100 * ours.half_width / abs(what.value),
            "standard errors off": off,
            "verdict": _verdict(off, what.note),
        },
    )


def _verdict(off: float, note: str) -> str:
    if off <= NORMAL_95:
        return "reproduced (95%)"
    if off <= FAR:
        return f"reproduced ({FAR} standard errors)"
    return f"differs: {note}" if note else "differs"
