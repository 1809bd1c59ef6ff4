"""Reports: late, early, told twice, about somebody else. None is dropped, none acts on the wrong patient."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from api.event_feed import events_since
from api.store.commands.discharges import leave
from api.store.commands.holds import hold_bed, release_hold
from api.store.commands.reports import report
from api.store.commands.requests import make_request
from api.store.commands.stays import admit
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.refusals import Invalid
from api.store.replay import replay
from api.store.store import Store
from api.store.tables import early_report, event
from scenarios.census import BedState
from tests import make

VACANT, OCCUPIED = "W1-R1-2", "W1-R1-1"
LEFT, STARTED, CLEANED = EventKind.PATIENT_LEFT, EventKind.CLEANING_STARTED, EventKind.BED_CLEANED
ADMITTED = EventKind.PATIENT_ADMITTED
Tell = Callable[..., dict[str, Any]]


def at(minutes: float) -> datetime:
    """Return a moment after the census."""
    return make.NOW + timedelta(minutes=minutes)


@pytest.fixture
def tell(store: Store) -> Tell:
    """Report something of a bed at a minute after the census."""

    def told(kind: EventKind, minutes: float, bed: str = OCCUPIED, **details: Any) -> dict[str, Any]:
        return dict(store.execute(lambda tx: report(tx, kind, bed, at(minutes), details)))

    return told


def bed(store: Store, bed_id: str = OCCUPIED) -> Any:
    live = LiveState(store.database)
    live.follow()
    return live.beds[bed_id]


def waiting(store: Store) -> list[str]:
    with store.database.reading() as connection:
        return list(connection.execute(select(early_report.c.kind).order_by(early_report.c.at)).scalars())


def flags(store: Store) -> list[str]:
    with store.database.reading() as connection:
        return list(connection.execute(select(event.c.flag).order_by(event.c.sequence)).scalars())


def test_a_report_of_just_now_is_applied_without_a_flag(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    answer = tell(LEFT, 45)
    assert (answer["flag"], answer["applied"], bed(store).since) == ("", True, at(45))


def test_a_report_that_comes_long_after_its_event_is_applied_and_flagged_as_late(clock: Any, tell: Tell) -> None:
    clock.turn(60)
    answer = tell(LEFT, 20)
    assert (answer["flag"], answer["applied"]) == ("late", True)


def test_the_late_leaving_of_the_patient_before_discharges_nobody(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(120)
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    answer = tell(LEFT, 30, VACANT)
    assert (answer["flag"], answer["applied"]) == ("out of date", False)
    assert bed(store, VACANT).stay.stay.patient.id == "P-Q1"


@pytest.mark.parametrize("kind", [STARTED, CLEANED])
def test_a_cleaning_from_before_the_bed_was_left_cleans_nothing(
    store: Store, clock: Any, tell: Tell, kind: EventKind
) -> None:
    clock.turn(120)
    store.execute(lambda tx: leave(tx, OCCUPIED))
    answer = tell(kind, 110)
    assert (answer["flag"], answer["applied"]) == ("out of date", False)
    assert (bed(store).state, bed(store).cleaning_started_at) == (BedState.CLEANING, None)


def test_a_cleaning_does_not_end_before_it_began(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(120)
    tell(LEFT, 100)
    tell(STARTED, 110)
    assert tell(CLEANED, 105)["flag"] == "out of date"
    assert bed(store).state is BedState.CLEANING


def test_an_admission_from_before_the_last_patient_left_takes_no_bed(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(120)
    tell(LEFT, 100)
    tell(CLEANED, 110)
    assert tell(ADMITTED, 90, request="Q1")["flag"] == "out of date"
    assert tell(ADMITTED, 112, request="Q1")["applied"] is True


def test_an_admission_does_not_move_a_patient_back_in_time(store: Store, clock: Any, tell: Tell) -> None:
    store.execute(lambda tx: make_request(tx, make.request(id="Q9", patient_id="P-Q1")))
    clock.turn(60)
    store.execute(lambda tx: admit(tx, "Q1", VACANT))
    assert tell(ADMITTED, 30, "W2-R1-2", request="Q9")["flag"] == "out of date"
    assert bed(store, VACANT).stay is not None


def test_a_bed_held_after_the_patient_came_takes_the_report_all_the_same(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    assert tell(ADMITTED, 55, VACANT, request="Q1")["applied"] is True


def test_a_report_from_the_future_is_kept_and_changes_nothing(store: Store, tell: Tell) -> None:
    answer = tell(LEFT, 60 * 24 * 3650)
    assert (answer["flag"], answer["applied"]) == ("in the future", False)
    assert (bed(store).state, flags(store)[-1]) == (BedState.OCCUPIED, "in the future")


def test_a_clock_a_little_ahead_counts_as_now(store: Store, clock: Any, tell: Tell) -> None:
    assert tell(LEFT, 3)["applied"] is True
    assert bed(store).since == clock.now()


def test_an_early_report_waits_and_is_applied_when_the_missing_one_comes(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    answer = tell(CLEANED, 40)
    assert (answer["flag"], answer["applied"], bed(store).state) == ("out of order", False, BedState.OCCUPIED)
    tell(LEFT, 35)
    assert (bed(store).state, bed(store).since) == (BedState.VACANT, at(40))
    assert flags(store)[-3:] == ["out of order", "", "reordered"]
    assert waiting(store) == []


def test_a_report_told_twice_does_not_keep_later_ones_waiting(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    tell(STARTED, 40)
    tell(STARTED, 41)
    tell(CLEANED, 50)
    tell(LEFT, 35)
    assert bed(store).state is BedState.VACANT
    assert waiting(store) == []
    assert flags(store)[-4:] == ["", "reordered", "reordered", "out of date"]


def test_an_early_report_that_still_does_not_fit_goes_on_waiting(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(5)
    tell(ADMITTED, 5, request="Q2")
    promise = store.execute(lambda tx: hold_bed(tx, "Q1", OCCUPIED, minutes=10))["hold"]
    clock.turn(55)
    tell(LEFT, 4)
    assert bed(store).state is BedState.CLEANING
    assert waiting(store) == ["patient admitted"]
    store.execute(lambda tx: release_hold(tx, promise))
    tell(CLEANED, 5)
    assert bed(store).stay.stay.patient.id == "P-Q2"
    assert waiting(store) == []


def test_an_admission_told_before_its_request_is_kept_and_applied_when_the_request_comes(
    store: Store, clock: Any, tell: Tell
) -> None:
    clock.turn(20)
    answer = tell(ADMITTED, 10, VACANT, request="NEW")
    assert (answer["flag"], waiting(store)) == ("out of order", ["patient admitted"])
    made = store.execute(lambda tx: make_request(tx, make.request(id="NEW")))
    assert made["status"] == "admitted"
    assert (bed(store, VACANT).stay.stay.patient.id, bed(store, VACANT).since) == ("P-NEW", at(10))
    assert waiting(store) == []


def test_an_admission_without_a_request_is_refused(tell: Tell) -> None:
    with pytest.raises(Invalid, match="names no request"):
        tell(ADMITTED, 0, VACANT)


def test_a_cleaning_that_was_only_kept_counts_once(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    tell(CLEANED, 40)
    tell(CLEANED, 41)
    tell(LEFT, 35)
    live = LiveState(store.database)
    live.follow()
    feed = events_since(live, make.NOW)
    assert feed.filter(feed["kind"] == "cleaned").height == 1


def test_the_log_of_reports_gives_the_stored_state(store: Store, clock: Any, tell: Tell) -> None:
    clock.turn(60)
    for kind, minutes in ((STARTED, 40), (STARTED, 41), (CLEANED, 50), (LEFT, 35), (LEFT, 36), (CLEANED, 20)):
        tell(kind, minutes)
    assert replay(store.database).differences == ()
