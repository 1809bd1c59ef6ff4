"""``onebed serve``, ``rebuild`` and ``token`` from the command line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from api.cli import app
from api.demo import FULL, MEAN_STAY_DAYS, arrivals_a_minute
from api.server import prepared, scenario_to_open
from api.settings import Settings
from api.store.database import Database
from api.store.opening import is_open, open_hospital
from api.store.store import Store
from api.store.tables import bed
from scenarios.files.documents import dump
from scenarios.input_problems import InputError
from tests.api.conftest import HandClock, small_scenario

run = CliRunner().invoke


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'onebed.db'}"


@pytest.fixture
def opened(url: str) -> str:
    database = Database(url)
    database.migrate()
    open_hospital(Store(database, HandClock()), small_scenario())
    database.close()
    return url


def test_rebuild_says_that_log_and_state_agree(opened: str) -> None:
    result = run(app, ["rebuild", "--database", opened])
    assert (result.exit_code, "give exactly the stored state" in result.output) == (0, True)


def test_rebuild_finds_and_mends_what_differs(opened: str) -> None:
    database = Database(opened)
    with database.writing() as connection:
        connection.execute(update(bed).where(bed.c.id == "W1-R1-2").values(state="blocked"))
    database.close()
    found = run(app, ["rebuild", "--database", opened])
    assert found.exit_code == 1
    assert "bed W1-R1-2: state differ" in found.output
    assert run(app, ["rebuild", "--database", opened, "--repair"]).exit_code == 0
    assert run(app, ["rebuild", "--database", opened]).exit_code == 0


def test_a_token_is_shown_once_listed_by_name_and_revoked(url: str) -> None:
    created = run(app, ["token", "create", "ann", "--role", "viewer", "--database", url])
    clear = created.output.strip()
    listed = run(app, ["token", "list", "--database", url]).output
    assert "ann" in listed
    assert "viewer" in listed
    assert clear not in listed
    assert run(app, ["token", "revoke", "ann", "--database", url]).exit_code == 0
    assert "ann" not in run(app, ["token", "list", "--database", url]).output


def test_two_tokens_of_one_name_are_refused(url: str) -> None:
    run(app, ["token", "create", "ann", "--database", url])
    again = run(app, ["token", "create", "ann", "--database", url])
    assert isinstance(again.exception, InputError)


def test_a_server_open_to_others_needs_a_token_first(opened: str) -> None:
    with pytest.raises(InputError, match="no token exists"):
        prepared(Settings(database_url=opened, host="0.0.0.0"))
    run(app, ["token", "create", "ann", "--database", opened])
    runtime = prepared(Settings(database_url=opened, host="0.0.0.0"))
    runtime.database.close()


def test_an_unknown_scenario_opens_nothing(url: str) -> None:
    with pytest.raises(InputError):
        prepared(Settings(database_url=url, scenario="no such hospital"))
    database = Database(url)
    assert not is_open(Store(database, HandClock()))
    database.close()


@pytest.mark.parametrize("bad", ["mysql://x/y", "nonsense"])
def test_a_database_that_cannot_be_used_is_named(bad: str) -> None:
    result = run(app, ["rebuild", "--database", bad])
    assert isinstance(result.exception, InputError)


def test_a_bad_setting_is_named() -> None:
    result = run(app, ["serve", "--port", "70000"])
    assert isinstance(result.exception, InputError)
    assert "port" in str(result.exception)


def settings_for(url: str, **values: object) -> Settings:
    return Settings(**{"database_url": url, "warm_solver": False, **values})  # type: ignore[arg-type]


def test_a_bundled_hospital_opens_as_if_its_census_were_now() -> None:
    now = datetime(2031, 5, 6, 7, 8, 30, tzinfo=UTC)
    assert scenario_to_open(settings_for("sqlite://"), now).census.at == datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def test_the_demo_opens_today_with_the_rhythm_of_its_day() -> None:
    late = datetime(2031, 5, 6, 17, 30, tzinfo=UTC)
    at = scenario_to_open(settings_for("sqlite://", demo=True), late).census.at
    assert at.isoformat() == "2031-05-07T10:00:00+08:00"  # it is the seventh already where the hospital is


def test_a_hospitals_own_file_keeps_its_times(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "hospital.json"
    dump(small_scenario(), file)
    now = datetime(2031, 5, 6, 7, 8, 30, tzinfo=UTC)
    assert scenario_to_open(settings_for("sqlite://", scenario=str(file)), now).census == small_scenario().census
    assert "waits and expected discharges count from then" in caplog.text


def test_a_stopped_demo_stays_stopped_after_a_restart(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'onebed.db'}", demo=True)
    first = prepared(settings)
    assert first.demo is not None
    first.demo.stop("ann")
    stood = first.demo.clock.now()
    first.database.close()
    again = prepared(settings)
    assert again.demo is not None
    assert not again.demo.running
    assert again.demo.clock.now() == stood
    again.demo.go_on("ann")
    again.database.close()
    third = prepared(settings)
    assert third.demo is not None
    assert third.demo.running
    third.database.close()


def test_the_demo_calls_more_patients_in_when_the_hospital_empties() -> None:
    steady = arrivals_a_minute(2000, round(2000 * FULL))
    assert steady * 24 * 60 * MEAN_STAY_DAYS == pytest.approx(2000 * FULL)
    assert arrivals_a_minute(2000, 1700) > 2 * steady
    assert arrivals_a_minute(2000, 1960) < steady / 2
