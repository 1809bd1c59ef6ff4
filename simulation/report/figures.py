"""The numbers behind the pictures: bands over days and replications, ready to be drawn by anything."""

import numpy as np
import polars as pl

from simulation.experiment import ExperimentResult
from simulation.measure_words import WAIT_WORDS

COLOURS = ("#52646d", "#0b7a75", "#c2621b", "#6b4fb3", "#b3261e", "#2f6fb5", "#8a6d00", "#a0368c")
"""Of the options, the base first; told apart also by people who see few colours."""

MINUTES_A_DAY = 1440
LONGEST_HOURLY_DAYS = 31
"""A longer run is shown day by day."""
GRID_POINTS = 60
LONGEST_WAIT_PERCENT = 95
"""Waits are drawn up to this percentile of the option that waits longest; what is beyond would flatten the rest."""


def hours_of_day(result: ExperimentResult) -> pl.DataFrame:
    """Return patients in bed by hour of the day.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``x`` (hour, 0 to 23), ``mean``, ``low`` and ``high`` (10% and 90% of all days).
    """
    hour = (pl.col("minute") // 60 % 24).cast(pl.Int64)
    occupied = pl.col("occupied")
    return (
        result.table("hourly")
        .group_by("option", hour.alias("x"), maintain_order=True)
        .agg(occupied.mean().alias("mean"), occupied.quantile(0.1).alias("low"), occupied.quantile(0.9).alias("high"))
        .sort("x", maintain_order=True)
    )


def census_fan(result: ExperimentResult) -> pl.DataFrame:
    """Return patients in bed over the run, hour by hour for some weeks, day by day for longer.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``x`` (minute of the run), ``mean``, ``low``, ``low_half``, ``high_half``, ``high``: the
        bands of 80% and of half of the replications (and hours, day by day).
    """
    hourly = result.table("hourly")
    minute = pl.col("minute")
    days = hourly.select((minute.max() - minute.min()) / MINUTES_A_DAY).item() if hourly.height else 0
    step = 60 if days <= LONGEST_HOURLY_DAYS else MINUTES_A_DAY
    occupied = pl.col("occupied")
    bands = {"low": 0.1, "low_half": 0.25, "high_half": 0.75, "high": 0.9}
    return (
        hourly.group_by("option", (minute // step * step).cast(pl.Int64).alias("x"), maintain_order=True)
        .agg(
            occupied.mean().alias("mean"),
            *(occupied.quantile(share, "linear").alias(name) for name, share in bands.items()),
        )
        .sort("x", maintain_order=True)
    )


def waits_shown(result: ExperimentResult) -> list[str]:
    """Return the waits that somebody waited, in the order in which they are shown."""
    known = set(result.table("waits")["wait"].unique())
    return [name for name in WAIT_WORDS if name in known]


def wait_curves(result: ExperimentResult, wait: str) -> pl.DataFrame:
    """Return the share of patients who wait at most so long.

    Returns
    -------
    polars.DataFrame
        Columns ``option``, ``x`` (in the unit of the wait), ``mean``, ``low`` and ``high``: percent of patients, mean
        and range of 10% to 90% over replications.
    """
    waits = result.table("waits").filter(pl.col("wait") == wait)
    longest = waits.filter(pl.col("percent") == LONGEST_WAIT_PERCENT).group_by("option").agg(pl.col("value").mean())
    grid = np.linspace(0.0, longest["value"].to_numpy().max(initial=1e-6), GRID_POINTS)
    tables = []
    for option in result.replications:
        own = waits.filter(pl.col("option") == option).partition_by("replication")
        curves = [np.interp(grid, one["value"].to_numpy(), one["percent"].to_numpy(), left=0.0) for one in own]
        if curves:
            low, high = np.quantile(curves, (0.1, 0.9), axis=0)
            values = {"x": grid, "mean": np.mean(curves, axis=0), "low": low, "high": high}
            tables.append(pl.DataFrame(values).select(pl.lit(option).alias("option"), pl.all()))
    return pl.concat(tables) if tables else pl.DataFrame()
