"""One way to run CP-SAT: limits, hint, progress and cancel."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ortools.sat.python import cp_model

ProgressCallback = Callable[[float, float, float], None]
"""Called with (seconds so far, best objective, best bound)."""

_CANCEL_CHECK_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a solve may use.

    Attributes
    ----------
    seconds : float
        Wall clock.
    workers : int
        Cores; 0 takes all there are.
    seed : int
        Of the search.
    deterministic_time : float or None
        Work limit that does not depend on the machine (CP-SAT's deterministic seconds); None for no such limit.
    """

    seconds: float = 10.0
    workers: int = 0
    seed: int = 0
    deterministic_time: float | None = None

    @property
    def cores(self) -> int:
        """Number of workers, with 0 resolved to the cores this process may use."""
        return self.workers or len(os.sched_getaffinity(0))

    def after(self, seconds: float) -> "Budget":
        """Return what is left when some seconds are spent; never below a hundredth of a second."""
        return replace(self, seconds=max(0.01, self.seconds - seconds))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What CP-SAT came back with.

    Attributes
    ----------
    solver : CpSolver
        For values, when ``found``.
    found : bool
        A plan exists.
    proven : bool
        The plan is optimal, or there is provably none.
    objective, bound : float
        In the model's objective; the objective is infinite when nothing was found.
    """

    solver: cp_model.CpSolver
    found: bool
    proven: bool
    objective: float
    bound: float


def solve(
    model: cp_model.CpModel,
    budget: Budget,
    *,
    hint: Mapping[int, int] | None = None,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Outcome:
    """Run CP-SAT within a budget.

    Parameters
    ----------
    model : CpModel
        With or without objective.
    budget : Budget
        Limits.
    hint : mapping of variable index to value, optional
        A plan to start from.
    on_progress : callable, optional
        Called at every better plan or bound.
    should_stop : callable, optional
        Asked several times a second; True ends the search with the best plan so far.
    parameters : mapping, optional
        Further solver parameters by name.

    Returns
    -------
    Outcome
        Never an exception for lack of time.
    """
    for index, value in (hint or {}).items():
        model.add_hint(model.get_int_var_from_proto_index(index), value)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = budget.seconds
    solver.parameters.num_workers = budget.cores
    solver.parameters.random_seed = budget.seed
    solver.parameters.catch_sigint_signal = False  # it would leave Ctrl-C killing the process ever after
    if budget.deterministic_time is not None:
        solver.parameters.max_deterministic_time = budget.deterministic_time
    for name, value in (parameters or {}).items():
        setattr(solver.parameters, name, value)
    watcher = _Watcher(on_progress) if on_progress else None
    if watcher:
        solver.best_bound_callback = watcher.on_bound
    with _stopping(solver, should_stop):
        status = _solve_interruptibly(solver, model, watcher)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        solver=solver,
        found=found,
        proven=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        objective=solver.objective_value if found else float("inf"),
        bound=solver.best_objective_bound,
    )


def _solve_interruptibly(
    solver: cp_model.CpSolver, model: cp_model.CpModel, watcher: "_Watcher | None"
) -> cp_model.CpSolverStatus:
    """Solve beside the main thread, which alone sees signals, and only while it is not inside the solver."""
    if threading.current_thread() is not threading.main_thread():
        return solver.solve(model, watcher)
    with ThreadPoolExecutor(1, thread_name_prefix="solver") as beside:
        running = beside.submit(solver.solve, model, watcher)
        try:
            return running.result()
        except KeyboardInterrupt:
            solver.stop_search()
            raise


@contextmanager
def _stopping(solver: cp_model.CpSolver, should_stop: Callable[[], bool] | None) -> Iterator[None]:
    """Ask from a thread whether to stop: between two solutions the solver calls nobody."""
    if should_stop is None:
        yield
        return
    done = threading.Event()

    def ask() -> None:
        while not done.wait(_CANCEL_CHECK_SECONDS):
            if should_stop():
                solver.stop_search()
                return

    thread = threading.Thread(target=ask, name="cancel", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Passes progress on."""

    def __init__(self, on_progress: ProgressCallback) -> None:
        super().__init__()
        self._on_progress = on_progress
        self._started = time.perf_counter()
        self._objective = float("inf")

    def on_solution_callback(self) -> None:
        self._objective = self.objective_value
        self.on_bound(self.best_objective_bound)

    def on_bound(self, bound: float) -> None:
        self._on_progress(time.perf_counter() - self._started, self._objective, bound)
