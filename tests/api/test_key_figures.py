"""Key figures of the live hospital are those of ``scenarios.kpis``, measured on what the store has kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.event_feed import events_now, events_since
from api.key_figures import KeyFigures
from api.overview import totals
from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import leave, order_discharge
from api.store.commands.holds import hold_bed
from api.store.commands.housekeeping import clean, start_cleaning
from api.store.commands.moves import move, swap
from api.store.commands.requests import cancel_request
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.live import LiveState
from api.store.store import Store
from api.store.transaction import Answer, Transaction
from scenarios.events.validate import event_problems
from scenarios.kpis import KPIS
from tests.api.conftest import HandClock

Day = Callable[[Callable[[Transaction], Answer], float], Answer]


@pytest.fixture
def live(store: Store) -> LiveState:
    return LiveState(store.database)


@pytest.fixture
def after(store: Store, clock: HandClock) -> Day:
    """Carry a command out some minutes after the last."""

    def do(work: Callable[[Transaction], Answer], minutes: float) -> Answer:
        clock.turn(minutes)
        return store.execute(work)

    return do


def a_day(after: Day) -> None:
    """A day on which most things happen, some of them taken back."""
    after(lambda tx: hold_bed(tx, "Q1", "W1-R1-2"), 5)
    after(lambda tx: admit(tx, "Q1"), 55)
    wrong = after(lambda tx: admit(tx, "Q2", "W2-R1-2"), 1)
    after(lambda tx: cancel_admission(tx, str(wrong["bed"])), 1)
    after(lambda tx: cancel_request(tx, "Q3"), 1)
    after(lambda tx: move(tx, "W1-R1-2", "W1-R2-1"), 2)
    after(lambda tx: swap(tx, "W1-R2-1", "W2-R1-1"), 5)
    after(lambda tx: order_discharge(tx, "W1-R1-1"), 10)
    left = after(lambda tx: leave(tx, "W1-R1-1"), 90)
    after(lambda tx: undo(tx, int(left["version"])), 1)
    after(lambda tx: leave(tx, "W1-R1-1"), 29)
    after(lambda tx: start_cleaning(tx, "W1-R1-1"), 10)
    cleaned = after(lambda tx: clean(tx, "W1-R1-1"), 5)
    after(lambda tx: undo(tx, int(cleaned["version"])), 1)
    after(lambda tx: clean(tx, "W1-R1-1"), 29)


def test_the_log_of_a_day_is_a_sound_event_table(live: LiveState, after: Day, clock: HandClock) -> None:
    start = clock.now()
    a_day(after)
    live.follow()
    assert event_problems(events_since(live, start), live.hospital) == []
    assert event_problems(events_now(live), live.hospital) == []


def test_what_was_taken_back_is_measured_nowhere(live: LiveState, after: Day, clock: HandClock) -> None:
    a_day(after)
    live.follow()
    _, measured = KeyFigures(live).of_the_last_day(clock.now())
    values: dict[str, Any] = {one.kpi.name: one.value for one in measured}
    assert list(values) == [kpi.name for kpi in KPIS]
    assert values["bed_cleaning"] == 45
    assert values["discharge_delay"] == 120
    assert values["transfers"] == 300  # one move and a swap of two; one patient was admitted


def test_who_waits_counts_with_the_wait_so_far(live: LiveState, after: Day, clock: HandClock, store: Store) -> None:
    opened = clock.now()
    after(lambda tx: cancel_request(tx, "Q3"), 60)
    live.follow()
    start, measured = KeyFigures(live).of_the_last_day(clock.now())
    assert start == opened
    waits = {one.kpi.name: one.value for one in measured}["bed_wait_mean"]
    assert waits is None  # everybody asked before the store was opened


def test_boarding_counts_emergencies_past_the_limit_of_its_kpi(live: LiveState, clock: HandClock) -> None:
    live.follow()
    figures = KeyFigures(live)
    assert figures.of_this_moment(clock.now(), totals(live))["boarding"] == 0
    late = clock.now() + timedelta(hours=4)
    assert figures.of_this_moment(late, totals(live))["boarding"] == 3


def test_occupancy_is_measured_anew_when_somebody_leaves(live: LiveState, after: Day, clock: HandClock) -> None:
    live.follow()
    figures = KeyFigures(live)
    assert figures.of_this_moment(clock.now(), totals(live))["occupancy"] == pytest.approx(100 * 2 / 6, abs=1e-3)
    after(lambda tx: leave(tx, "W1-R1-1"), 1)
    live.follow()
    assert figures.of_this_moment(clock.now(), totals(live))["occupancy"] == pytest.approx(100 / 6, abs=1e-3)


def test_a_target_of_the_value_is_judged_and_one_of_a_change_is_not(live: LiveState, clock: HandClock) -> None:
    live.follow()
    _, measured = KeyFigures(live).of_the_last_day(clock.now() + timedelta(hours=1))
    met = {one.kpi.name: [met for _, met in one.targets] for one in measured}
    assert (met["occupancy"], met["occupancy_variation"]) == ([False], [None])
