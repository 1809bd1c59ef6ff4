"""A plan of the coming weeks as a table to take away, entry by entry, in the reader's language."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.web.page import Page
from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.coming_weeks import NursingShift, WaitingListEntry


def weeks_rows(page: Page, job: Row) -> Iterator[tuple[Any, ...]]:
    """Yield who comes when, where and nursed by whom on the first day, and who does not come and why.

    The columns are those of :func:`api.web.export_tables.admissions`.
    """
    plan = WEEKS_PLAN.validate_python(job["result"]["plan"])
    weeks = page.runtime.live.weeks
    entries = {entry.id: entry for entry in weeks.waiting_list} if weeks else {}
    nurses = _nurses(plan)
    for one in plan.admissions:
        yield (*_entry(page, one.entry, one.patient, entries.get(one.entry), one), *_place(page, one, nurses), "")
    why = {one["entry"]: [page.said(reason) for reason in one["why"]] for one in job["result"]["left_for_later"]}
    for left in plan.left_for_later:
        known = entries.get(left.entry)
        reasons = page.labels.comma.join(why.get(left.entry, []))
        yield (*_entry(page, left.entry, left.patient, known, None), *_NO_PLACE, reasons)


_NO_PLACE = (None, None, "", "", "", "", "", "")


def _entry(
    page: Page, name: str, patient: str, known: WaitingListEntry | None, planned: PlannedAdmission | None
) -> tuple[Any, ...]:
    _ = page.labels.gettext
    identified = bool(page.principal and page.principal.identified)
    one = known or planned
    return (
        name,
        patient if identified else "",
        page.labels.department(one.department) if one else "",
        one.surgeon if one else "",
        (_("yes") if known.mandatory else _("no")) if known else "",
        known.surgery_minutes if known else None,
        known.earliest if known else None,
        known.due if known else None,
    )


def _place(page: Page, one: PlannedAdmission, nurses: dict[tuple[date, NursingShift, str], str]) -> tuple[Any, ...]:
    shifts = (nurses.get((one.on, shift, one.room), "") for shift in NursingShift)
    return (one.on, one.leaves_on, page.labels.ward(one.ward), one.room, one.operating_room, *shifts)


def _nurses(plan: WeeksPlan) -> dict[tuple[date, NursingShift, str], str]:
    return {(duty.on, duty.shift, room): duty.nurse for duty in plan.nursing for room in duty.rooms}
