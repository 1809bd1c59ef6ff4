"""A store with a small hospital, and somebody who asks."""

from functools import partial
from typing import Any

import pytest

from api.current_scenario import current_scenario
from api.simulations.documents import AskSimulation
from api.simulations.questions import add_simulation, checked_question
from api.store.database import Database
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.store import Envelope, Store
from tests.api.conftest import HandClock
from tests.api.simulation_questions import HOSPITAL, LOUNGE, Ask


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Rows and leases mean the same on both databases; the store's own tests see to that."""
    return str(request.param)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(HOSPITAL.census.at)


@pytest.fixture
def store(database: Database, clock: HandClock) -> Store:
    made = Store(database, clock)
    open_hospital(made, HOSPITAL)
    return made


@pytest.fixture
def ask(store: Store, clock: HandClock) -> Ask:
    live = LiveState(store.database)
    live.follow()

    def asked(**document: Any) -> str:
        world = current_scenario(live, clock.now())
        body = AskSimulation.model_validate({**LOUNGE, **document})
        question = checked_question(store.database, body, world)
        return str(store.execute(partial(add_simulation, question=question), Envelope(actor="planner"))["job"])

    return asked
