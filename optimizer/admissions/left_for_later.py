"""Why a plan leaves patients for later: what each day of their window lacks, or what coming would cost."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optimizer.admissions.check import check_plan
from optimizer.admissions.explain import Impossible
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.assignment import decisions_of, plan_of
from optimizer.admissions.search.data import search_data
from optimizer.sentence import Sentence, Value
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem


class Obstacle(StrEnum):
    """What keeps a patient from a day."""

    SURGEON = "surgeon"
    THEATRE = "theatre"
    BED = "bed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """Why one patient is left for later.

    Attributes
    ----------
    patient : str
        Who.
    pinned : bool
        Somebody wants it so.
    impossible : Sentence or None
        Why no plan admits the patient, alone or with the others named; None where one could.
    obstacles : dict
        Obstacle to the days of the window on which it is the first one in the way: the surgeon has no minutes left,
        then no theatre, then no bed that suits.
    day, extra_points : int or None
        Where nothing is in the way: the cheapest day, and by how much coming then would raise the cost.
    """

    patient: str
    pinned: bool = False
    impossible: Sentence | None = None
    obstacles: dict[Obstacle, int]
    day: int | None = None
    extra_points: int | None = None

    def sentences(self) -> tuple[Sentence, ...]:
        """Return the reasons in words."""
        if self.pinned:
            return (Sentence("pinned: to be left for later"),)
        if self.impossible is not None:
            return (self.impossible,)
        found = [_on_days(obstacle, days) for obstacle, days in self.obstacles.items()]
        if self.day is not None and self.extra_points is not None:
            found.append(_possible(self.day, self.extra_points))
        return tuple(found)


def _on_days(obstacle: Obstacle, days: int) -> Sentence:
    match obstacle:
        case Obstacle.SURGEON:
            return Sentence("surgeon has too few minutes left on {count} days", {"count": days})
        case Obstacle.THEATRE:
            return Sentence("no operating room has enough minutes left on {count} days", {"count": days})
        case Obstacle.BED:
            return Sentence("no bed that suits is free for the whole stay on {count} days", {"count": days})


def _possible(day: int, extra_points: int) -> Sentence:
    told: dict[str, Value] = {"day": day + 1, "points": abs(extra_points)}
    if extra_points >= 0:
        return Sentence("possible on day {day}, but the plan would cost {points} points more", told)
    return Sentence("possible on day {day}, and the plan would cost {points} points less", told)


def left_for_later(
    problem: AdmissionsProblem,
    plan: AdmissionsPlan,
    *,
    impossible: Sequence[Impossible] = (),
    pinned_out: Collection[str] = (),
) -> list[Postponed]:
    """Return the reasons of everybody whom a plan leaves out, in the order of the waiting list.

    Parameters
    ----------
    impossible : sequence of Impossible
        From :func:`~.explain.impossible_patients`, where somebody mandatory is left out.
    pinned_out : collection of str
        Patients whom somebody wants to be left for later.
    """
    data = search_data(problem)
    draft = Draft.of_decisions(data, decisions_of(problem, data, plan))
    reason_of = {patient: group.reason for group in impossible for patient in group.patients}
    cost = check_plan(problem, plan).total_cost
    found = []
    for index, patient in enumerate(problem.patients):
        if patient.id in plan.admissions:
            continue
        pinned, reason = patient.id in pinned_out, reason_of.get(patient.id)
        if pinned or reason is not None:
            found.append(Postponed(patient=patient.id, pinned=pinned, impossible=reason, obstacles={}))
        else:
            found.append(_by_day(problem, draft, index, cost))
    return found


def _by_day(problem: AdmissionsProblem, draft: Draft, index: int, cost: int) -> Postponed:
    data = draft.data
    obstacles: Counter[Obstacle] = Counter()
    best: tuple[int, int] | None = None
    for day in range(int(data.release[index]), int(data.latest[index]) + 1):
        if draft.surgeon_free[data.surgeon[index], day] < data.minutes[index]:
            obstacles[Obstacle.SURGEON] += 1
        elif (theatre := draft.free_theatre(index, day)) < 0:
            obstacles[Obstacle.THEATRE] += 1
        elif (room := draft.free_room(index, day)) < 0:
            obstacles[Obstacle.BED] += 1
        else:
            draft.admit(index, day, room, theatre)
            extra = check_plan(problem, plan_of(problem, data, draft.flat)).total_cost - cost
            draft.take_out(index)
            best = (extra, day) if best is None or extra < best[0] else best
    return Postponed(
        patient=problem.patients[index].id,
        obstacles=dict(obstacles),
        day=None if best is None else best[1],
        extra_points=None if best is None else best[0],
    )
