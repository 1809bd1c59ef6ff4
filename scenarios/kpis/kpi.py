"""What a KPI is, and what it is measured on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from scenarios.events.intervals import bed_intervals, by_patient
from scenarios.events.schema import PLACING, EventKind
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.local_checks import refuse


class Better(StrEnum):
    """Which way a KPI should go."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"


@dataclass(frozen=True, kw_only=True)
class Observation:
    """An event table, the hospital it happened in, and the time that counts.

    What several KPIs need is worked out once and kept.

    Attributes
    ----------
    events : DataFrame
        In :data:`scenarios.events.EVENT_SCHEMA`, sound by :func:`scenarios.events.event_problems`. Events outside
        the time that counts are used to know who lies where; they are not counted.
    hospital : Hospital
        Wards, their departments and staffed beds.
    from_minute, to_minute : float
        The time that counts, ``from_minute <= t < to_minute``.
    """

    events: pl.DataFrame
    hospital: Hospital
    from_minute: float
    to_minute: float

    def __post_init__(self) -> None:
        wrong = None if self.from_minute < self.to_minute else f"from minute {self.from_minute} to {self.to_minute}"
        refuse("Observation", [wrong and f"{wrong}, expected an end after the start"])

    @property
    def minutes(self) -> float:
        """Length of the time that counts."""
        return self.to_minute - self.from_minute

    def counted(self, column: str) -> pl.Expr:
        """Return whether a minute lies in the time that counts."""
        return (pl.col(column) >= self.from_minute) & (pl.col(column) < self.to_minute)

    def of_kind(self, *kinds: EventKind) -> pl.DataFrame:
        """Return the counted events of some kinds."""
        return self.events.filter(pl.col("kind").is_in([kind.value for kind in kinds]), self.counted("minute"))

    @cached_property
    def wards(self) -> pl.DataFrame:
        """Columns ``ward``, ``owner`` (department), ``shared``, ``critical`` and ``staffed`` (beds)."""
        critical = (LevelOfCare.ICU, LevelOfCare.HDU)
        return pl.DataFrame(
            [
                {
                    "ward": ward.id,
                    "owner": ward.department,
                    "shared": ward.shared,
                    "critical": ward.level_of_care in critical,
                    "staffed": ward.nursed_beds,
                }
                for ward in self.hospital.wards
            ]
        )

    @cached_property
    def told(self) -> pl.DataFrame:
        """All events that name a patient, patient by patient, in the order they happened: sorted once for all KPIs."""
        return by_patient(self.events)

    @cached_property
    def in_bed(self) -> pl.DataFrame:
        """Who lay where (:func:`bed_intervals`) with the ward's columns and ``occupied``, minutes that count."""
        end = pl.min_horizontal(pl.col("end").fill_null(self.to_minute), pl.lit(self.to_minute))
        start = pl.max_horizontal(pl.col("start"), pl.lit(self.from_minute))
        return (
            bed_intervals(self.told)
            .join(self.wards, on="ward", how="left")
            .with_columns(occupied=(end - start).clip(lower_bound=0.0))
        )

    @cached_property
    def requests(self) -> pl.DataFrame:
        """Every bed request with ``requested``, ``ended`` (null while open) and ``got_bed``."""
        ending = (EventKind.BED_REQUESTED, *PLACING, EventKind.CANCELLED, EventKind.LEFT)
        told = self.told.filter(pl.col("kind").is_in([kind.value for kind in ending]))
        same_patient = pl.col("patient") == pl.col("patient").shift(-1)
        placing = [kind.value for kind in PLACING]
        return (
            told.with_columns(
                ended=pl.when(same_patient).then(pl.col("minute").shift(-1)),
                got_bed=same_patient & pl.col("kind").shift(-1).is_in(placing),
            )
            .filter(pl.col("kind") == EventKind.BED_REQUESTED.value)
            .select("patient", "department", "source", "ended", "got_bed", requested="minute")
        )

    @cached_property
    def waits(self) -> pl.Series:
        """Minutes waited for a bed by requests made in the time that counts; withdrawn ones are left out.

        Who still waits at the end counts with the wait so far: leaving them out would praise the hospital that leaves
        most people waiting.
        """
        waited = pl.col("ended").fill_null(self.to_minute).clip(upper_bound=self.to_minute) - pl.col("requested")
        withdrawn = pl.col("ended").is_not_null() & ~pl.col("got_bed")
        return self.requests.filter(self.counted("requested"), ~withdrawn).select(waited=waited)["waited"]

    @cached_property
    def turnarounds(self) -> pl.DataFrame:
        """Beds that became empty in the time that counts: ``vacated``, ``cleaned``, ``next_start`` (null: not yet)."""
        by_bed = self.in_bed.filter(pl.col("bed").is_not_null()).sort("bed", "start")
        vacated = by_bed.select("bed", vacated="end", next_start=pl.col("start").shift(-1).over("bed")).filter(
            self.counted("vacated")
        )
        cleaned = (
            self.events.filter(pl.col("kind") == EventKind.CLEANED.value)
            .select("bed", cleaned="minute")
            .sort("cleaned")
            .with_columns(at=pl.col("cleaned"))
        )
        return vacated.sort("vacated").join_asof(
            cleaned, left_on="vacated", right_on="at", by="bed", strategy="forward", check_sortedness=False
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """A key performance indicator.

    Attributes
    ----------
    name, title, title_zh : str
        Identity, and what a user reads.
    unit : str
        Of the value.
    better : Better
        Which way it should go.
    measure : callable
        From an :class:`Observation` to the value; NaN when nothing happened that could be measured.
    """

    name: str
    title: str
    title_zh: str
    unit: str
    better: Better
    measure: Callable[[Observation], float]


def mean(values: pl.Series) -> float:
    """Return the mean, NaN of nothing."""
    average = values.mean()
    return float(average) if isinstance(average, (int, float)) else float("nan")
