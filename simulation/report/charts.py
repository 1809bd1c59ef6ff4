"""Pictures of an experiment, with bands over replications."""

from io import BytesIO

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simulation.experiment import ExperimentResult
from simulation.warm_up import WarmUp

SIZE_INCHES = (7.2, 3.0)


def occupancy_by_hour(result: ExperimentResult) -> bytes:
    """Return a PNG of patients in bed by hour of the day: mean, and the band of 10% to 90% of all days."""
    figure, axes = _figure("Patients in bed by hour of the day", "hour", "patients")
    for option, hourly in _by_option(result):
        hours = _banded(hourly, ((pl.col("minute") // 60) % 24).cast(pl.Int64))
        axes.plot(hours["x"], hours["mean"], label=option)
        axes.fill_between(hours["x"], hours["low"], hours["high"], alpha=0.15)
    axes.legend(fontsize=7)
    return _png(figure)


def census_fan(result: ExperimentResult) -> bytes:
    """Return a PNG of patients in bed day by day: mean over replications, and the band of 10% to 90%."""
    figure, axes = _figure("Patients in bed day by day", "day", "patients")
    for option, hourly in _by_option(result):
        days = _banded(hourly, (pl.col("minute") // 1440).cast(pl.Int64))
        axes.plot(days["x"], days["mean"], label=option, linewidth=0.9)
        axes.fill_between(days["x"], days["low"], days["high"], alpha=0.15)
    axes.legend(fontsize=7)
    return _png(figure)


def wait_distribution(result: ExperimentResult, wait: str) -> bytes:
    """Return a PNG of the share of patients who wait at most so long."""
    words = wait.replace("_", " ")
    figure, axes = _figure(f"Distribution: {words}", words, "% of patients")
    waits = result.tables()["waits"].filter(pl.col("wait") == wait)
    for option in result.replications:
        curve = waits.filter(pl.col("option") == option).group_by("percent").agg(pl.col("value").mean()).sort("percent")
        axes.plot(curve["value"], curve["percent"], label=option)
    axes.legend(fontsize=7)
    return _png(figure)


def warm_up_picture(found: WarmUp, daily: list[float]) -> bytes:
    """Return a PNG of the daily patients of the pilot with the truncation that MSER-5 chose."""
    figure, axes = _figure("Warm-up: patients in the hospital, mean over pilot replications", "day", "patients")
    axes.plot(range(len(daily)), daily)
    axes.axvline(found.observations, color="black", linestyle="--", label=f"measured from day {found.observations}")
    axes.legend(fontsize=7)
    return _png(figure)


def _by_option(result: ExperimentResult) -> list[tuple[str, pl.DataFrame]]:
    hourly = result.tables()["hourly"]
    return [(option, hourly.filter(pl.col("option") == option)) for option in result.replications]


def _banded(hourly: pl.DataFrame, x: pl.Expr) -> pl.DataFrame:
    occupied = pl.col("occupied")
    return (
        hourly.group_by(x.alias("x"))
        .agg(occupied.mean().alias("mean"), occupied.quantile(0.1).alias("low"), occupied.quantile(0.9).alias("high"))
        .sort("x")
    )


def _figure(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE_INCHES, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=9)
    axes.set_xlabel(x, fontsize=8)
    axes.set_ylabel(y, fontsize=8)
    axes.tick_params(labelsize=7)
    return figure, axes


def _png(figure: Figure) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=150)
    return stream.getvalue()
