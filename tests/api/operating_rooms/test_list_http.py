"""Operating-room lists over HTTP: runs as jobs, roles, problems, rescheduling, files."""

import json
from io import BytesIO
from typing import Any

import httpx
import icalendar
import polars as pl
import pytest

from api.store.store import Store
from api.store.tokens import Role, create_token
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.problem import make_problem
from scenarios.files.surgical_days import surgical_day_to_json
from tests import make
from tests.api.conftest import HandClock
from tests.api.operating_room_days import ON, busiest_room, published, small_day
from tests.api.serving import client_of, ended, key, runtime_on
from tests.optimizer.operating_rooms import days

LIST = f"/api/v1/operating-lists/{ON}"
JSON = {"Content-Type": "application/json"}
PATIENCE_SECONDS = 120


def test_a_night_run_loads_plans_and_publishes(client: httpx.Client) -> None:
    content = surgical_day_to_json(small_day())
    assert client.put(LIST, content=content, headers={**key(), **JSON}).json()["cases"] == 9
    night, same = {"seconds": 0.5, "publish": True, "reason": "night run"}, key()
    asked = client.post(f"{LIST}/runs", json=night, headers=same)
    assert asked.status_code == 202
    assert client.post(f"{LIST}/runs", json=night, headers=same).json()["job"] == asked.json()["job"]
    run = ended(client, f"operating-list-runs/{asked.json()['job']}")
    assert (run["status"], run["result"]["number"]) == ("done", 1)
    shown = client.get(LIST).json()
    assert shown["published"] == 1
    assert not shown["changed_since_published"]
    assert shown["broken"] == []
    assert {"risk", "letter", "cases"} <= shown["rooms"][0].keys()
    versions = client.get(f"{LIST}/published").json()
    assert [(one["number"], one["reason"]) for one in versions] == [(1, "night run")]
    assert client.get("/api/v1/operating-lists").json() == [
        {"date": ON, "published": 1, "cases": 9, "planned": run["result"]["planned"]}
    ]


def test_rooms_that_a_file_gives_do_not_bind_the_first_run_to_the_greedy_list(client: httpx.Client) -> None:
    cases = [days.case(name, minutes, fixed_room="OR1") for name, minutes in (("a", 60), ("b", 60), ("c", 240))]
    given = days.day(*cases, rooms=(days.room(closes_minute=780, hard_end_minute=780),))
    assert [planned.case for planned in greedy_plan(make_problem(given)).cases] == ["c"]
    client.put(LIST, content=surgical_day_to_json(given), headers={**key(), **JSON})
    asked = client.post(f"{LIST}/runs", json={"seconds": 60}, headers=key())
    run = ended(client, f"operating-list-runs/{asked.json()['job']}")
    assert (run["result"]["status"], run["result"]["planned"]) == ("optimal", 2)


def test_the_day_that_the_documentation_shows_can_be_loaded(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/operating-lists/{on}"]["put"]
    (day,) = described["requestBody"]["content"]["application/json"]["schema"]["examples"]
    assert client.put(LIST, json=day, headers=key()).json()["cases"] == 1


def test_the_rest_of_a_day_is_planned_again_with_an_emergency(client: httpx.Client, store: Store) -> None:
    lists = published(store)
    now = lists.now(ON)
    first = min(now.plan.cases, key=lambda one: one.start_minute)
    emergency = {
        "id": "E001",
        "department": "ENT",
        "duration": {"median_minutes": 45},
        "must_do": True,
        "urgency": "immediate",
    }
    body = {
        "now_minute": first.start_minute + 20,
        "started": {first.case: first.start_minute},
        "added": [emergency],
        "seconds": 0.5,
    }
    same = key()
    answer = client.post(f"{LIST}/reschedule", json=body, headers=same)
    assert answer.status_code == 200, answer.text
    assert "E001" in {change["case"] for change in answer.json()["changes"]}
    assert client.post(f"{LIST}/reschedule", json=body, headers=same).json() == answer.json()
    shown = client.get(LIST).json()
    states = {case["case"]: case["state"] for room in shown["rooms"] for case in room["cases"]}
    assert (states[first.case], states["E001"]) == ("running", "planned")
    (added,) = [case for room in shown["rooms"] for case in room["cases"] if case["case"] == "E001"]
    explained = client.get(f"{LIST}/cases/E001/explanation").json()
    assert added["staff"] == dict(now.day.cases[0].staff)
    assert explained["placed"]
    last = max((case for room in shown["rooms"] for case in room["cases"]), key=lambda case: str(case["start"]))
    not_earlier = client.get(f"{LIST}/cases/{last['case']}/explanation").json()["not_earlier"]
    assert bool(not_earlier["rules"]) == (not_earlier["extra_points"] is None) == bool(not_earlier["broken"])
    assert explained["points"]["postponed"] < 0


def test_a_place_is_checked_without_moving_and_refused_with_its_rules(client: httpx.Client, store: Store) -> None:
    lists = published(store)
    now = lists.now(ON)
    room = busiest_room(now)
    first, second = now.plan.by_room[room][:2]
    place = {"room": room, "start_minute": second.start_minute}
    checked = client.get(f"{LIST}/cases/{first.case}/check", params=place).json()
    assert not checked["allowed"]
    assert "one case a room" in {one["rule"] for one in checked["broken"]}
    refused = client.post(f"{LIST}/cases/{first.case}/move", json=place, headers=key())
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.json()["type"] == "urn:onebed:problem:rules-broken"
    assert {one["rule"] for one in refused.json()["rules"]} == {one["rule"] for one in checked["broken"]}


def test_a_surgeons_calendar_follows_what_is_published(client: httpx.Client, store: Store) -> None:
    lists = published(store)
    one = next(planned for planned in lists.now(ON).plan.cases if planned.surgeon)
    address = f"{LIST}/surgeons/{one.surgeon}.ics"
    (before,) = [entry for entry in entries(client, address) if one.case in entry["SUMMARY"]]
    assert (before["STATUS"], before["LOCATION"]) == ("CONFIRMED", one.room)
    assert before["DTSTART"].dt == lists.now(ON).day.at(one.start_minute)
    assert client.post(f"{LIST}/cases/{one.case}/put-off", json={}, headers=key()).status_code == 200
    assert client.post(f"{LIST}/publish", json={"reason": "fever"}, headers=key()).status_code == 200
    (after,) = [entry for entry in entries(client, address) if one.case in entry["SUMMARY"]]
    assert (after["STATUS"], after["UID"], after["SEQUENCE"]) == ("CANCELLED", before["UID"], 2)
    assert len(entries(client, f"/api/v1/surgeons/{one.surgeon}/operating-lists.ics")) == len(entries(client, address))
    assert client.get(f"{LIST}/surgeons/nobody.ics").status_code == 404


def entries(client: httpx.Client, address: str) -> list[icalendar.Event]:
    """Return the events of a calendar."""
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_published_list_is_a_workbook(client: httpx.Client, store: Store) -> None:
    lists = published(store)
    answer = client.get(f"{LIST}/published.xlsx")
    rows = pl.read_excel(BytesIO(answer.content), sheet_name="List", read_options={"header_row": 2})
    title = pl.read_excel(BytesIO(answer.content), sheet_name="List", has_header=False).item(0, 0)
    assert title == f"Operating list {ON} · Published as number 1, {ON} 22:00"
    assert rows.height == len(lists.now(ON).plan.cases)


def test_viewers_read_lists_and_change_nothing(store: Store, clock: Any) -> None:
    published(store)
    token = create_token(store.database, "viewer", Role.VIEWER, make.NOW)
    with client_of(runtime_on(store, clock)) as client:
        viewer = {"Authorization": f"Bearer {token}"}
        assert client.get(LIST).status_code == 401
        assert client.get(LIST, headers=viewer).status_code == 200
        refused = client.post(f"{LIST}/publish", json={"reason": "agreed"}, headers={**viewer, **key()})
        assert refused.status_code == 403
        assert client.get(f"{LIST}/published", headers=viewer).json()[0]["published_by"] is None


def test_a_day_that_is_not_sound_is_refused_with_all_that_is_wrong(client: httpx.Client) -> None:
    day = json.loads(surgical_day_to_json(small_day()))
    day["cases"][0]["grade"] = "high"
    day["cases"][1]["surgeons"] = ["nobody"]
    day["cases"][2]["ready_minute"] = "25:99"
    refused = client.put(LIST, json=day, headers=key())
    assert refused.status_code == 422
    assert {one["path"] for one in refused.json()["problems"]} == {
        "body.cases.0.grade",
        "body.cases.1.surgeons",
        "body.cases.2.ready_minute",
    }


def test_the_pin_of_a_case_that_is_put_off_can_be_taken_away_on_its_panel(client: httpx.Client, store: Store) -> None:
    case = published(store).now(ON).plan.cases[0]
    address = f"/operating-rooms/{ON}/cases/{case.case}"
    client.post(f"{LIST}/cases/{case.case}/pin", json={"room": case.room}, headers=key())
    client.post(f"{LIST}/cases/{case.case}/put-off", json={}, headers=key())
    panel = client.get(address).text
    assert 'name="pin_room" value="yes" checked' in panel
    assert 'name="pin_start"' not in panel
    client.post(f"{LIST}/cases/{case.case}/pin", json={}, headers=key())
    assert 'name="pin_room"' not in client.get(address).text


def test_an_emergency_at_no_time_of_day_is_told_what_a_time_is(client: httpx.Client, store: Store) -> None:
    published(store)
    case = {"id": "E1", "department": "ENT", "duration": {"median_minutes": 45}, "ready_minute": "25:99"}
    refused = client.post(f"{LIST}/cases", json={"case": case}, headers=key())
    assert refused.json()["problems"][0]["message"] == (
        "'25:99', expected a time of day such as 08:30, or whole minutes from midnight"
    )


def test_hours_are_written_as_people_do_or_in_minutes(client: httpx.Client, store: Store) -> None:
    day = json.loads(surgical_day_to_json(small_day()))
    day["rooms"] = [{**one, "opens_minute": "08:00"} for one in day["rooms"]]
    assert client.put(LIST, json=day, headers=key()).status_code == 200
    assert client.get(LIST).json()["rooms"][0]["opens"] == f"{ON}T08:00:00+08:00"


def test_a_running_case_is_explained_and_an_unknown_one_is_not_found(client: httpx.Client, store: Store) -> None:
    first = min(published(store).now(ON).plan.cases, key=lambda one: one.start_minute)
    body = {"now_minute": first.start_minute + 5, "started": {first.case: first.start_minute}, "seconds": 0.5}
    assert client.post(f"{LIST}/reschedule", json=body, headers=key()).status_code == 200
    explained = client.get(f"{LIST}/cases/{first.case}/explanation")
    assert explained.json()["placed"]
    assert client.get(f"{LIST}/cases/none/explanation").status_code == 404
    assert client.get(f"/operating-rooms/{ON}/cases/none/why").status_code == 404


def test_a_report_of_the_future_is_a_problem_document(client: httpx.Client, store: Store, clock: HandClock) -> None:
    published(store)
    clock.turn(-24 * 60)
    refused = client.post(f"{LIST}/reschedule", json={"now_minute": 900}, headers=key())
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:onebed:problem:wrong-state")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/operating-lists/2026-03-03", 404),
        (f"{LIST}/cases/X/check?room=OR01&start_minute=500", 404),
        (f"{LIST}/cases/C001/check?room=X&start_minute=500", 404),
        (f"{LIST}/cases/C001/check?room=OR01&start_minute=-1", 422),
        (f"{LIST}/published/9", 404),
        ("/api/v1/operating-list-runs/none", 404),
    ],
)
def test_what_does_not_exist_is_a_problem_document(client: httpx.Client, store: Store, path: str, status: int) -> None:
    published(store)
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["type"].startswith("urn:onebed:problem:")
