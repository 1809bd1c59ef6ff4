"""Result tables of an experiment: Polars, with the seed and the version in every one, and Parquet files."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

from simulation.kept import Tables
from simulation.observations import Observations

WAITS = (
    "emergency_wait_urgent",
    "emergency_wait_other",
    "boarding_hours",
    "surgery_wait_days",
    "day_surgery_wait_days",
    "medical_wait_days",
    "blocked_hours",
    "outpatient_wait_booked",
    "outpatient_wait_walk_in",
    "exam_wait",
)
"""Series whose distribution is kept."""

QUANTILES = tuple(range(0, 101, 5))


def wait_quantiles(notes: Observations, from_minute: float) -> pl.DataFrame:
    """Return the quantiles (0, 5, ... 100%) of every wait.

    Returns
    -------
    polars.DataFrame
        Columns ``wait``, ``percent``, ``value``; minutes, hours or days as the name says.
    """
    rows = []
    for name in WAITS:
        values = notes.values(name, from_minute)
        if values.size:
            rows += [
                {"wait": name, "percent": percent, "value": float(value)}
                for percent, value in zip(QUANTILES, np.percentile(values, QUANTILES), strict=True)
            ]
    return pl.DataFrame(rows, schema={"wait": pl.String, "percent": pl.Int64, "value": pl.Float64})


def gather(options: Mapping[str, Sequence[Tables]], seed: int) -> dict[str, pl.DataFrame]:
    """Return all options and replications in one table of each kind.

    Returns
    -------
    dict of str to polars.DataFrame
        The tables of the replications with ``option``, ``replication``, ``seed`` and ``version`` before their columns.
    """
    collected: dict[str, list[pl.DataFrame]] = {}
    for option, results in options.items():
        for number, tables in enumerate(results):
            for name, table in tables.items():
                collected.setdefault(name, []).append(
                    table.select(
                        pl.lit(option).alias("option"),
                        pl.lit(number).alias("replication"),
                        pl.lit(seed).alias("seed"),
                        pl.lit(version("onebed")).alias("version"),
                        pl.all(),
                    )
                )
    return {name: pl.concat(tables) for name, tables in collected.items()}


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> list[Path]:
    """Write each table to ``folder/NAME.parquet`` and return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        table.write_parquet(path)
        paths.append(path)
    return paths
