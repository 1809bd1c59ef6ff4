"""A fresh store on each database, and a clock that tests turn by hand."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from api.runtime import Runtime
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from benchmarks.dispatch.postgresql import new_database, programs, temporary_postgresql
from scenarios.scenario import Scenario
from tests import make
from tests.api.pages import CHROMIUM
from tests.api.serving import client_of, runtime_on


class HandClock:
    """Time that stands still until a test turns it."""

    def __init__(self, now: datetime = make.NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def turn(self, minutes: float) -> None:
        self._now += timedelta(minutes=minutes)


def small_scenario() -> Scenario:
    """Six beds in two wards: two patients, four vacant beds, three requests."""
    wards = [make.ward(id="W1", rooms=[2, 1]), make.ward(id="W2", department="D2", rooms=[2, 1])]
    return make.scenario(
        hospital=make.hospital(wards=wards, lending=(make.lending(lender="D2", borrower="D1"),)),
        stays=[make.stay(bed="W1-R1-1", leaves_in_hours=5), make.stay(bed="W2-R1-1", department="D2")],
        requests=[make.request(id=f"Q{number}", stay_hours=(24, 48, 72)) for number in (1, 2, 3)],
        name="small",
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL server for this session and yield its URL."""
    if programs() is None:
        assert os.environ.get("CI") != "true", "PostgreSQL is missing, expected it under CI"
        pytest.skip("PostgreSQL is not installed on this machine")
    with temporary_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file to copy: migrating anew for every test would take most of their time."""
    path = tmp_path_factory.mktemp("migrated") / "onebed.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: str) -> str:
    """The name of a migrated, empty database to copy."""
    url = new_database(postgresql)
    migrated(url)
    return url.rpartition("/")[2]


def migrated(url: str) -> None:
    made = Database(url)
    made.migrate()
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Each kind in turn."""
    return str(request.param)


@pytest.fixture
def database(kind_of_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    if kind_of_database == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "onebed.db")
        url = f"sqlite:///{path}"
    else:
        url = new_database(request.getfixturevalue("postgresql"), request.getfixturevalue("migrated_postgresql"))
    made = Database(url)
    yield made
    made.close()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at the census."""
    return HandClock()


@pytest.fixture
def store(database: Database, clock: HandClock) -> Store:
    """A store with the small hospital."""
    made = Store(database, clock)
    open_hospital(made, small_scenario())
    return made


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    """A server's inside, on the small hospital."""
    return runtime_on(store, clock)


@pytest.fixture
def client(runtime: Runtime) -> Iterator[httpx.Client]:
    """A client of a server on the small hospital."""
    with client_of(runtime) as opened:
        yield opened


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One for each module: an open one keeps an event loop running."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium without a window."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield launched
    launched.close()


@pytest.fixture
def errors(browser: Browser) -> Iterator[list[str]]:
    """What the browser complained about; nothing is expected."""
    found: list[str] = []
    yield found
    for context in browser.contexts:
        context.close()
    assert found == []
