"""The first plan, put together."""

import time
from collections.abc import Callable, Mapping

from optimizer.admissions.first.days import mandatory_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.first.ejection import admit_by_ejection
from optimizer.admissions.first.insertion import insert
from optimizer.admissions.first.nurses import assign_nurses
from optimizer.admissions.first.rooms import place_by_days
from optimizer.admissions.search.book import Book
from optimizer.admissions.search.data import SearchData
from scenarios.admissions.plan import Admission
from scenarios.admissions.problem import AdmissionsProblem

EJECTION_SHARE = 0.6
"""Share of the time for insertion and ejection alone, which nearly always do, before CP-SAT is asked."""
SHARE = 0.9
"""Share of beds and theatre minutes that mandatory patients may take at first; see :func:`mandatory_days`."""


def first_decisions(
    problem: AdmissionsProblem,
    data: SearchData,
    *,
    seconds: float | None,
    seed: int,
    pins: Mapping[str, Admission | None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Book:
    """Return decisions that keep every rule, except that mandatory patients may be left out if none was found.

    Parameters
    ----------
    seconds : float or None
        Wall clock; insertion and nurses take well below a second more. None counts steps and deterministic time
        instead, so that the answer is the same on any machine.
    pins : mapping, optional
        Patient id to the admission that must stay, or None to leave the patient out.
    stop : callable
        Asked now and then; true ends with the mandatory patients who have a place by then.
    """
    pins = pins or {}
    end = None if seconds is None else time.monotonic() + seconds

    def left(share: float) -> float | None:
        return None if end is None else share * (end - time.monotonic())

    draft = _started(problem, data, pins)
    insert(draft, mandatory=True)
    admit_by_ejection(draft, seconds=left(EJECTION_SHARE), seed=seed, stop=stop)
    if _left_out(draft) and not stop():
        other = _started(problem, data, pins)
        days = mandatory_days(other, share=SHARE, seconds=left(1 / 3), seed=seed, stop=stop)
        place_by_days(other, days, seconds=left(1 / 2), seed=seed, stop=stop)
        insert(other, mandatory=True)
        admit_by_ejection(other, seconds=left(1.0), seed=seed, stop=stop)
        draft = min(draft, other, key=_left_out)
    insert(draft, mandatory=False)
    assign_nurses(draft)
    return draft.flat


def decisions_by_days(
    problem: AdmissionsProblem,
    data: SearchData,
    day_of: Mapping[int, int],
    *,
    seconds: float,
    seed: int,
    pins: Mapping[str, Admission | None],
    stop: Callable[[], bool] = lambda: False,
) -> Book:
    """Return decisions that follow given admission days as far as rooms and theatres allow; others are inserted."""
    draft = _started(problem, data, pins)
    movable = set(data.movable.tolist())
    wanted = {patient: day for patient, day in day_of.items() if patient in movable}
    place_by_days(draft, wanted, seconds=seconds, seed=seed, stop=stop)
    insert(draft, mandatory=True)
    insert(draft, mandatory=False)
    assign_nurses(draft)
    return draft.flat


def _started(problem: AdmissionsProblem, data: SearchData, pins: Mapping[str, Admission | None]) -> Draft:
    draft = Draft.empty(problem, data)
    draft.admit_pinned(problem, pins)
    return draft


def _left_out(draft: Draft) -> int:
    return sum(draft.is_out(patient) for patient in range(draft.data.patients) if draft.data.mandatory[patient])
