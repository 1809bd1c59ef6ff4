"""A calendar application follows a surgeon's list by an address that stands for a login."""

import re
from collections.abc import Iterator

import httpx
import icalendar
import pytest

from api.runtime import Runtime
from api.store.store import Store
from api.store.tokens import Role, create_token, revoke_token
from tests import make
from tests.api.conftest import HandClock
from tests.api.operating_room_days import ON, published
from tests.api.serving import client_of, runtime_on


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


@pytest.fixture
def surgeon(store: Store) -> str:
    """Somebody on the published list."""
    return next(case.surgeon for case in published(store).now(ON).plan.cases if case.surgeon)


@pytest.fixture
def token(store: Store) -> str:
    """Of a viewer who gives the calendar application its address."""
    return create_token(store.database, "ann", Role.VIEWER, make.NOW)


@pytest.fixture
def server(store: Store, clock: HandClock, token: str) -> Runtime:
    """A server that asks everybody for a token."""
    return runtime_on(store, clock)


@pytest.fixture
def stranger(server: Runtime) -> Iterator[httpx.Client]:
    """A calendar application: no token, no cookie."""
    with client_of(server) as opened:
        yield opened


@pytest.fixture
def address(stranger: httpx.Client, surgeon: str, token: str) -> str:
    """What the page shows to the viewer."""
    with httpx.Client(base_url=stranger.base_url, timeout=60) as browser:
        browser.post("/login", data={"token": token})
        page = browser.get("/operating-rooms/calendar-address", params={"surgeon": surgeon}).text
    found = re.search(r'value="([^"]+\.ics)"', page)
    assert found is not None
    return found[1]


def test_the_address_shows_the_surgeons_cases_without_a_login(stranger: httpx.Client, address: str) -> None:
    answer = stranger.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.text)
    assert calendar.walk("VEVENT")
    assert "REFRESH-INTERVAL" in calendar


def test_a_changed_address_shows_nothing(stranger: httpx.Client, address: str) -> None:
    assert stranger.get(address.replace("/calendars/", "/calendars/x")).status_code == 404


def test_an_address_ends_with_the_token_it_stands_for(
    stranger: httpx.Client, address: str, store: Store, server: Runtime
) -> None:
    revoke_token(store.database, "ann", make.NOW)
    server.read_tokens()
    assert stranger.get(address).status_code == 410
