"""Why a plan leaves patients for later: what each day of their window lacks, or what coming would cost."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optimizer.admissions.explain import Impossible
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.price import Pricer
from optimizer.admissions.search.assignment import decisions_of
from optimizer.admissions.search.data import search_data
from optimizer.sentence import Sentence, Value
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem


class Obstacle(StrEnum):
    """What keeps a patient from a day."""

    ABSENT = "absent"
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
        Obstacle to the days of the window on which it is the first one in the way: the surgeon does not operate, then
        has too few minutes left, then no theatre has, then no bed that suits is free.
    window : int
        Days from the first to the last possible one.
    day, day_name, extra_points : int, str, int or None
        Where nothing is in the way: the cheapest day, what it is called, and by how much coming then would raise the
        cost.
    """

    patient: str
    pinned: bool = False
    impossible: Sentence | None = None
    obstacles: dict[Obstacle, int]
    window: int = 0
    day: int | None = None
    day_name: str = ""
    extra_points: int | None = None

    def sentences(self) -> tuple[Sentence, ...]:
        """Return the reasons in words."""
        if self.pinned:
            return (Sentence("pinned: to be left for later"),)
        if self.impossible is not None:
            return (self.impossible,)
        found = [_on_days(obstacle, days, self.window) for obstacle, days in self.obstacles.items()]
        if self.day is not None and self.extra_points is not None:
            found.append(_possible(self.day_name, self.extra_points))
        return tuple(found)


def _on_days(obstacle: Obstacle, days: int, window: int) -> Sentence:
    told: dict[str, Value] = {"count": days, "window": window}
    match obstacle:
        case Obstacle.ABSENT:
            return Sentence("surgeon does not operate on {count} of {window} possible days", told)
        case Obstacle.SURGEON:
            return Sentence("surgeon has too few minutes left on {count} of {window} possible days", told)
        case Obstacle.THEATRE:
            return Sentence("no operating room has enough minutes left on {count} of {window} possible days", told)
        case Obstacle.BED:
            return Sentence("no bed that suits is free for the whole stay on {count} of {window} possible days", told)


def _possible(day_name: str, extra_points: int) -> Sentence:
    told: dict[str, Value] = {"possible_on": day_name, "points": abs(extra_points)}
    if extra_points >= 0:
        return Sentence("possible on {possible_on}, but the plan would cost {points} points more", told)
    return Sentence("possible on {possible_on}, and the plan would cost {points} points less", told)


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
    pricer = Pricer.of(draft)
    found = []
    for index, patient in enumerate(problem.patients):
        if patient.id in plan.admissions:
            continue
        pinned, reason = patient.id in pinned_out, reason_of.get(patient.id) or _outside(problem, draft, index)
        if pinned or reason is not None:
            found.append(Postponed(patient=patient.id, pinned=pinned, impossible=reason, obstacles={}))
        else:
            found.append(_by_day(problem, pricer, index))
    return found


def _outside(problem: AdmissionsProblem, draft: Draft, index: int) -> Sentence | None:
    """Return that a patient can come only after these weeks or after the own last day, None if there is a day."""
    first, last = int(draft.data.release[index]), int(draft.data.latest[index])
    if first <= last:
        return None
    told: dict[str, Value] = {"first_day": problem.day_name(first), "last_day": problem.day_name(last)}
    return Sentence("possible from {first_day} on, which is after the last possible day, {last_day}", told)


def _by_day(problem: AdmissionsProblem, pricer: Pricer, index: int) -> Postponed:
    draft, data = pricer.draft, pricer.draft.data
    obstacles: Counter[Obstacle] = Counter()
    best: tuple[int, int] | None = None
    window = range(int(data.release[index]), int(data.latest[index]) + 1)
    for day in window:
        if data.surgeon_minutes[data.surgeon[index], day] == 0:
            obstacles[Obstacle.ABSENT] += 1
        elif draft.surgeon_free[data.surgeon[index], day] < data.minutes[index]:
            obstacles[Obstacle.SURGEON] += 1
        elif (theatre := draft.free_theatre(index, day)) < 0:
            obstacles[Obstacle.THEATRE] += 1
        elif (room := draft.free_room(index, day)) < 0:
            obstacles[Obstacle.BED] += 1
        else:
            extra = pricer.extra_points(index, day, room, theatre)
            best = (extra, day) if best is None or extra < best[0] else best
    return Postponed(
        patient=problem.patients[index].id,
        obstacles=dict(obstacles),
        window=len(window),
        day=None if best is None else best[1],
        day_name="" if best is None else problem.day_name(best[1]),
        extra_points=None if best is None else best[0],
    )
