"""The events of the log that somebody looks for."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import ColumnElement, Text, cast, or_, select
from starlette.datastructures import QueryParams

from api.store.database import Database
from api.store.kinds import EventKind
from api.store.tables import event

Name = Annotated[str, Field(max_length=100)]
NAMING_TWO_PATIENTS = (EventKind.PATIENTS_SWAPPED, EventKind.UNDONE)
"""Kinds of events that may concern another patient than the one they name."""


class LogFilter(BaseModel):
    """Which events are wanted; what is left out takes every one.

    Attributes
    ----------
    bed, request, patient : str, optional
        That an event concerns.
    actor : str, optional
        Part of the name of who did it.
    since, until : datetime, optional
        When it happened, on the hospital's clock.
    flagged : bool
        Only reports that were late or out of order.
    """

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    bed: Name | None = None
    request: Name | None = None
    patient: Name | None = None
    actor: Name | None = None
    since: datetime | None = None
    until: datetime | None = None
    flagged: bool = False

    def query(self, **changes: Any) -> str:  # noqa: ANN401  values of an address
        """Return the filter as the query of an address, with some changes."""
        values = {**self.model_dump(mode="json", exclude_defaults=True), **changes}
        return urlencode({name: value for name, value in values.items() if value})


def log_filter_of(query: QueryParams, *, identified: bool) -> LogFilter:
    """Return the filter in an address; empty and unreadable parts take every event.

    Who may not see patients and names cannot look for them either.
    """
    names = set(LogFilter.model_fields) - (set() if identified else {"patient", "actor"})
    given = {name: value for name, value in query.items() if value.strip() and name in names}
    try:
        return LogFilter.model_validate(given)
    except ValidationError as error:
        unreadable = {str(one["loc"][0]) for one in error.errors()}
        return LogFilter.model_validate({name: value for name, value in given.items() if name not in unreadable})


def log_rows(
    database: Database,
    most: int,
    wanted: LogFilter,
    zone: ZoneInfo,
    *,
    before: int | None = None,
    actors: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """Return events, newest first.

    Parameters
    ----------
    database : Database
        Of the store.
    most : int
        How many at most.
    wanted : LogFilter
        Which.
    zone : ZoneInfo
        Of the hospital's clock.
    before : int, optional
        Only those with a smaller sequence number.
    actors : iterable of str
        Names that the wanted actor's name means besides those that contain it.
    """
    statement = select(event).order_by(event.c.sequence.desc()).limit(most)
    if before is not None:
        statement = statement.where(event.c.sequence < before)
    with database.reading() as connection:
        found = connection.execute(statement.where(*_conditions(wanted, zone, actors))).mappings()
        return [dict(row) for row in found]


def patients_of(row: dict[str, Any]) -> list[str]:
    """Return the patients that an event concerns: first the one it names, then whoever else changed places."""
    seated = (row["after"].get("bed_occupation") or {}).values()
    others = {image["patient"] for image in seated if image and image.get("patient")}
    named = [row["patient"]] if row["patient"] else []
    return named + sorted(others - set(named) if row["kind"] in NAMING_TWO_PATIENTS else ())


def _conditions(wanted: LogFilter, zone: ZoneInfo, actors: Iterable[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.bed:
        typed = {wanted.bed, wanted.bed.upper()}
        conditions.append(or_(event.c.bed.in_(typed), event.c.other_bed.in_(typed)))
    if wanted.request:
        conditions.append(event.c.request.in_({wanted.request, wanted.request.upper()}))
    if wanted.patient:
        conditions.append(or_(*(_concerns(one) for one in {wanted.patient, wanted.patient.upper()})))
    if wanted.actor:
        conditions.append(or_(event.c.actor.icontains(wanted.actor, autoescape=True), event.c.actor.in_(list(actors))))
    if wanted.since:
        conditions.append(event.c.at >= _moment(wanted.since, zone))
    if wanted.until:
        conditions.append(event.c.at <= _moment(wanted.until, zone))
    if wanted.flagged:
        conditions.append(event.c.flag != "")
    return conditions


def _concerns(patient: str) -> ColumnElement[bool]:
    changed_places = event.c.kind.in_([kind.value for kind in NAMING_TWO_PATIENTS])
    image = cast(event.c.after, Text).contains(json.dumps(patient), autoescape=True)
    return or_(event.c.patient == patient, changed_places & image)


def _moment(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)
