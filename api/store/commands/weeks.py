"""The coming weeks: a new waiting list, and an accepted plan."""

import json
from hashlib import blake2b

from sqlalchemy import select

from api.store.documents import WEEKS_PLAN, Document, weeks_document
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import Stale, WrongState
from api.store.tables import coming_weeks
from api.store.transaction import Answer, Transaction
from scenarios.admissions.remaining import continued
from scenarios.admissions.weeks_plan import WeeksPlan
from scenarios.coming_weeks import ComingWeeks

ROW = "weeks"


def load_weeks(tx: Transaction, weeks: ComingWeeks, *, reason: str = "") -> Answer:
    """Take in a waiting list with what there is for it; a plan of earlier weeks is over."""
    document, known = weeks_document(weeks), _row(tx)
    if known is None:
        tx.add("coming_weeks", ROW, weeks=document, plan=None)
    else:
        tx.change("coming_weeks", known, weeks=document, plan=None)
    version = tx.record(EventKind.WEEKS_LOADED, reason=reason or f"{weeks.first_day}, {weeks.days} days")
    return {"entries": len(weeks.waiting_list), "version": version}


def accept_weeks_plan(tx: Transaction, plan: WeeksPlan, *, made_of: str, reason: str) -> Answer:
    """Make a plan of the coming weeks the hospital's: its days feed the bed reserve and the nightly schedule.

    What the plan before decided for days that have begun stays: those patients have come, or are on the way.

    Parameters
    ----------
    made_of : str
        :func:`digest` of the weeks that were planned.

    Raises
    ------
    WrongState
        There are no coming weeks.
    Stale
        Others were taken in since.
    """
    known = _row(tx)
    if known is None:
        raise WrongState("There are no coming weeks, expected a waiting list")
    if digest(known["weeks"]) != made_of:
        raise Stale("The waiting list is another one by now, expected a plan of it", changes=[])
    before = WEEKS_PLAN.validate_python(known["plan"]) if known["plan"] else None
    tx.change("coming_weeks", known, plan=WEEKS_PLAN.dump_python(continued(before, plan), mode="json"))
    version = tx.record(EventKind.WEEKS_PLANNED, reason=reason)
    return {"admissions": len(plan.admissions), "left_for_later": len(plan.left_for_later), "version": version}


def withdraw_weeks_plan(tx: Transaction, *, reason: str) -> Answer:
    """End the accepted plan without another one: nothing of it feeds the bed reserve or the nightly schedule any more.

    Raises
    ------
    WrongState
        No plan is accepted.
    """
    known = _row(tx)
    if known is None or not known["plan"]:
        raise WrongState("No plan of the coming weeks is accepted, expected one")
    tx.change("coming_weeks", known, plan=None)
    return {"version": tx.record(EventKind.WEEKS_PLAN_WITHDRAWN, reason=reason)}


def digest(weeks: Document) -> str:
    """Return what tells one document of coming weeks from another."""
    return blake2b(json.dumps(weeks, sort_keys=True).encode(), digest_size=16).hexdigest()


def _row(tx: Transaction) -> Row | None:
    return tx.one(select(coming_weeks).where(coming_weeks.c.id == ROW))
