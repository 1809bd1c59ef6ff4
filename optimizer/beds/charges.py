"""What the flow cannot say, as rows: beds behind somebody who must leave, places under lending limits, transfers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.beds.candidates import Candidates, is_hard
from optimizer.beds.columns import NOBODY
from optimizer.beds.hospital_index import IntArray
from optimizer.beds.problem import BedProblem
from optimizer.beds.rules.kept_beds import KeptBeds
from optimizer.beds.rules.lending_limit import LendingLimit
from optimizer.beds.rules.one_pathogen_a_room import OnePathogenARoom
from optimizer.beds.rules.same_sex_room import SameSexRoom
from optimizer.beds.rules.staff_of_held_beds import StaffOfHeldBeds
from optimizer.beds.rules.staffed_beds import StaffedBeds


@dataclass(frozen=True, slots=True)
class Term:
    """Pairs of some people and some classes, each counted so many times; negative where a pair makes room."""

    people: IntArray
    classes: IntArray
    count: int = 1


@dataclass(frozen=True, slots=True)
class Charge:
    """Pairs of a plan, counted by some terms, are at most so many."""

    terms: tuple[Term, ...]
    at_most: int

    @property
    def forbids(self) -> bool:
        """Nothing makes room, and there is none."""
        return self.at_most == 0 and not any(term.count < 0 and len(term.classes) for term in self.terms)


def charges(problem: BedProblem, candidates: Candidates) -> list[Charge]:
    """Return everything that prices stand for in the relaxation of a problem."""
    leavers = _leavers(problem, candidates)
    return [
        *_counted_places(problem),
        *_gates(problem, leavers),
        *_transfers_within(problem, candidates),
        *_taken_over(problem, candidates, leavers),
    ]


def _counted_places(problem: BedProblem) -> Iterator[Charge]:
    rules = [rule for rule in (LendingLimit(), KeptBeds(), StaffOfHeldBeds()) if is_hard(problem, rule)]
    for limit in (limit for rule in rules for limit in rule.limits(problem)):
        people, classes = np.flatnonzero(limit.people), np.flatnonzero(limit.beds[problem.classes.bed])
        if min(len(people), int(problem.class_capacity[classes].sum())) > limit.at_most:
            yield Charge((Term(people, classes),), limit.at_most)


@dataclass(frozen=True, slots=True)
class _Leaver:
    """Somebody in bed, with what lets others into that bed now.

    Attributes
    ----------
    number, bed_class : int
        The person, and the class of the bed that is left; ``NOBODY`` when it cannot be given.
    now : int array
        Classes of beds that are free now and possible for this person.
    partners : dict of int to int
        Others who lie in bed and with whom beds may be exchanged, with the class of their bed.
    """

    number: int
    bed_class: int
    now: IntArray
    partners: dict[int, int]

    @property
    def frees(self) -> IntArray:
        """Classes whose taking may free the bed."""
        return np.union1d(self.now, np.array(list(self.partners.values()), dtype=np.int64))


def _leavers(problem: BedProblem, candidates: Candidates) -> list[_Leaver]:
    classes, allowed = problem.classes, candidates.allowed
    class_of = {int(person): number for number, person in enumerate(classes.vacated_by.tolist()) if person != NOBODY}
    now = classes.available_minutes == 0
    leavers = []
    for number in np.flatnonzero(problem.person_columns.current_bed >= 0).tolist():
        own = class_of.get(number, NOBODY)
        partners = {
            other: its_class
            for other, its_class in class_of.items()
            if own != NOBODY and other != number and allowed[other, own] and allowed[number, its_class]
        }
        leavers.append(_Leaver(number, own, np.flatnonzero(now & allowed[number]), partners))
    return leavers


def _gates(problem: BedProblem, leavers: list[_Leaver]) -> Iterator[Charge]:
    """Yield beds that some may take only when the bed's patient, or somebody unlike them in the room, leaves now."""
    columns, index = problem.person_columns, problem.index
    classes_in_room: dict[int, set[int]] = defaultdict(set)
    for slot in problem.slots:
        classes_in_room[slot.room].add(slot.bed_class)
    for leaver in leavers:
        bed = int(columns.current_bed[leaver.number])
        others = columns.number != leaver.number
        unlike = np.zeros(len(columns), dtype=bool)
        if is_hard(problem, OnePathogenARoom()):
            unlike |= columns.pathogen_key != columns.pathogen_key[leaver.number]
        if is_hard(problem, SameSexRoom()) and index.ward_strict_sex[problem.beds.ward[bed]]:
            unlike |= columns.sex != columns.sex[leaver.number]
        for bed_class in sorted(classes_in_room[int(problem.beds.room[bed])]):
            if bed_class == leaver.bed_class:
                yield from _own_gates(leaver, np.flatnonzero(others))
            elif (others & unlike).any():
                places = int(problem.class_capacity[bed_class])
                people = np.flatnonzero(others & unlike)
                yield _gate(leaver, people, bed_class, leaver.frees, places)


def _own_gates(leaver: _Leaver, others: IntArray) -> Iterator[Charge]:
    """Yield who may take the bed itself: nobody slips in where two others exchange beds, as these take both."""
    partners = list(leaver.partners)
    strangers = np.setdiff1d(others, partners)
    yield _gate(leaver, strangers, leaver.bed_class, leaver.now)
    for partner in partners:
        frees = np.union1d(leaver.now, leaver.partners[partner])
        yield _gate(leaver, np.append(strangers, partner), leaver.bed_class, frees)
    if len(partners) > 1:
        yield _gate(leaver, others, leaver.bed_class, leaver.frees)


def _gate(leaver: _Leaver, people: IntArray, bed_class: int, frees: IntArray, places: int = 1) -> Charge:
    return Charge((Term(people, np.array([bed_class])), Term(np.array([leaver.number]), frees, -places)), 0)


def _transfers_within(problem: BedProblem, candidates: Candidates) -> Iterator[Charge]:
    """Yield the beds of classes that somebody of the same ward may take: in the network such a transfer takes none."""
    for limit in StaffedBeds().limits(problem) if is_hard(problem, StaffedBeds()) else ():
        within = np.flatnonzero(~limit.people)
        for bed_class in np.flatnonzero(limit.beds[problem.classes.bed]).tolist():
            people = np.flatnonzero(candidates.allowed[:, bed_class])
            places = int(problem.class_capacity[bed_class])
            if len(people) > places and candidates.allowed[within, bed_class].any():
                yield Charge((Term(people, np.array([bed_class])),), places)


def _taken_over(problem: BedProblem, candidates: Candidates, leavers: list[_Leaver]) -> Iterator[Charge]:
    """Yield staffed beds of a ward together with the beds of those who move within it and are followed from outside.

    Somebody who takes a bed over from a patient of the ward adds one, unless this patient goes elsewhere.
    """
    ward_of_class = problem.classes.ward
    for limit in StaffedBeds().limits(problem) if is_hard(problem, StaffedBeds()) else ():
        ward = problem.index.ward_number[limit.subject]
        outside = np.flatnonzero(limit.people)
        entering = Term(outside, np.flatnonzero(limit.beds[problem.classes.bed]))
        over: list[Term] = []
        for leaver in leavers:
            within = candidates.allowed[leaver.number] & (ward_of_class == ward)
            if limit.people[leaver.number] or leaver.bed_class == NOBODY or not within.any():
                continue
            away = np.flatnonzero(candidates.allowed[leaver.number] & (ward_of_class != ward))
            pair = (Term(outside, np.array([leaver.bed_class])), Term(np.array([leaver.number]), away, -1))
            yield Charge((entering, *pair), limit.at_most)
            over += pair
        if len(over) > 2:
            yield Charge((entering, *over), limit.at_most)
