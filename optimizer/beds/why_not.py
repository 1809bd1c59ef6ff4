"""Why not that bed: the rules it would break, or what it would cost."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.beds.allocation import allocate_problem
from optimizer.beds.evaluate import violations
from optimizer.beds.problem import BedProblem
from optimizer.rule import Violation
from optimizer.solution import Solution, Status
from optimizer.solve import Budget
from scenarios.plans import BedAssignment, BedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What stands against a bed for a request.

    Attributes
    ----------
    request, bed : str
        The question.
    broken : tuple of Violation
        Rules that the bed breaks whatever the others do; with any, no plan gives it.
    beside_plan : tuple of Violation
        Rules that it breaks only beside the present plan, which would have to change.
    extra_cost : int or None
        Points by which the best plan with this bed is dearer; None when there is none.
    plan : BedPlan or None
        That plan.
    proven : bool
        Both solves ended with a proof; without it the extra cost is not exact, and a bed not given may be possible.
    """

    request: str
    bed: str
    broken: tuple[Violation, ...] = ()
    beside_plan: tuple[Violation, ...] = ()
    extra_cost: int | None = None
    plan: BedPlan | None = None
    proven: bool = True


def why_not(
    problem: BedProblem,
    solution: Solution[BedPlan],
    request: str,
    bed: str,
    budget: Budget | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
) -> WhyNot:
    """Answer why a request does not get a bed, by its rules and by solving again with the bed given.

    Parameters
    ----------
    problem, solution :
        The allocation in question.
    request, bed : str
        Ids.
    budget : Budget, optional
        Of the second solve.
    """
    start = int(problem.beds.available_minutes[problem.index.bed_number[bed]])
    wish = BedAssignment(request=request, bed=bed, start_minutes=start)
    alone = BedPlan(assignments=(wish,), waiting=tuple(w for w in problem.number_of_request if w != request))
    others = tuple(assignment for assignment in solution.plan.assignments if assignment.request != request)
    beside = replace(
        solution.plan,
        assignments=(*others, wish),
        waiting=tuple(name for name in solution.plan.waiting if name != request),
    )
    beside_plan = tuple(violations(problem, beside))
    forced = BedProblem(problem.scenario, problem.index, pinned={request: bed})
    answer = allocate_problem(forced, budget, should_stop=should_stop)
    proven = answer.status is solution.status is Status.OPTIMAL
    given = any(assignment.request == request and assignment.bed == bed for assignment in answer.plan.assignments)
    if not given:
        broken = tuple(violations(problem, alone))
        return WhyNot(request=request, bed=bed, broken=broken, beside_plan=beside_plan, proven=proven)
    extra = round(answer.objective - solution.objective)
    return WhyNot(request=request, bed=bed, beside_plan=beside_plan, extra_cost=extra, plan=answer.plan, proven=proven)
