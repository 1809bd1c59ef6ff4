"""The coming weeks over HTTP: a list is loaded, planned, pinned, accepted, and feeds beds and operating rooms."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from api.planned_beds import expected_demand
from api.store.database import Database
from api.store.documents import weeks_document
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.replay import replay
from api.store.store import Store
from api.store.tokens import Role, create_token
from scenarios.patients import RequestSource
from tests import make, weeks
from tests.api.conftest import HandClock
from tests.api.serving import client_of, ended, runtime_on
from tests.api.serving import key as new_key

LIST = weeks.weeks(*(weeks.entry(name, mandatory=name == "a") for name in "abcdefgh"), days=4)
PATIENCE_SECONDS = 120


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opened(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    database = Database(f"sqlite:///{tmp_path / 'onebed.db'}")
    database.migrate()
    store = Store(database, clock)
    open_hospital(store, weeks.scenario(LIST, expected_demand=(make.expected_demand(beds=1, source="elective"),)))
    yield store
    database.close()


@pytest.fixture
def client(opened: Store, clock: HandClock) -> Iterator[httpx.Client]:
    with client_of(runtime_on(opened, clock)) as made:
        yield made


def live(store: Store) -> LiveState:
    state = LiveState(store.database)
    state.follow()
    return state


def key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": f"test-of-weeks-{name}"}


def planned(client: httpx.Client, **body: Any) -> dict[str, Any]:
    """Ask for a plan and follow the job until it has ended, as a client does."""
    asked = client.post("/api/v1/admissions-plans", json={"seconds": 1, **body}, headers=new_key())
    assert asked.status_code == 202, asked.text
    job = ended(client, f"admissions-plans/{asked.json()['job']}")
    assert job["status"] == "done", job["error"]
    return job


def test_a_plan_is_made_pinned_accepted_and_handed_on(client: httpx.Client, opened: Store, clock: HandClock) -> None:
    first = planned(client)
    admissions = first["plan"]["plan"]["admissions"]
    later = [one["entry"] for one in first["plan"]["left_for_later"]]
    assert sorted([*(one["entry"] for one in admissions), *later]) == list("abcdefgh")
    assert all(one["why"] for one in first["plan"]["left_for_later"])

    kept = {name: admissions[-1][name] for name in ("entry", "on", "room", "operating_room")}
    out = next(one["entry"] for one in admissions if one["entry"] not in ("a", kept["entry"]))
    second = planned(client, pins=[kept, {"entry": out}])
    again = {one["entry"]: one for one in second["plan"]["plan"]["admissions"]}
    assert {name: again[kept["entry"]][name] for name in kept} == kept
    assert out not in again

    accepted = client.post(f"/api/v1/admissions-plans/{second['job']}/accept", headers=key("accept"))
    assert accepted.status_code == 200, accepted.text
    assert client.get("/api/v1/coming-weeks").json()["plan"] == second["plan"]["plan"]
    day = client.get(f"/api/v1/surgical-days/{kept['on']}").json()
    assert kept["entry"] in [case["id"] for case in day["cases"]]
    assert replay(opened.database).differences == ()

    clock.turn(24 * 60)
    today = [one for one in again.values() if one["on"] == str(weeks.FIRST_DAY)]
    elective = [one for one in expected_demand(live(opened), clock.now()) if one.source is RequestSource.ELECTIVE]
    assert sum(demand.beds for demand in elective) == len(today) > 0


def test_an_entry_comes_on_the_day_that_it_is_pinned_to_or_on_any_that_it_must(client: httpx.Client) -> None:
    first = planned(client)["plan"]
    left = [one["entry"] for one in first["left_for_later"]]
    last = str(weeks.on(3))
    assert left
    pins = [{"entry": left[0], "must_come": True}, {"entry": "a", "on": last}]
    second = planned(client, pins=pins)["plan"]
    come = {one["entry"]: one for one in second["plan"]["admissions"]}
    assert left[0] in come
    assert come["a"]["on"] == last
    assert second["bound"] <= second["objective"] == sum(second["costs"].values())
    delayed = next(goal for goal in second["goals"] if goal["name"] == "delay")
    assert delayed["amount"] >= 3


def test_the_plan_is_taken_away_in_the_readers_language_with_dates_minutes_and_nurses(client: httpx.Client) -> None:
    job = planned(client)
    sheets = pl.read_excel(
        io.BytesIO(client.get("/export/admissions.xlsx", headers={"accept-language": "zh-CN"}).content), sheet_id=0
    )
    ((title, table),) = sheets.items()
    assert title == "入院计划"
    assert not [name for name in table.columns if re.search("[A-Za-z]", name)]
    assert [table.schema[name] for name in ("入院日期", "最早日期", "出院")] == [pl.Date()] * 3
    first = job["plan"]["plan"]["admissions"][0]
    row = table.row(by_predicate=pl.col("登记号") == first["entry"], named=True)
    assert str(row["入院日期"]) == first["on"]
    assert (row["手术（分钟）"], row["必须入院"]) == (60, "是" if first["entry"] == "a" else "否")
    assert row["首日早班护士"] == "W1 early"


def test_thousands_may_be_pinned_on_the_page(client: httpx.Client) -> None:
    token = client.get("/admissions").text.split('X-CSRF-Token": "')[1].split('"')[0]
    fields = {"keep": [f"L{number}" for number in range(3_000)], "seconds": "30"}
    asked = client.post("/admissions/plans", data=fields, headers={"X-CSRF-Token": token})
    assert asked.status_code == 200
    assert "weeks-running" in asked.text
    job = asked.text.split("/admissions/plans/")[1].split("?")[0]
    client.post(f"/api/v1/admissions-plans/{job}/cancel", headers=new_key())


def test_a_room_without_an_operating_room_is_refused(client: httpx.Client) -> None:
    pin = {"entry": "a", "on": str(weeks.FIRST_DAY), "room": "W1-R1"}
    refused = client.post("/api/v1/admissions-plans", json={"pins": [pin]}, headers=new_key())
    assert refused.status_code == 422
    assert "go together" in refused.text


def test_a_withdrawn_plan_feeds_nothing_and_is_in_the_log(client: httpx.Client, opened: Store) -> None:
    job = planned(client)
    assert client.post("/api/v1/coming-weeks/withdraw", json={}, headers=key("0")).status_code == 409
    assert client.post(f"/api/v1/admissions-plans/{job['job']}/accept", headers=key("1")).status_code == 200
    ended = client.post("/api/v1/coming-weeks/withdraw", json={"reason": "theatre closed"}, headers=key("2"))
    assert ended.status_code == 200, ended.text
    assert client.get("/api/v1/coming-weeks").json()["plan"] is None
    assert client.get(f"/api/v1/surgical-days/{weeks.FIRST_DAY}").status_code == 409
    assert replay(opened.database).differences == ()
    said = client.get("/log", headers={"accept-language": "en"}).text
    assert "coming weeks plan withdrawn" in said


def test_who_came_by_an_earlier_plan_is_not_planned_again_after_a_later_one_is_accepted(
    client: httpx.Client, clock: HandClock
) -> None:
    come: set[str] = set()
    for day in range(3):
        job = planned(client)
        plan = job["plan"]["plan"]
        names = [one["entry"] for one in (*plan["admissions"], *plan["left_for_later"])]
        assert sorted(names) == sorted(set("abcdefgh") - come)
        accepted = client.post(f"/api/v1/admissions-plans/{job['job']}/accept", headers=key(f"accept-{day}"))
        assert accepted.status_code == 200, accepted.text
        come |= {one["entry"] for one in plan["admissions"] if one["on"] == str(weeks.on(day))}
        clock.turn(24 * 60)
    assert len(come) > 2
    first = client.get(f"/api/v1/surgical-days/{weeks.on(0)}").json()
    assert {case["id"] for case in first["cases"]} <= come
    assert first["cases"]


def test_each_goal_of_a_plan_tells_amount_weight_and_points(client: httpx.Client) -> None:
    plan = planned(client)["plan"]
    assert sum(goal["points"] for goal in plan["goals"]) == plan["objective"]
    assert all(goal["amount"] * goal["weight"] == goal["points"] for goal in plan["goals"])


def test_a_new_list_ends_the_plan_of_the_old_one(client: httpx.Client) -> None:
    job = planned(client)
    assert client.post(f"/api/v1/admissions-plans/{job['job']}/accept", headers=key("1")).status_code == 200
    body = weeks_document(replace(LIST, waiting_list=LIST.waiting_list[:2]))
    loaded = client.put("/api/v1/coming-weeks", json=body, headers=key("2"))
    assert (loaded.status_code, loaded.json()["entries"]) == (200, 2)
    assert client.get("/api/v1/coming-weeks").json()["plan"] is None
    stale = client.post(f"/api/v1/admissions-plans/{job['job']}/accept", headers=key("3"))
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:onebed:problem:stale")


def test_a_list_that_contradicts_the_hospital_is_refused_with_all_problems(client: httpx.Client) -> None:
    body = weeks_document(replace(LIST, waiting_list=(weeks.entry("a", department="D9", surgeon="S9"),)))
    refused = client.put("/api/v1/coming-weeks", json=body, headers=key("1"))
    assert refused.status_code == 422
    assert [problem["path"] for problem in refused.json()["problems"]] == [
        "coming_weeks.waiting_list.0.department",
        "coming_weeks.waiting_list.0.surgeon",
    ]


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ({"entry": "z"}, "'z' is not on the waiting list"),
        ({"entry": "a", "on": "2025-03-11", "room": "W9", "operating_room": "OR1"}, "'W9' is not a room"),
        ({"entry": "a", "on": "2025-05-11"}, "patient a: 2025-05-11, expected 2025-03-11 to 2025-03-14"),
        ({"entry": "z", "must_come": True}, "'z' is not on the waiting list"),
        (
            {"entry": "a", "on": "2025-05-11", "room": "W1-R1", "operating_room": "OR1"},
            "admission 2025-05-11, expected 2025-03-11 to 2025-03-14",
        ),
    ],
)
def test_pins_that_cannot_be_kept_are_refused_before_anything_is_planned(
    client: httpx.Client, pin: dict[str, str], said: str
) -> None:
    refused = client.post("/api/v1/admissions-plans", json={"pins": [pin]}, headers=new_key())
    assert refused.status_code == 422
    assert said in refused.json()["detail"]


def test_a_cancelled_plan_ends_with_the_best_so_far(client: httpx.Client) -> None:
    job = client.post("/api/v1/admissions-plans", json={"seconds": 3000}, headers=new_key()).json()["job"]
    assert client.post(f"/api/v1/admissions-plans/{job}/cancel", headers=new_key()).status_code == 202
    found = ended(client, f"admissions-plans/{job}")
    assert found["status"] == "cancelled"
    assert found["plan"]["plan"]["admissions"]


def test_a_repeated_question_for_a_plan_gets_the_first_job(client: httpx.Client) -> None:
    asked = [client.post("/api/v1/admissions-plans", json={"seconds": 1}, headers=key("asked-twice")) for _ in range(2)]
    assert [one.status_code for one in asked] == [202, 202]
    assert asked[0].json()["job"] == asked[1].json()["job"]
    other = client.post("/api/v1/admissions-plans", json={"seconds": 2}, headers=key("asked-twice"))
    assert (other.status_code, other.json()["type"]) == (422, "urn:onebed:problem:idempotency-key-reused")
    assert client.post("/api/v1/admissions-plans", json={"seconds": 1}).status_code == 422


def test_no_more_plans_are_taken_in_than_can_be_made_in_a_while(client: httpx.Client) -> None:
    asked = [client.post("/api/v1/admissions-plans", json={"seconds": 60}, headers=new_key()) for _ in range(9)]
    assert [one.status_code for one in asked] == [202] * 8 + [503]
    for one in asked[:8]:
        client.post(f"/api/v1/admissions-plans/{one.json()['job']}/cancel", headers=new_key())


def test_an_entry_is_pinned_once(client: httpx.Client) -> None:
    pins = [{"entry": "a", "must_come": True}, {"entry": "a"}]
    refused = client.post("/api/v1/admissions-plans", json={"pins": pins}, headers=new_key())
    assert refused.status_code == 422
    assert "pins of a are given twice" in refused.text


def test_weeks_that_are_over_are_not_planned(client: httpx.Client, clock: HandClock) -> None:
    clock.turn(10 * 24 * 60)
    over = client.post("/api/v1/admissions-plans", json={}, headers=new_key())
    assert (over.status_code, over.json()["type"]) == (409, "urn:onebed:problem:wrong-state")


def test_a_hospital_without_a_list_says_so(tmp_path: Path, clock: HandClock) -> None:
    database = Database(f"sqlite:///{tmp_path / 'other.db'}")
    database.migrate()
    store = Store(database, clock)
    open_hospital(store, make.scenario())
    with client_of(runtime_on(store, clock)) as client:
        assert client.get("/api/v1/coming-weeks").status_code == 409
        assert client.get(f"/api/v1/surgical-days/{weeks.FIRST_DAY}").status_code == 409
        assert "no waiting list yet" in client.get("/admissions", headers={"accept-language": "en"}).text
    database.close()


def test_entered_demand_stands_where_no_plan_is_accepted(opened: Store, clock: HandClock) -> None:
    assert [demand.beds for demand in expected_demand(live(opened), clock.now() + timedelta(days=1))] == [1]


def test_a_viewer_sees_who_comes_when_by_entry_alone(opened: Store, clock: HandClock) -> None:
    with client_of(runtime_on(opened, clock)) as client:
        job = planned(client)["job"]
    token = create_token(opened.database, "visitor", Role.VIEWER, clock.now())
    with client_of(runtime_on(opened, clock)) as client:
        assert client.post("/login", data={"token": token}).status_code == 303
        page, table = client.get("/admissions").text, client.get("/export/admissions.csv").text
        bearer = {"Authorization": f"Bearer {token}"}
        api = [
            client.get(f"/api/v1/{path}", headers=bearer).text for path in ("coming-weeks", f"admissions-plans/{job}")
        ]
        asked = client.post("/api/v1/admissions-plans", json={}, headers={**bearer, **new_key()})
    assert all("P-a" not in text for text in (page, table, *api))
    assert "input" not in page.split('id="weeks-plan"')[1]
    assert asked.status_code == 403
