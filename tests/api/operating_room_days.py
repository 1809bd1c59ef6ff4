"""Small operating-room lists in a store, planned without a worker."""

from datetime import date

from api.operating_rooms.changes import publish_list, take_over
from api.operating_rooms.list_now import ListNow
from api.operating_rooms.lists import Lists
from api.operating_rooms.loading import checked_for_store, load_day
from api.operating_rooms.worker import fresh_problem
from api.store.store import Envelope, Store
from optimizer.operating_rooms.schedule import first_plan
from scenarios.generate.surgery import generate_surgical_day
from scenarios.surgical_day import SurgicalDay

ON = "2026-03-02"
PLANNER = Envelope(actor="planner")


def small_day(rooms: int = 3, cases: int = 9, seed: int = 2) -> SurgicalDay:
    """A generated day of a few rooms."""
    return generate_surgical_day(rooms=rooms, cases=cases, seed=seed, on=date.fromisoformat(ON))


def loaded(store: Store, day: SurgicalDay | None = None) -> Lists:
    """Load a day."""
    made = checked_for_store(day or small_day())
    store.execute(lambda tx: load_day(tx, made), PLANNER)
    return Lists(store.database)


def planned(store: Store, day: SurgicalDay | None = None) -> Lists:
    """Load a day and take its greedy list over."""
    lists = loaded(store, day)
    now = lists.now(ON)
    problem = fresh_problem(now)
    solution = {"status": "feasible", "planning_quantile": problem.quantile, "why": {}}
    plan = first_plan(problem).plan
    store.execute(lambda tx: take_over(tx, now, plan, solution, "first list"), PLANNER)
    return lists


def published(store: Store, day: SurgicalDay | None = None) -> Lists:
    """Load a day, plan and publish it."""
    lists = planned(store, day)
    store.execute(lambda tx: publish_list(tx, lists, ON, reason="agreed"), PLANNER)
    return lists


def busiest_room(now: ListNow) -> str:
    """The room with the most cases."""
    return max(now.plan.by_room, key=lambda room: len(now.plan.by_room[room]))
