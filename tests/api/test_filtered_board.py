"""A board that shows some beds only: what comes under its filter appears, by what happens and by the clock alone."""

import re
from datetime import timedelta

import httpx
import pytest

from tests import make
from tests.api.conftest import HandClock
from tests.api.serving import key

V1 = "/api/v1"
LEAVES_IN_MINUTES = 5 * 60
MANY_LINES = 400


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


def drawn(client: httpx.Client, query: str, until: str) -> str:
    """Follow the board until it has said something; return what was drawn."""
    text = ""
    with client.stream("GET", f"/board/stream?{query}") as answer:
        for number, line in enumerate(answer.iter_lines()):
            text += line + "\n"
            if line == until or number > MANY_LINES:
                break
    return text


def wards_of(html: str) -> list[str]:
    return re.findall(r'<section class="ward" id="(ward-\d+)"', html)


def tag_of(html: str, ward: str) -> str:
    return html.split(f'id="{ward}"')[1].split(">")[0]


def test_every_ward_has_its_place_on_a_filtered_board(client: httpx.Client) -> None:
    everything, blocked = (client.get(f"/board/wards{query}").text for query in ("", "?state=blocked"))
    assert wards_of(blocked) == wards_of(everything) == ["ward-0", "ward-1"]
    assert all("hidden" in tag_of(blocked, ward) for ward in wards_of(blocked))
    assert "data-bed" not in blocked
    assert "No bed is like that now." in blocked


def test_a_ward_that_comes_under_the_filter_is_drawn_and_one_that_leaves_it_is_hidden(client: httpx.Client) -> None:
    start = client.get(f"{V1}/census").json()["sequence"]
    client.post(f"{V1}/beds/W2-R1-2/block", json={"why": "closed"}, headers=key())
    come = drawn(client, f"state=blocked&after={start}", "event: changed")
    assert 'data-bed="W2-R1-2"' in come
    assert "hidden" not in tag_of(come, "ward-1")
    assert 'hx-swap-oob="true"' in tag_of(come, "ward-1")
    start = client.get(f"{V1}/census").json()["sequence"]
    client.post(f"{V1}/beds/W2-R1-2/unblock", json={}, headers=key())
    gone = drawn(client, f"state=blocked&after={start}", "event: changed")
    assert "hidden" in tag_of(gone, "ward-1")


def test_a_bed_that_is_overdue_by_the_clock_alone_appears_on_the_overdue_board(
    client: httpx.Client, clock: HandClock
) -> None:
    page = client.get("/?overdue=true").text
    (shown_at,) = re.findall(r'data-at="([^"]+)"', page)
    assert "data-bed" not in page.split('id="wards"')[1].split("</main>")[0]
    clock.turn(LEAVES_IN_MINUTES + 1)
    sequence = client.get(f"{V1}/census").json()["sequence"]
    query = httpx.QueryParams({"overdue": "true", "after": str(sequence), "at": shown_at})
    assert 'data-bed="W1-R1-1"' in drawn(client, str(query), "event: clock")


def test_a_bed_turns_red_when_its_time_is_over_though_nothing_happens(client: httpx.Client, clock: HandClock) -> None:
    (shown_at,) = re.findall(r'data-at="([^"]+)"', client.get("/").text)
    clock.turn(LEAVES_IN_MINUTES + 1)
    sequence = client.get(f"{V1}/census").json()["sequence"]
    come = drawn(client, str(httpx.QueryParams({"after": str(sequence), "at": shown_at})), "event: clock")
    tile = re.search(r'<[^>]*data-bed="W1-R1-1"[^>]*>', come)
    assert tile is not None
    assert "overdue" in tile[0]
    assert "<dt>overdue</dt><dd>1</dd>" in come


def test_a_moment_without_its_zone_is_refused(client: httpx.Client) -> None:
    naive = (make.NOW + timedelta(hours=1)).replace(tzinfo=None).isoformat()
    assert client.get("/board/stream", params={"at": naive}).status_code == 422
