"""What is wrong with an event table: all of it, by row."""

from collections.abc import Iterator

import polars as pl

from scenarios.events.intervals import bed_intervals, by_patient
from scenarios.events.schema import EVENT_SCHEMA, OF_BEDS, OF_PATIENTS, PLACING, EventKind
from scenarios.hospital import Hospital
from scenarios.input_problems import InputError, InputProblem

_REQUIRED = {
    "patient": OF_PATIENTS,
    "department": (EventKind.BED_REQUESTED, *PLACING),
    "source": (EventKind.BED_REQUESTED,),
    "ward": PLACING,
    "bed": OF_BEDS,
}
"""Columns that must be known for some kinds."""


def event_problems(events: pl.DataFrame, hospital: Hospital | None = None) -> list[InputProblem]:
    """Return everything wrong with an event table.

    First its columns and types; with these sound, values that are missing, places and departments that the hospital
    does not have, and what cannot have happened: leaving without having come, being in two beds, two patients in one.

    Parameters
    ----------
    events : DataFrame
        Supposed to be in :data:`scenarios.events.EVENT_SCHEMA`.
    hospital : Hospital, optional
        Whose wards, beds and departments the events may name; without one, names are not checked.
    """
    wrong_columns = list(_columns(events))
    if wrong_columns:
        return wrong_columns
    numbered = events.with_row_index("row")
    told = by_patient(numbered)
    found = [*_missing(numbered), *_orders(told), *_shared_beds(told)]
    if hospital is not None:
        found += _unknown(numbered, hospital)
    return found


def checked_events(events: pl.DataFrame, hospital: Hospital | None = None) -> pl.DataFrame:
    """Return the table when nothing is wrong with it.

    Raises
    ------
    InputError
        With every problem that :func:`event_problems` finds.
    """
    problems = event_problems(events, hospital)
    if problems:
        raise InputError(problems)
    return events


def _columns(events: pl.DataFrame) -> Iterator[InputProblem]:
    for name, dtype in EVENT_SCHEMA.items():
        if name not in events.columns:
            yield InputProblem("events", f"column {name} is missing, expected {dtype}")
        elif events.schema[name] != dtype:
            yield InputProblem("events", f"column {name} is {events.schema[name]}, expected {dtype}")
    for name in events.columns:
        if name not in EVENT_SCHEMA:
            yield InputProblem("events", f"column {name} is unknown, expected only {', '.join(EVENT_SCHEMA)}")


def _problems(rows: pl.DataFrame, message: str) -> Iterator[InputProblem]:
    """Yield one problem a row; the message may name columns in braces."""
    for row in rows.sort("row").iter_rows(named=True):
        yield InputProblem(f"events row {row['row']}", message.format(**row))


def _missing(events: pl.DataFrame) -> Iterator[InputProblem]:
    yield from _problems(
        events.filter(pl.col("minute").is_null() | ~pl.col("minute").is_finite()),
        "minute {minute}, expected a finite number",
    )
    yield from _problems(events.filter(pl.col("kind").is_null()), "kind is empty, expected what happened")
    for column, kinds in _REQUIRED.items():
        rows = events.filter(pl.col("kind").is_in(list(kinds)), pl.col(column).is_null())
        yield from _problems(rows, "{kind} without " + column + ", expected one")


def _orders(told: pl.DataFrame) -> Iterator[InputProblem]:
    """Yield problems of patients whose events cannot follow each other."""
    placing, left = [kind.value for kind in PLACING], EventKind.LEFT.value
    kind = pl.col("kind").cast(pl.String)
    in_bed_after = pl.when(kind.is_in(placing)).then(pl.lit(True)).when(kind == left).then(pl.lit(False))
    asked_after = (
        pl.when(kind == EventKind.BED_REQUESTED.value)
        .then(pl.lit(True))
        .when(kind.is_in([*placing, EventKind.CANCELLED.value]))
        .then(pl.lit(False))
    )
    told = told.with_columns(
        in_bed=in_bed_after.forward_fill().shift(1).over("patient").fill_null(False),
        asked=asked_after.forward_fill().shift(1).over("patient").fill_null(False),
    )
    needs_bed = [EventKind.MOVED.value, EventKind.DISCHARGE_ORDERED.value, left]
    yield from _problems(
        told.filter(pl.col("kind") == EventKind.ADMITTED.value, "in_bed"),
        "patient {patient} is admitted while in bed, expected moved, or left before",
    )
    yield from _problems(
        told.filter(pl.col("kind").is_in(needs_bed), ~pl.col("in_bed")),
        "patient {patient}: {kind} while in no bed, expected admitted before",
    )
    yield from _problems(
        told.filter(pl.col("kind") == EventKind.CANCELLED.value, ~pl.col("asked")),
        "patient {patient}: cancelled without an open request, expected bed_requested before",
    )


def _shared_beds(told: pl.DataFrame) -> Iterator[InputProblem]:
    in_bed = bed_intervals(told).filter(pl.col("bed").is_not_null()).sort("bed", "start", "row")
    before_end = pl.col("end").fill_null(float("inf")).cum_max().shift(1).over("bed")
    overlapping = in_bed.with_columns(other=pl.col("patient").shift(1).over("bed"), busy_until=before_end).filter(
        pl.col("busy_until") > pl.col("start")
    )
    yield from _problems(
        overlapping, "bed {bed} gets patient {patient} while {other} lies in it, expected one at a time"
    )


def _unknown(events: pl.DataFrame, hospital: Hospital) -> Iterator[InputProblem]:
    ward_of_bed = {place.bed.id: place.ward.id for place in hospital.places()}
    wards = [ward.id for ward in hospital.wards]
    departments = [department.id for department in hospital.departments]
    for column, known in (("ward", wards), ("bed", list(ward_of_bed)), ("department", departments)):
        rows = events.filter(pl.col(column).is_not_null(), ~pl.col(column).is_in(known))
        yield from _problems(rows, column + " {" + column + "} is unknown, expected one of the hospital's")
    own_ward = pl.col("bed").replace_strict(ward_of_bed, default=None, return_dtype=pl.String)
    elsewhere = events.with_columns(own_ward=own_ward).filter(
        pl.col("own_ward") != pl.col("ward"), pl.col("ward").is_in(wards)
    )
    yield from _problems(elsewhere, "bed {bed} in ward {ward}, expected ward {own_ward}")
