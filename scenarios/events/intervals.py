"""When each patient lay in which bed, read off an event table."""

import polars as pl

from scenarios.events.schema import PLACING, EventKind


def bed_intervals(events: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each time a patient lay in one place, until moved or gone.

    Parameters
    ----------
    events : DataFrame
        In the event schema; further columns are kept.

    Returns
    -------
    DataFrame
        The columns of the event that placed the patient, with ``start`` and ``end`` in minutes (``end`` null while
        the patient is still there) and ``ends_with``, the kind of the event that ended it.
    """
    kinds = [kind.value for kind in (*PLACING, EventKind.LEFT)]
    placed = events.filter(pl.col("kind").is_in(kinds)).sort("patient", "minute", maintain_order=True)
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
