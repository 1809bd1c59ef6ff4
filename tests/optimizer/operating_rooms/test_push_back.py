"""The published list left to itself: rooms and order stay, delays are handed on."""

from optimizer.operating_rooms.push_back import pushed_back
from optimizer.operating_rooms.reschedule import remaining_problem
from scenarios.surgery_progress import DayProgress
from tests.optimizer.operating_rooms.days import at, case, day, plan, room


def starts(given: DayProgress, *published: object, **fields: object) -> dict[str, int]:
    listed = plan(*published)  # type: ignore[arg-type]
    names = [planned.case for planned in listed.cases]
    made = day(*(case(name) for name in names), published=listed, **fields)
    found = pushed_back(remaining_problem(made, given), listed)
    return {planned.case: planned.start_minute for planned in found.cases}


def test_an_overrun_is_handed_on_until_a_gap_takes_it_up() -> None:
    running = DayProgress(now_minute=560, started={"a": 480}, expected_end={"a": 600})
    found = starts(running, at("a", 480), at("b", 570), at("c", 660), at("d", 900))
    assert found == {"a": 480, "b": 630, "c": 720, "d": 900}


def test_nobody_is_called_forward() -> None:
    early = DayProgress(now_minute=500, started={"a": 480}, ended={"a": 495})
    assert starts(early, at("a", 480), at("b", 570))["b"] == 570


def test_a_surgeon_is_awaited_in_the_other_room() -> None:
    running = DayProgress(now_minute=560, started={"a": 480}, expected_end={"a": 600})
    found = starts(running, at("a", 480), at("b", 570, where="OR2"), rooms=(room(), room("OR2")))
    assert found["b"] == 615


def test_what_no_longer_fits_before_the_hard_end_is_put_off() -> None:
    running = DayProgress(now_minute=500, started={"a": 480}, expected_end={"a": 1000})
    listed = plan(at("a", 480), at("b", 570))
    made = day(case("a"), case("b"), published=listed)
    assert pushed_back(remaining_problem(made, running), listed).postponed == ("b",)
