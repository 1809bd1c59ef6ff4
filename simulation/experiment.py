"""An experiment: several options on the same patients, run, kept, compared."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time
from enum import Enum
from functools import partial
from hashlib import sha256
from importlib.metadata import version

import numpy as np
import polars as pl

from simulation.comparisons import paired_differences, summary_table
from simulation.hospital_model import Run
from simulation.kept import Kept, KeptOf, Tables
from simulation.output import gather
from simulation.replications import Precision, Replications, run_replications
from simulation.warm_up import WarmUp, mser5, welch_average

PILOT_REPLICATIONS = 3
PILOT_DAYS = 120
WELCH_DAYS = 7
"""To either side: the week's rhythm is averaged out."""


@dataclass(frozen=True, slots=True)
class FoundWarmUp:
    """A warm-up found on a pilot.

    Attributes
    ----------
    daily : list of float
        Patients in bed and waiting, day by day, mean over the pilot's replications.
    mser : WarmUp
        What MSER-5 says of it.
    """

    daily: list[float]
    mser: WarmUp

    @classmethod
    def of(cls, daily: list[float]) -> "FoundWarmUp":
        """Return what MSER-5 finds in a daily series."""
        return cls(daily, mser5(daily))

    @property
    def days(self) -> int:
        """Days to leave out."""
        return self.mser.observations

    @property
    def smoothed(self) -> list[float]:
        """Welch's moving average of the daily series, by which the eye judges the truncation."""
        averages: list[float] = welch_average(self.daily, WELCH_DAYS).tolist()
        return averages


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What came out.

    Attributes
    ----------
    replications : dict of str to Replications
        By option; the first is the one that others are compared with.
    seed : int
        Of everything random.
    """

    replications: Mapping[str, Replications]
    seed: int

    @property
    def cancelled(self) -> bool:
        """Whether any option is unfinished."""
        return any(run.cancelled for run in self.replications.values())

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return all tables, with option, replication, seed and version in each row."""
        return gather({option: run.results for option, run in self.replications.items()}, self.seed)

    def table(self, name: str) -> pl.DataFrame:
        """Return one table of all options and replications, as :meth:`tables` does."""
        results = {
            option: [{name: tables[name]} for tables in run.results] for option, run in self.replications.items()
        }
        return gather(results, self.seed)[name]

    def summary(self) -> pl.DataFrame:
        """Return means and intervals of every option: ``option``, then as :func:`summary_table`."""
        return pl.concat(
            summary_table(run.results).select(pl.lit(option).alias("option"), pl.all())
            for option, run in self.replications.items()
            if run.results
        )

    def differences(self) -> pl.DataFrame | None:
        """Return every other option minus the first, paired; None with one option."""
        (first, base), *others = self.replications.items()
        tables = [
            paired_differences(base.results, run.results).select(
                pl.lit(first).alias("against"), pl.lit(option).alias("option"), pl.all()
            )
            for option, run in others
            if run.results and base.results
        ]
        return pl.concat(tables) if tables else None


def run_experiment(
    options: Mapping[str, Run],
    how_many: int | Precision,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    kept_of: KeptOf | None = None,
    on_progress: Callable[[str, int, int], None] = lambda option, done, expected: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ExperimentResult:
    """Run every option with the same seed.

    Parameters
    ----------
    options : dict of str to Run
        All with one seed, so that they meet the same patients.
    how_many : int or Precision
        Replications of each. With a precision, later options run as many as the first needed, so that all are paired.
    executor, workers, is_cancelled
        As in :func:`simulation.replications.run_replications`.
    kept_of : callable, optional
        Tells where finished replications of an option are kept; the same run goes on from them.
    on_progress : callable
        Called with option, replications finished and expected.

    """
    seeds = {run.seed for run in options.values()}
    assert len(seeds) == 1, "options of one experiment share their seed"
    finished: dict[str, Replications] = {}
    for option, run in options.items():
        finished[option] = run_replications(
            run,
            how_many,
            executor=executor,
            workers=workers,
            kept=_kept(kept_of, option, run),
            on_progress=partial(on_progress, option),
            is_cancelled=is_cancelled,
        )
        if isinstance(how_many, Precision) and not finished[option].cancelled:
            how_many = len(finished[option].results)
    return ExperimentResult(finished, seeds.pop())


def find_warm_up(
    run: Run,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    kept_of: KeptOf | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> FoundWarmUp | None:
    """Return the days of warm-up by MSER-5 on a pilot; None when it was cancelled.

    The series is the mean over replications of patients in bed and waiting, day by day.
    """
    pilot = replace(run, days=PILOT_DAYS, warm_up_days=0)
    pilots = run_replications(
        pilot,
        PILOT_REPLICATIONS,
        executor=executor,
        workers=workers,
        kept=_kept(kept_of, "pilot", pilot),
        is_cancelled=is_cancelled,
    )
    if pilots.cancelled:
        return None
    return FoundWarmUp.of(np.mean([_daily(tables) for tables in pilots.results], axis=0).tolist())


def _daily(tables: Tables) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    by_day = (
        tables["hourly"]
        .group_by((pl.col("minute") // 1440).cast(pl.Int64).alias("day"))
        .agg((pl.col("occupied") + pl.col("waiting")).mean().alias("patients"))
        .sort("day")
    )
    return by_day["patients"].to_numpy()


def fingerprint(run: Run) -> str:
    """Return what identifies a run: everything it depends on, and the version."""
    return sha256(json.dumps([version("onebed"), _plain(run)], sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, {field.name: _plain(getattr(value, field.name)) for field in fields(value)}]
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(_plain(item)) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _kept(kept_of: KeptOf | None, option: str, run: Run) -> Kept | None:
    return kept_of(option, fingerprint(run)) if kept_of else None
