"""What the plans of a problem are held against, made once."""

from optimizer.beds.plan_view import World
from optimizer.beds.problem import BedProblem, once_a_problem
from optimizer.beds.standing import standing_of


@once_a_problem
def world_of(problem: BedProblem) -> World:
    """Return what the plans of a problem are held against."""
    return World(problem.scenario, problem.people, standing_of(problem))
