"""When each patient lay in which bed, read off an event table."""

import polars as pl

from scenarios.events.schema import PLACING, EventKind


def by_patient(events: pl.DataFrame) -> pl.DataFrame:
    """Return the events that name a patient, patient by patient, in the order they happened."""
    return events.filter(pl.col("patient").is_not_null()).sort("patient", "minute", maintain_order=True)


def bed_intervals(told: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each time a patient lay in one place, until moved or gone.

    Parameters
    ----------
    told : DataFrame
        Events as :func:`by_patient` returns them; further columns are kept.

    Returns
    -------
    DataFrame
        The columns of the event that placed the patient, with ``start`` and ``end`` in minutes (``end`` null while
        the patient is still there) and ``ends_with``, the kind of the event that ended it.
    """
    kinds = [kind.value for kind in (*PLACING, EventKind.LEFT)]
    placed = told.filter(pl.col("kind").is_in(kinds))
    same_patient = pl.col("patient") == pl.col("patient").shift(-1)
    return (
        placed.with_columns(
            start=pl.col("minute"),
            end=pl.when(same_patient).then(pl.col("minute").shift(-1)),
            ends_with=pl.when(same_patient).then(pl.col("kind").shift(-1)),
        )
        .filter(pl.col("kind") != EventKind.LEFT.value)
        .drop("minute")
    )
