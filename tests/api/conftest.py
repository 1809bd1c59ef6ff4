"""A fresh store on each database, and a clock that tests turn by hand."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from benchmarks.dispatch.postgresql import new_database, programs, temporary_postgresql
from scenarios.scenario import Scenario
from tests import make


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


@pytest.fixture(params=["sqlite", "postgresql"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """Each kind in turn."""
    return str(request.param)


@pytest.fixture
def database(kind_of_database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated, empty database."""
    if kind_of_database == "sqlite":
        url = f"sqlite:///{tmp_path / 'onebed.db'}"
    else:
        url = new_database(request.getfixturevalue("postgresql"))
    made = Database(url)
    made.migrate()
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
