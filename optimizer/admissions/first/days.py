"""Admission days of the mandatory patients, by CP-SAT: surgeons, theatres and beds by day."""

from collections.abc import Callable

from ortools.sat.python import cp_model

from optimizer.admissions.first.budget import first_budget
from optimizer.admissions.first.draft import Draft
from optimizer.solve import solve

LEFT_OUT_POINTS = 10_000
"""Objective of one mandatory patient left out, against 1 a day of delay."""


def possible_days(draft: Draft, patient: int) -> list[int]:
    """Return the days on which a patient alone could be admitted beside the occupants: window, surgeon, theatre."""
    data = draft.data
    minutes = data.minutes[patient]
    window = range(int(data.release[patient]), int(data.latest[patient]) + 1)
    return [
        day
        for day in window
        if data.surgeon_minutes[data.surgeon[patient], day] >= minutes
        and data.theatre_minutes[data.theatre_suits[patient] > 0, day].max(initial=0) >= max(1, minutes)
    ]


def mandatory_days(
    draft: Draft, *, share: float, seconds: float | None, seed: int, stop: Callable[[], bool] | None = None
) -> dict[int, int]:
    """Return an admission day for as many mandatory patients as CP-SAT places.

    Parameters
    ----------
    share : float
        Share of beds and theatre minutes of a day that may be used: both are checked as one pool here, and rooms of
        one gender and theatres of whole cases waste some.
    seconds : float or None
        Wall clock, see :func:`~.budget.first_budget`.
    """
    data = draft.data
    model = cp_model.CpModel()
    admitted: dict[tuple[int, int], cp_model.IntVar] = {}
    left_out: list[cp_model.IntVar] = []
    for patient in (patient for patient in data.movable.tolist() if data.mandatory[patient]):
        out = model.new_bool_var(f"out{patient}")
        days = {day: model.new_bool_var(f"p{patient}d{day}") for day in possible_days(draft, patient)}
        admitted |= {(patient, day): variable for day, variable in days.items()}
        model.add_exactly_one([out, *days.values()])
        left_out.append(out)
    beds = int(data.beds.sum())
    for day in range(data.days):
        today = [(patient, variable) for (patient, d), variable in admitted.items() if d == day]
        for surgeon in range(len(data.surgeon_minutes)):
            own = [(p, variable) for p, variable in today if data.surgeon[p] == surgeon]
            model.add(_minutes(draft, own) <= max(0, int(draft.surgeon_free[surgeon, day])))
        model.add(_minutes(draft, today) <= max(0, int(share * draft.theatre_free[:, day].clip(0).sum())))
        lying = [variable for (p, d), variable in admitted.items() if d <= day < d + data.stay[p]]
        model.add(sum(lying) <= max(0, int(share * beds) - int(draft.count[:, day].sum())))
    delay = sum((day - int(data.release[patient])) * variable for (patient, day), variable in admitted.items())
    model.minimize(LEFT_OUT_POINTS * sum(left_out) + delay)
    outcome = solve(model, first_budget(seconds, seed), should_stop=stop, parameters={"relative_gap_limit": 0.05})
    if not outcome.found:
        return {}
    return {patient: day for (patient, day), variable in admitted.items() if outcome.solver.boolean_value(variable)}


def _minutes(draft: Draft, chosen: list[tuple[int, cp_model.IntVar]]) -> cp_model.LinearExprT:
    return sum(int(draft.data.minutes[patient]) * variable for patient, variable in chosen)
