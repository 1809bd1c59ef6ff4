"""A browser and a served hospital for tests that look at pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from scenarios.generate import generate
from tests.api.conftest import HandClock
from tests.api.pages import new_page
from tests.api.serving import runtime_on, serving


def hospital_at(folder: Path) -> tuple[Store, HandClock]:
    scenario = generate(beds=400, waiting=36, seed=3)
    clock = HandClock(scenario.census.at)
    database = Database(f"sqlite:///{folder / 'onebed.db'}")
    database.migrate()
    store = Store(database, clock)
    open_hospital(store, scenario)
    return store, clock


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An open server that the tests of this module share; each takes requests and beds of its own."""
    store, clock = hospital_at(tmp_path_factory.mktemp("board"))
    with serving(runtime_on(store, clock, warm=True)) as served:
        yield served


def board(
    browser: Browser, address: str, errors: list[str], locale: str = "en-GB", size: str = "desk", followed: bool = True
) -> Page:
    """Open the board; one that is not `followed` never hears of what others do."""
    page = new_page(browser, errors, locale, size)
    if not followed:
        page.route("**/board/stream*", lambda route: route.abort())
    page.goto(address)
    return page
