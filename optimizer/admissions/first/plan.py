"""The first plan, put together."""

import time
from collections.abc import Mapping

from optimizer.admissions.first.days import mandatory_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.first.insertion import insert_all
from optimizer.admissions.first.nurses import assign_nurses
from optimizer.admissions.first.rooms import place_by_days
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.data import SearchData
from scenarios.admissions.plan import Admission
from scenarios.admissions.problem import AdmissionsProblem

SHARES = (0.9, 1.0)
"""Shares of beds and theatre minutes tried in turn; see :func:`mandatory_days`."""


def first_decisions(
    problem: AdmissionsProblem,
    data: SearchData,
    *,
    seconds: float,
    seed: int,
    pins: Mapping[str, Admission | None] | None = None,
) -> Book:
    """Return decisions that keep every rule, except that mandatory patients may be left out if none was found.

    Parameters
    ----------
    seconds : float
        Wall clock for CP-SAT; insertion and nurses take well below a second more.
    pins : mapping, optional
        Patient id to the admission that must stay, or None to leave the patient out.
    """
    pins = pins or {}
    end = time.monotonic() + seconds
    best: Draft | None = None
    for share in SHARES:
        draft = Draft.empty(problem, data)
        draft.admit_pinned(problem, pins)
        days = mandatory_days(draft, share=share, seconds=(end - time.monotonic()) / 3, seed=seed)
        place_by_days(draft, days, seconds=(end - time.monotonic()) / 2, seed=seed)
        insert_all(draft)
        if best is None or _left_out(draft) < _left_out(best):
            best = draft
        if _left_out(best) == 0 or time.monotonic() > end:
            break
    assert best is not None
    assign_nurses(best)
    return best.flat


def _left_out(draft: Draft) -> int:
    return sum(draft.is_out(patient) for patient in range(draft.data.patients) if draft.data.mandatory[patient])
