"""How a bed was given: who held it, which rules were set aside and why, who confirmed it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from api.store.database import Database
from api.store.kinds import HOLD_USED, EventKind
from api.store.live import HoldNow, StayNow
from api.store.tables import event

EVENTS_SEARCHED = 200
"""Of a bed, to find the one that put its patient there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Who did something, and when."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStory:
    """What the log says of a hold.

    Attributes
    ----------
    held, confirmed : Deed or None
        Who held the bed and who confirmed that the ward expects the patient; None where the log does not say.
    overriding : Deed or None
        Who set rules of the hospital aside.
    overridden : tuple of str
        Which rules.
    override : str
        Why.
    """

    held: Deed | None = None
    confirmed: Deed | None = None
    overriding: Deed | None = None
    overridden: tuple[str, ...] = ()
    override: str = ""


def story_of(database: Database, hold: HoldNow | None) -> HoldStory:
    """Return how a hold came about; nothing for none, or for somebody who is on no list."""
    if hold is None or not hold.request:
        return HoldStory()
    columns = (event.c.at, event.c.actor, event.c.kind, event.c.overridden, event.c.override, event.c.after)
    statement = select(*columns).where(event.c.request == hold.request).order_by(event.c.sequence)
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(statement).mappings()]
    mine = [row for row in rows if hold.id in (row["after"].get("bed_occupation") or {})]
    held = [row for row in mine if row["kind"] == EventKind.BED_HELD]
    confirmed = [row for row in mine if row["kind"] == EventKind.HOLD_CONFIRMED]
    overriding = [row for row in mine if row["overridden"]]
    return HoldStory(
        held=_deed(held),
        confirmed=_deed(confirmed) if hold.confirmed_at else None,
        overriding=_deed(overriding),
        overridden=tuple(overriding[-1]["overridden"]) if overriding else (),
        override=overriding[-1]["override"] or "" if overriding else "",
    )


def story_of_stay(database: Database, bed_id: str, stay: StayNow) -> HoldStory:
    """Return which rules were set aside when the patient in a bed was given it, then or by the hold before."""
    columns = (event.c.at, event.c.actor, event.c.request, event.c.overridden, event.c.override, event.c.after)
    of_bed = (
        select(*columns)
        .where(or_(event.c.bed == bed_id, event.c.other_bed == bed_id))
        .order_by(event.c.sequence.desc())
        .limit(EVENTS_SEARCHED)
    )
    with database.reading() as connection:
        rows = (dict(row) for row in connection.execute(of_bed).mappings())
        placed = next((row for row in rows if _occupations(row).get(stay.id, {}).get("bed") == bed_id), None)
        if placed is None:
            return HoldStory()
        used = {name for name, image in _occupations(placed).items() if image.get("ended_by") == HOLD_USED}
        of_request = select(*columns).where(event.c.request == placed["request"]).order_by(event.c.sequence)
        held = [dict(row) for row in connection.execute(of_request).mappings()] if used else []
    giving = [*(row for row in held if used & {*_occupations(row)}), placed]
    overriding = [row for row in giving if row["overridden"]]
    if not overriding:
        return HoldStory()
    return HoldStory(
        overriding=_deed(overriding),
        overridden=tuple(overriding[-1]["overridden"]),
        override=overriding[-1]["override"] or "",
    )


def _occupations(row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the images of stays and holds that an event left behind, without those that are gone."""
    images = row["after"].get("bed_occupation") or {}
    return {name: image for name, image in images.items() if image is not None}


def _deed(rows: list[dict[str, Any]]) -> Deed | None:
    return Deed(actor=rows[-1]["actor"], at=rows[-1]["at"]) if rows else None
