"""The warm-up, found on a pilot."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from simulation.fingerprint import fingerprint
from simulation.hospital_model import Run
from simulation.kept import KeptOf, Tables
from simulation.replications import OnProgress, run_replications
from simulation.warm_up import WarmUp, mser5, welch_average

PILOT = "warm-up"
"""What the pilot's replications are kept under; no option is called so."""

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


def find_warm_up(
    run: Run,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    kept_of: KeptOf | None = None,
    on_progress: OnProgress = lambda done, expected: None,
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
        kept=kept_of(PILOT, fingerprint(pilot)) if kept_of else None,
        on_progress=on_progress,
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
