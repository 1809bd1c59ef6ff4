"""A surgeon is in one place at a time, with a changeover between two cases."""

from collections import defaultdict
from itertools import combinations

from ortools.sat.python import cp_model

from optimizer.operating_rooms.filters.contract import clock
from optimizer.operating_rooms.load import require_energy, work_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Variables
from optimizer.rule import Poster, Violation
from scenarios.allocation_settings import RuleMode
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


class SurgeonInOnePlace:
    """A surgeon is in one place at a time.

    The next case may start ``changeover_minutes`` after the last one's end; where the hospital allows parallel
    starts, ``surgeon_overlap_minutes`` earlier than that. Assistants are held like the one who leads.
    """

    name = "surgeon in one place"

    def capacity(self, problem: Problem, choice: Choice, model: cp_model.CpModel) -> None:
        """Keep each surgeon's minutes within the hours."""
        work: dict[int, list[tuple[cp_model.IntVar, int, int, int]]] = defaultdict(list)
        for position, literal in choice.mode.items():
            mode = problem.modes[position]
            for surgeon in people(problem, mode.case, mode.surgeon):
                held = work_minutes(problem, position) + gap_minutes(problem, surgeon)
                work[surgeon].append((literal, held, mode.earliest, mode.latest_end))
        for surgeon, items in work.items():
            require_energy(model, items, max(0, gap_minutes(problem, surgeon)))

    def post(self, problem: Problem, variables: Variables, poster: Poster) -> None:
        """Add one no-overlap a surgeon."""
        if poster.setting.mode is RuleMode.OFF:
            return
        held: dict[int, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
        for surgeon, cases in variables.choice.cases_of.items():
            held[surgeon] += cases
        for number, case in enumerate(problem.day.cases):
            for name in case.assistants:
                held[problem.surgeon_index[name]].append((number, variables.choice.done[number]))
        timing = variables.timing
        for surgeon, cases in held.items():
            if all(case in problem.frozen for case, _ in cases):
                continue
            gap = gap_minutes(problem, surgeon)
            poster.model.add_no_overlap(
                poster.model.new_optional_interval_var(
                    timing.start[case], timing.minutes[case] + gap, timing.end[case] + gap, literal, f"surgeon {case}"
                )
                for case, literal in cases
            )

    def violations(self, problem: Problem, plan: OperatingRoomPlan) -> list[Violation]:
        """Return every pair of a surgeon's cases that are too close."""
        held: dict[str, list[PlannedCase]] = defaultdict(list)
        for number, planned in problem.placed(plan):
            for name in (planned.surgeon, *problem.day.cases[number].assistants):
                if name:
                    held[name].append(planned)
        found = []
        for name, cases in held.items():
            needed = gap_minutes(problem, problem.surgeon_index[name])
            in_order = sorted(cases, key=lambda planned: (planned.start_minute, planned.end_minute))
            for first, second in combinations(in_order, 2):
                gap = second.start_minute - first.end_minute
                if gap < needed:
                    found.append(
                        Violation(
                            self.name,
                            f"{name}: {first.case}, {second.case}",
                            f"surgeon {name} ends {first.case} at {clock(first.end_minute)} and starts {second.case} "
                            f"at {clock(second.start_minute)}, expected at least {needed} minutes between",
                        )
                    )
        return found


def gap_minutes(problem: Problem, surgeon: int) -> int:
    """Return the minutes from a case's end to the surgeon's next start; negative where parallel starts are allowed."""
    return problem.day.surgeons[surgeon].changeover_minutes - problem.day.settings.surgeon_overlap_minutes


def people(problem: Problem, case: int, surgeon: int) -> list[int]:
    """Return everyone whom a case holds: who leads it, and assistants."""
    assistants = [problem.surgeon_index[name] for name in problem.day.cases[case].assistants]
    return [number for number in (surgeon, *assistants) if number >= 0]
