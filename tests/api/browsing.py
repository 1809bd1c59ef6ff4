"""A browser and a served hospital for tests that look at pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from scenarios.generate import generate
from tests.api.conftest import HandClock
from tests.api.serving import runtime_on, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOW_MS = 30_000
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed on this machine"
)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield launched
    launched.close()


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


@pytest.fixture
def errors(browser: Browser) -> Iterator[list[str]]:
    """What the browser complained about; nothing is expected."""
    found: list[str] = []
    yield found
    for context in browser.contexts:
        context.close()
    assert found == []


def board(
    browser: Browser, address: str, errors: list[str], locale: str = "en-GB", size: str = "desk", followed: bool = True
) -> Page:
    """Open the board; one that is not `followed` never hears of what others do."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    if not followed:
        page.route("**/board/stream*", lambda route: route.abort())
    page.goto(address)
    return page
