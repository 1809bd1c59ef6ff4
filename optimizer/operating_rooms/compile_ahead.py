"""``python -m optimizer.operating_rooms.compile_ahead``: compile search and pricing ahead of their first use."""

import subprocess
import sys
from functools import cache, partial

import numpy as np

from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.compiled import COMPILING, is_compiled, mark_compiled
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.problem import make_problem
from scenarios.generate.surgery import generate_surgical_day

EARLY_ROUNDS = 40
"""Of pricing: enough to have called everything."""


def compile_all() -> None:
    """Compile by searching and bounding a small day."""
    problem = make_problem(generate_surgical_day(rooms=2, cases=6))
    search = LocalSearch.of(problem)
    search.start(greedy_plan(problem))
    search.anneal(np.random.default_rng(0), 200, from_share=0.0, to_share=1.0)
    search.best_plan()
    for timed in (False, True):
        bounding = BoundSearch(problem, timed=timed)
        bounding.run(lambda: float("inf"), partial(_early, bounding))
    bounding.least_with_starts()
    mark_compiled()


def _early(bounding: BoundSearch) -> bool:
    return bounding.rounds < EARLY_ROUNDS


@cache
def compile_beside() -> "subprocess.Popen[bytes]":
    """Compile in one other process, which outlives this one: the next call then finds the code ready."""
    return subprocess.Popen(
        [sys.executable, "-m", "optimizer.operating_rooms.compile_ahead"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


if __name__ == "__main__" and not is_compiled():
    sys.stderr.write(f"{COMPILING}\n")
    compile_all()
