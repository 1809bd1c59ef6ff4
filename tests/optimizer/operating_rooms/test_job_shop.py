"""Flexible job shops through the model of operating rooms: only the last end counts."""

import os
from pathlib import Path

import numpy as np
import pytest

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.schedule import SHOP_EXACT_CASES, solve_problem
from optimizer.operating_rooms.some_cases import separate_cases
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.files.job_shop import read_flexible_job_shop

DATA = Path("../shared/data/scheduling/fjsp")
pytestmark = pytest.mark.skipif(
    not DATA.is_dir() and os.environ.get("CI") != "true", reason=f"the public data is not at {DATA}"
)


def shop(name: str) -> Problem:
    return make_problem(read_flexible_job_shop(DATA / name), 0.5)


def test_a_small_job_shop_is_proven_at_its_best_known_makespan() -> None:
    solution = solve_problem(shop("1.txt"), Budget(seconds=600, workers=1, deterministic_time=20))
    assert (solution.status, solution.objective) == (Status.OPTIMAL, 40)


def test_a_large_job_shop_is_annealed_far_below_its_greedy_list() -> None:
    problem = shop("10.txt")
    search = LocalSearch.of(problem)
    search.start(greedy_plan(problem))
    search.anneal(np.random.default_rng(0), 100_000, from_share=0.0, to_share=1.0)
    plan = search.best_plan()
    assert len(problem.day.cases) > SHOP_EXACT_CASES
    assert violations(problem, plan) == []
    assert objective(problem, plan) <= 236  # greedy 250; best known 195


def test_a_job_shop_has_no_parts_of_its_own() -> None:
    assert separate_cases(shop("10.txt")) == []
