"""A spare lane: a second thread for the bound once somebody has one to spare."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from optimizer.operating_rooms.parts.spare_lane import SpareLane


@pytest.fixture
def open_lane() -> Iterator[SpareLane]:
    lane = SpareLane()
    with ThreadPoolExecutor(1) as executor:
        lane.open(executor)
        yield lane


def meeting(then: Callable[[], int] = threading.get_ident) -> Callable[[], int]:
    """A task that waits until two threads are in it."""
    barrier = threading.Barrier(2, timeout=60)

    def task() -> int:
        barrier.wait()
        return then()

    return task


def test_a_closed_lane_runs_tasks_in_order_in_the_callers_thread() -> None:
    seen: list[tuple[int, int]] = []

    def task(number: int) -> None:
        seen.append((number, threading.get_ident()))

    SpareLane().run([partial(task, number) for number in range(5)])
    assert seen == [(number, threading.get_ident()) for number in range(5)]


def test_an_open_lane_runs_two_tasks_at_once(open_lane: SpareLane) -> None:
    task = meeting()
    assert len(set(open_lane.run([task, task]))) == 2


def test_results_come_in_the_order_of_the_tasks(open_lane: SpareLane) -> None:
    assert open_lane.run([partial(int, number) for number in range(50)]) == list(range(50))


def test_a_task_may_have_tasks_of_its_own(open_lane: SpareLane) -> None:
    assert open_lane.run([lambda: sum(open_lane.run([lambda: 1, lambda: 2])), lambda: 3]) == [3, 3]


@pytest.mark.parametrize("fails_beside", [False, True])
def test_what_a_task_raises_in_either_thread_is_raised_and_the_rest_is_left_out(
    open_lane: SpareLane, fails_beside: bool
) -> None:
    caller, others = threading.get_ident(), list[int]()

    def fail_in_one_thread() -> int:
        if (threading.get_ident() != caller) is fails_beside:
            raise LookupError("one of two")
        return 0

    meet = meeting(fail_in_one_thread)
    middle = [partial(others.append, number) for number in range(1000)] if not fails_beside else []
    tasks: list[Callable[[], object]] = [meet, *middle, meet]
    with pytest.raises(LookupError, match="one of two"):
        open_lane.run(tasks)
    assert len(others) < 1000
    assert not open_lane.busy


def test_a_borrowed_lane_is_lent_to_nobody_else(open_lane: SpareLane) -> None:
    with open_lane.borrowed() as free, open_lane.borrowed() as again:
        assert free
        assert not again
        assert open_lane.busy
    assert not open_lane.busy


def test_a_helper_may_use_the_thread_of_a_caller_who_waits_for_it(open_lane: SpareLane) -> None:
    caller, barrier, lent = threading.get_ident(), threading.Barrier(2, timeout=60), list[bool]()

    def borrow_beside() -> None:
        barrier.wait()
        while threading.get_ident() != caller and not any(lent):
            with open_lane.borrowed() as free:
                lent.append(free)

    open_lane.run([borrow_beside, borrow_beside])
    assert lent[-1]
    assert not open_lane.busy


def test_a_closed_lane_is_not_lent() -> None:
    with SpareLane().borrowed() as free:
        assert not free


def test_a_helper_that_got_no_thread_in_time_leaves_the_lane_free() -> None:
    lane, hold = SpareLane(), threading.Event()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(hold.wait, 60)
        lane.open(executor)
        found = lane.run([lambda: 1, lambda: 2])
        hold.set()
    assert found == [1, 2]
    assert not lane.busy
