"""Everything the OpenAPI document allows, and a good deal that it does not: never a server error."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from api.app import PREFIX, create_app
from api.routes.routers import ROUTERS
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.replay import replay
from api.store.store import Store
from tests.api.conftest import HandClock, small_scenario
from tests.api.operating_room_days import ON, published
from tests.api.serving import runtime_on, serving

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed; it is in the dev extra")
EXAMPLES = 8
STREAM = "/api/v1/events/stream"
"""Never ends by design; tests of its own read it."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    clock = HandClock()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('openapi') / 'onebed.db'}")
    database.migrate()
    made = Store(database, clock)
    open_hospital(made, small_scenario())
    published(made)
    yield made
    database.close()


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    with serving(runtime_on(store, store.clock, rate_limit="100000/second")) as served:
        yield served


@pytest.fixture(scope="module")
def document(store: Store) -> dict[str, Any]:
    return create_app(runtime_on(store, store.clock)).openapi()


def operations() -> list[Any]:
    """Return every operation of the API; found without a server, so that each is a test of its own."""
    app, api = FastAPI(), APIRouter(prefix=PREFIX)
    for router in ROUTERS:
        api.include_router(router)
    app.include_router(api)
    schema = schemathesis.openapi.from_dict(app.openapi()).exclude(path=STREAM)
    return [found.ok() for found in schema.get_all_operations()]


def names_that_exist(case: Any) -> dict[str, str]:
    """Return a day and a case that exist where a path asks for them: what is behind a 404 is worth asking, too."""
    known = {"on": ON, "case": "C001"}
    return {name: value for name, value in known.items() if name in (case.path_parameters or {})}


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: str(operation.label))
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: str(mode.value))
def test_no_request_makes_a_server_error(operation: Any, mode: Any, address: str) -> None:
    try:
        strategy = operation.as_strategy(generation_mode=mode)
    except Unsatisfiable:
        pytest.skip(f"{operation.label} takes nothing that could be wrong")

    @given(case=strategy)
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def ask(case: Any) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **names_that_exist(case)}
        answer = case.call(base_url=address, timeout=60)
        assert answer.status_code < 500, answer.text

    try:
        ask()
    except Unsatisfiable:
        pytest.skip(f"{operation.label} takes nothing that could be wrong")


def test_every_command_of_the_document_has_an_example_and_its_problems(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert "409" in operation["responses"], f"{method} {path} does not name its conflicts"
            assert operation["summary"], f"{method} {path} has no summary"


def test_whatever_was_asked_the_log_and_the_state_agree(address: str, store: Store) -> None:
    assert httpx.get(f"{address}/ready", timeout=60).json()["projection_lag_events"] == 0
    assert replay(store.database).differences == ()
