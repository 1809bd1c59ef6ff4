"""Why nobody can be given a bed: a smallest set of rules that together rule out every bed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from optimizer.beds.candidates import rule_setting
from optimizer.beds.evaluate import world_of
from optimizer.beds.hospital_index import BoolArray, IntArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import BedProblem, Grid
from optimizer.beds.rule import BedRule
from optimizer.beds.rules import RULES
from optimizer.beds.rules.one_pathogen_a_room import OnePathogenARoom
from optimizer.beds.rules.one_patient_a_bed import OnePatientABed
from optimizer.beds.rules.same_sex_room import SameSexRoom
from scenarios.allocation_settings import RuleMode
from scenarios.plans import BedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why a request waits.

    Attributes
    ----------
    request : str
        Who waits.
    rules : mapping of str to int
        A smallest set of rules that together exclude every bed, in the order in which they are best told; each with the
        beds that it excludes and those before it do not. Empty when some bed is possible.
    possible_beds : tuple of str
        Beds that no rule excludes: waiting costs less than the best of them, given the rest of the plan.
    """

    request: str
    rules: Mapping[str, int]
    possible_beds: tuple[str, ...]


def why_waiting(problem: BedProblem, plan: BedPlan, request: str) -> Conflict:
    """Return which rules keep a request from every bed, everyone else staying where the plan puts them.

    Parameters
    ----------
    problem : BedProblem
        The plan's.
    plan : BedPlan
        In which the request waits.
    request : str
        Id of the request.
    """
    person = problem.number_of_request[request]
    grid = Grid(problem, problem.person_columns.take(np.array([person])), problem.beds)
    settings = problem.scenario.allocation
    rules = [rule for rule in RULES if rule_setting(settings, rule.name).mode is RuleMode.HARD]
    taken = _taken(problem, plan)
    masks = np.stack([rule.excludes(grid)[0] | _beside_plan(problem, rule, person, plan, taken) for rule in rules])
    open_to_all = np.flatnonzero(~masks.any(axis=0)).tolist()
    possible = tuple(problem.index.places[bed].bed.id for bed in open_to_all)
    chosen = () if possible else _smallest_cover(masks)
    return Conflict(request=request, rules=_told(rules, masks, chosen), possible_beds=possible)


def sentences(problem: BedProblem, conflict: Conflict) -> list[str]:
    """Return a conflict in words."""
    if conflict.possible_beds:
        beds = ", ".join(conflict.possible_beds[:3])
        return [f"waiting costs the whole plan less than {beds}, which no rule excludes"]
    told: list[str] = []
    left = len(problem.beds)
    for name, count in conflict.rules.items():
        of = f"{count} of {left} beds" if not told else f"{count} of the other {left}"
        told.append(f"{name} excludes {of}")
        left -= count
    return told


def _taken(problem: BedProblem, plan: BedPlan) -> list[tuple[int, int]]:
    """Return the plan as pairs of a person's number and a bed's."""
    view = PlanView(world_of(problem), plan)
    number = {id(person): index for index, person in enumerate(problem.people)}
    return [(number[id(p.person)], problem.index.bed_number[p.place.bed.id]) for p in view.placements]


def _beside_plan(
    problem: BedProblem, rule: BedRule, person: int, plan: BedPlan, taken: list[tuple[int, int]]
) -> BoolArray:
    """Return the beds that a rule excludes because of where the plan puts others."""
    excluded = np.zeros(len(problem.beds), dtype=bool)
    for limit in rule.limits(problem):
        used = sum(bool(limit.people[other] and limit.beds[bed]) for other, bed in taken)
        if limit.people[person] and used >= limit.at_most:
            excluded |= limit.beds
    if isinstance(rule, OnePatientABed):
        left_now = {person for person, bed in taken if problem.beds.available_minutes[bed] == 0}
        kept = ~np.isin(problem.beds.vacated_by, [-1, *left_now])
        excluded |= kept
        excluded[[bed for _, bed in taken]] = True
    if isinstance(rule, SameSexRoom):
        excluded |= (
            _unlike_rooms(problem, problem.person_columns.sex, person, taken)
            & problem.index.ward_strict_sex[problem.beds.ward]
        )
    if isinstance(rule, OnePathogenARoom):
        excluded |= _unlike_rooms(problem, problem.person_columns.pathogen_key, person, taken)
    return excluded


def _unlike_rooms(problem: BedProblem, keys: IntArray, person: int, taken: list[tuple[int, int]]) -> BoolArray:
    """Return the open beds in rooms where somebody of another key comes, or remains in another bed."""
    unlike = keys != keys[person]
    coming = [int(problem.beds.room[bed]) for other, bed in taken if unlike[other]]
    excluded = np.isin(problem.beds.room, coming)
    leaving = {other for other, bed in taken if problem.beds.available_minutes[bed] == 0}
    for other, bed in enumerate(problem.person_columns.current_bed.tolist()):
        if bed >= 0 and unlike[other] and other not in leaving:
            excluded |= (problem.beds.room == problem.beds.room[bed]) & (problem.beds.bed != bed)
    opens = np.isin(problem.beds.bed, problem.open_beds)  # a bed that stays closed never has company
    return np.asarray(excluded & opens)


def _smallest_cover(masks: BoolArray) -> tuple[int, ...]:
    """Return the smallest set of rows that together are true in every column; the largest rows first among equals."""
    patterns = np.unique(masks, axis=1)
    needed = [row for row in range(len(masks)) if masks[row].any()]
    for size in range(1, len(needed) + 1):
        covers = [rows for rows in combinations(needed, size) if patterns[list(rows)].any(axis=0).all()]
        if covers:
            return max(covers, key=lambda rows: int(masks[list(rows)].sum()))
    return ()


def _told(rules: list[BedRule], masks: BoolArray, chosen: tuple[int, ...]) -> dict[str, int]:
    """Return the chosen rules, each time the one that excludes most of the beds left, with how many."""
    left = np.ones(masks.shape[1], dtype=bool)
    told: dict[str, int] = {}
    rows = list(chosen)
    while rows:
        counts = Counter({row: int((masks[row] & left).sum()) for row in rows})
        row, count = counts.most_common(1)[0]
        told[rules[row].name] = count
        left &= ~masks[row]
        rows.remove(row)
    return told
