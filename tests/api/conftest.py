"""A fresh store on each database, and a clock that tests turn by hand."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
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
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server for this session and yield its URL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        assert os.environ.get("CI") != "true", "PostgreSQL is missing, expected it under CI"
        pytest.skip("PostgreSQL is not installed")
    programs = Path(initdb).parent
    home = tmp_path_factory.mktemp("postgresql")
    as_user: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        for folder in [home, *home.parents][:3]:
            folder.chmod(0o755)
        os.chown(home, owner.pw_uid, owner.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    data, port = home / "data", 20_000 + os.getpid() % 20_000
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": home}
    subprocess.run(
        [*as_user, initdb, "-D", data, "-U", "onebed", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"], **run
    )
    options = f"-p {port} -k {home} -c fsync=off -c listen_addresses=127.0.0.1"
    control = [*as_user, programs / "pg_ctl", "-D", data]
    subprocess.run([*control, "-w", "-l", home / "log", "-o", options, "start"], **run)
    try:
        yield f"postgresql://onebed@127.0.0.1:{port}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)


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
        server = request.getfixturevalue("postgresql")
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = f"{server}/{name}"
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
