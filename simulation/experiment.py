"""An experiment: several options on the same patients, run, kept, compared."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

from scenarios.input_problems import InputError
from simulation.comparisons import paired_differences, summary_table
from simulation.hospital_model import Run
from simulation.output import gather
from simulation.replications import Precision, Replications, Tables, run_replications
from simulation.warm_up import WarmUp, mser5

PILOT_REPLICATIONS = 3
PILOT_DAYS = 120


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
    folder: Path | None = None,
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
    folder : Path, optional
        Finished replications are kept here; the same experiment goes on from them.
    on_progress : callable
        Called with option, replications finished and expected.

    Raises
    ------
    InputError
        When the folder belongs to another experiment.
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
            folder=_claimed(folder, option, run),
            on_progress=partial(on_progress, option),
            is_cancelled=is_cancelled,
        )
        if isinstance(how_many, Precision) and not finished[option].cancelled:
            how_many = len(finished[option].results)
    return ExperimentResult(finished, seeds.pop())


def find_warm_up(run: Run, executor: Executor | None = None, workers: int = 1) -> tuple[int, WarmUp, list[float]]:
    """Return the days of warm-up by MSER-5 on a pilot, with the statistic and the daily series behind it.

    The series is the mean over replications of patients in bed and waiting, day by day.
    """
    pilot = Run(settings=run.settings, start=run.start, days=PILOT_DAYS, seed=run.seed, state=run.state)
    results = run_replications(pilot, PILOT_REPLICATIONS, executor=executor, workers=workers).results
    daily = np.mean([_daily(tables) for tables in results], axis=0)
    found = mser5(daily)
    return found.observations, found, daily.tolist()


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
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _claimed(folder: Path | None, option: str, run: Run) -> Path | None:
    if folder is None:
        return None
    own = folder / option
    mark = own / "run.json"
    identity = {"fingerprint": fingerprint(run)}
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) != identity:
        raise InputError.single(str(own), "holds replications of another experiment, expected an empty folder")
    own.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps(identity) + "\n", encoding="utf-8")
    return own
