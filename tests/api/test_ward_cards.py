"""Kept drawings of wards are always what a new drawing would be."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.store.commands.discharges import leave, order_discharge
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.moves import move
from api.store.commands.requests import change_request
from api.store.database import Database
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.store import Store
from api.web.labels import Labels
from api.web.ward_cards import WardCards
from tests import make
from tests.api.conftest import HandClock, small_scenario

A_MAN = {"id": "P-Q1", "sex": "male", "age_years": 50}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveState]:
    database = Database(f"sqlite:///{tmp_path / 'onebed.db'}")
    database.migrate()
    open_hospital(Store(database, HandClock()), small_scenario())
    state = LiveState(database)
    state.follow()
    yield state
    database.close()


def cards_of(live: LiveState) -> WardCards:
    return WardCards(live, Labels(live.hospital, "en", "Asia/Shanghai"))


def test_kept_cards_follow_every_change(live: LiveState) -> None:
    clock = HandClock()
    store, kept = Store(live.database, clock), cards_of(live)
    hold: list[str] = []

    def held(answer: object) -> None:
        assert isinstance(answer, dict)
        hold.append(str(answer["hold"]))

    steps = (
        lambda: held(store.execute(lambda tx: hold_bed(tx, "Q1", "W1-R1-2"))),
        lambda: store.execute(
            lambda tx: change_request(tx, "Q1", {"patient": {"id": "P-Q1", "sex": "male", "age_years": 50}})
        ),
        lambda: store.execute(lambda tx: confirm_hold(tx, hold[0])),
        lambda: store.execute(lambda tx: release_hold(tx, hold[0])),
        lambda: store.execute(lambda tx: order_discharge(tx, "W1-R1-1")),
        lambda: store.execute(lambda tx: move(tx, "W1-R1-1", "W2-R2-1")),
        lambda: store.execute(lambda tx: leave(tx, "W2-R2-1")),
        lambda: store.execute(lambda tx: hold_bed(tx, "Q2", "W2-R1-1")),
    )
    for step in steps:
        before = list(kept.all(clock.now()))
        step()
        live.follow()
        now = list(kept.all(clock.now()))
        assert now == list(cards_of(live).all(clock.now()))
        assert now != before


@pytest.mark.parametrize("hours", [4.9, 5.1, 16, 30])
def test_kept_cards_follow_the_clock(live: LiveState, hours: float) -> None:
    kept = cards_of(live)
    list(kept.all(make.NOW))
    later = make.NOW + timedelta(hours=hours)
    assert list(kept.all(later)) == list(cards_of(live).all(later))


def test_a_card_is_drawn_once_while_nothing_changes(live: LiveState) -> None:
    kept = cards_of(live)
    first, again = list(kept.all(make.NOW)), list(kept.all(make.NOW))
    assert all(one is other for one, other in zip(first, again, strict=True))
