"""Repairs of a plan: a neighbourhood planned anew by CP-SAT, the nurses after it by a short cold annealing."""

from dataclasses import dataclass

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.repair.model import RepairModel
from optimizer.admissions.repair.neighbourhoods import NEIGHBOURHOODS, Neighbourhood
from optimizer.admissions.repair.places import places
from optimizer.admissions.search.book import OUT, Book
from optimizer.admissions.search.data import SearchData
from optimizer.solve import Budget, solve

DETERMINISTIC_SECONDS = 1.5
"""Deterministic time of one repair: neighbourhoods that are not solved in it become smaller."""
MOST_SECONDS = 6.0
"""Wall clock of one repair, for machines that are busy; longer than the deterministic time lasts on an idle one."""
FIRST_SIZE = 4
SMALLEST_SIZE = 2


@dataclass(slots=True)
class Repairer:
    """Repairs plans of one problem; sizes of neighbourhoods adapt to what CP-SAT solves in time."""

    data: SearchData
    rng: np.random.Generator
    sizes: dict[str, int]

    @classmethod
    def of(cls, data: SearchData, seed: tuple[int, ...]) -> "Repairer":
        """Return a repairer with a random stream of its own."""
        return cls(data, np.random.default_rng(np.random.SeedSequence(seed)), dict.fromkeys(NEIGHBOURHOODS, FIRST_SIZE))

    def repaired(self, decisions: Book, seconds: float = MOST_SECONDS) -> Book | None:
        """Return decisions with a random neighbourhood planned anew, None if nothing changed or there was no time.

        The rules are kept, and nobody mandatory goes missing. Workloads of nurses, mixed ages and transfers of
        surgeons are not seen by the model, so that the cost may rise: anneal, then compare.
        """
        kind = list(NEIGHBOURHOODS)[int(self.rng.integers(len(NEIGHBOURHOODS)))]
        draft = Draft.of_decisions(self.data, decisions.copy())
        changed = NEIGHBOURHOODS[kind](draft, self.sizes[kind], self.rng)
        before = _taken_out(draft, changed)
        choices = {patient: places(draft, patient, changed.rooms, changed.days) for patient in changed.patients}
        if not choices:
            return None
        repair = RepairModel.written(draft, choices)
        repair.hint(before)
        budget = Budget(
            seconds=max(0.01, seconds),
            workers=1,
            seed=int(self.rng.integers(1 << 30)),
            deterministic_time=DETERMINISTIC_SECONDS,
        )
        outcome = solve(repair.model, budget)
        if not (outcome.found and outcome.proven):
            self.sizes[kind] = max(SMALLEST_SIZE, self.sizes[kind] - 1)
        elif outcome.solver.deterministic_time < DETERMINISTIC_SECONDS / 2:
            self.sizes[kind] += 1
        if not outcome.found:
            return None
        repair.admit(outcome.solver)
        return None if np.array_equal(draft.flat, decisions) else draft.flat


def _taken_out(draft: Draft, changed: Neighbourhood) -> dict[int, tuple[int, int, int]]:
    """Take the patients out; return day, room and theatre of those who were in."""
    chosen = draft.chosen
    before = {
        patient: (int(chosen.day[patient]), int(chosen.room[patient]), int(chosen.theatre[patient]))
        for patient in changed.patients
        if chosen.day[patient] != OUT
    }
    for patient in before:
        draft.take_out(patient)
    return before
