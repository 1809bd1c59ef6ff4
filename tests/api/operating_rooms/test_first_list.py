"""The list that is there before any solver runs says why cases are put off."""

from typing import Any

import pytest

from api.operating_rooms import worker
from api.operating_rooms.rows import PLANNED
from api.operating_rooms.worker import reasons
from api.store.store import Store
from optimizer.operating_rooms.explain import WhyPutOff, rules_in_the_way
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan
from tests.api.operating_room_days import ON, loaded, small_day


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """What is found out does not depend on the database."""
    return str(request.param)


def plan_of(found: dict[str, Any]) -> OperatingRoomPlan:
    return OperatingRoomPlan(
        cases=PLANNED.validate_python(found["plan"]["cases"]), postponed=tuple(found["plan"]["postponed"])
    )


def test_the_first_list_says_which_rules_leave_no_place(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = loaded(store, small_day(rooms=2, cases=14))
    monkeypatch.setattr(worker, "_worker", worker._Worker(store.database, lists))
    monkeypatch.setattr(worker, "QUICK_REASON_SECONDS", 600.0)
    found = worker.first_list(ON)
    postponed, why = found["plan"]["postponed"], found["solution"]["why"]
    blocked = [case for case in postponed if rules_in_the_way(lists.now(ON).problem, plan_of(found), case)]
    assert blocked
    assert {case: bool(one["rules"]) for case, one in why.items()} == dict.fromkeys(blocked, True)


def test_reasons_end_with_their_time() -> None:
    def never(_problem: Problem, _plan: OperatingRoomPlan, case: str) -> WhyPutOff:
        raise AssertionError(case)

    assert reasons(None, OperatingRoomPlan(postponed=("a",)), 0.0, never) == {}  # type: ignore[arg-type]
