"""Patients whom somebody wants to come are rules of the problem: the day, and that they come at all."""

import pytest

from optimizer.admissions.planner import plan_admissions_by_moves
from optimizer.admissions.wishes import with_wishes
from scenarios.input_problems import InputError
from tests.optimizer.admissions.problems import patient, problem


def test_a_wish_makes_a_patient_mandatory_and_a_day_is_the_only_one() -> None:
    whole = problem([patient("a"), patient("b"), patient("c")], days=4)
    wished = {one.id: one for one in with_wishes(whole, {"a": None, "b": 2}).patients}
    assert (wished["a"].mandatory, wished["a"].release_day, wished["a"].due_day) == (True, 0, None)
    assert (wished["b"].mandatory, wished["b"].release_day, wished["b"].due_day) == (True, 2, 2)
    assert not wished["c"].mandatory


def test_a_plan_keeps_the_day_of_a_wish() -> None:
    whole = problem([patient("a"), patient("b")], days=4)
    found = plan_admissions_by_moves(with_wishes(whole, {"b": 2}), moves=2_000)
    assert found.plan.admissions["b"].day == 2


def test_all_wishes_that_cannot_be_are_refused_at_once() -> None:
    whole = problem([patient("a", release_day=1, due_day=2)], days=4)
    with pytest.raises(InputError) as refused:
        with_wishes(whole, {"a": 3, "z": None})
    assert [one.message for one in refused.value.problems] == [
        "'z' is not on the waiting list",
        "patient a: day 3, expected day 1 to day 2",
    ]
