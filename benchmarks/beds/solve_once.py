"""One generated hospital, built and solved."""

from dataclasses import dataclass

from benchmarks.beds.clock import Clock
from benchmarks.beds.size import Size
from benchmarks.report import peak_memory_mib
from optimizer.beds import BedProblem, allocate_problem, violations
from optimizer.solve import Budget

LIMIT_SECONDS = 30.0
"""Time limit of an allocation: far above the targets, so that a slow proof shows as slow and not as unproven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """What came of one allocation.

    Attributes
    ----------
    seconds, cpu_seconds : float
        From the checked scenario to the plan, building the problem included.
    objective, bound : float
        Points.
    proven : bool
        Proven optimal.
    placed, broken : int
        Requests with a bed; hard rules that the plan breaks.
    peak_memory_mib : float
        Of the process so far.
    """

    seed: int
    seconds: float
    cpu_seconds: float
    objective: float
    bound: float
    proven: bool
    placed: int
    broken: int
    peak_memory_mib: float

    @property
    def gap(self) -> float:
        """Objective above bound, relative to the objective."""
        return (self.objective - self.bound) / max(1.0, self.objective)


def solve_once(size: Size, seed: int) -> Solve:
    """Generate a hospital, then build and solve its allocation on all cores."""
    scenario = size.scenario(seed)
    with Clock() as clock:
        problem = BedProblem(scenario)
        solution = allocate_problem(problem, Budget(seconds=LIMIT_SECONDS))
    return Solve(
        seed=seed,
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        objective=solution.objective,
        bound=solution.bound,
        proven=solution.status.value == "optimal",
        placed=len(solution.plan.assignments),
        broken=len(violations(BedProblem(scenario), solution.plan)),
        peak_memory_mib=peak_memory_mib(),
    )
