"""What happens while people look: the event stream, solver processes, plans."""

import json
import os
import signal
import threading
from typing import Any

import httpx
import pytest

from api.runtime import Runtime
from api.store.commands.holds import hold_bed, release_hold
from api.store.database import Database
from api.store.store import Envelope, Store
from api.worker import ready
from tests.api.serving import ended, key

VACANT = "W1-R1-2"
V1 = "/api/v1"
MANY_LINES = 400


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


def read_events(client: httpx.Client, count: int, headers: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    with client.stream("GET", f"{V1}/events/stream{query}", headers=headers) as answer:
        for number, line in enumerate(answer.iter_lines()):
            if line.startswith("data: "):
                found.append(json.loads(line.removeprefix("data: ")))
            if len(found) == count or number > MANY_LINES:
                break
    return found


def test_the_stream_goes_on_after_the_last_event_that_was_seen(client: httpx.Client) -> None:
    first = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key()).json()
    client.post(f"{V1}/holds/{first['hold']}/confirm", json={}, headers=key())
    client.post(f"{V1}/holds/{first['hold']}/release", json={}, headers=key())
    seen = read_events(client, 2, {"Last-Event-ID": str(first["version"])})
    assert [one["kind"] for one in seen] == ["hold confirmed", "hold released"]
    assert [one["sequence"] for one in seen] == [first["version"] + 1, first["version"] + 2]


def test_what_another_process_writes_arrives_too(client: httpx.Client, store: Store, clock: Any) -> None:
    other = Store(Database(store.database.url), clock)
    start = client.get(f"{V1}/census").json()["sequence"]
    other.execute(lambda tx: hold_bed(tx, "Q1", VACANT), Envelope(actor="another host"))
    other.database.close()
    (seen,) = read_events(client, 1, {}, f"?after={start}")
    assert (seen["kind"], seen["actor"]) == ("bed held", "another host")


def test_a_listener_gets_every_event_once_and_in_order(client: httpx.Client, store: Store) -> None:
    start = client.get(f"{V1}/census").json()["sequence"]

    def work() -> None:
        for _ in range(20):
            hold = str(store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["hold"])
            store.execute(lambda tx, hold=hold: release_hold(tx, hold))

    writer = threading.Thread(target=work)
    writer.start()
    seen = read_events(client, 40, {}, f"?after={start}")
    writer.join()
    assert [one["sequence"] for one in seen] == list(range(start + 1, start + 41))


def test_the_board_stream_draws_what_changed(client: httpx.Client) -> None:
    start = client.get(f"{V1}/census").json()["sequence"]
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    drawn = ""
    with client.stream("GET", f"/board/stream?after={start}") as answer:
        for number, line in enumerate(answer.iter_lines()):
            drawn += line
            if "event: changed" in line or number > MANY_LINES:
                break
    assert f'data-bed="{VACANT}"' in drawn
    assert "bed s-held" in drawn
    assert 'data-bed="W2-R1-1"' not in drawn


def test_a_recommendation_names_beds_with_their_costs_and_versions(client: httpx.Client) -> None:
    decision = client.get(f"{V1}/requests/Q1/recommendations").json()
    best = decision["options"][0]
    assert best["ward"] == "W1"
    assert best["cost"] == sum(best["costs"].values())
    body = {"request": "Q1", "bed": best["bed"], "bed_version": best["bed_version"]}
    assert client.post(f"{V1}/holds", json=body, headers=key()).status_code == 201


def test_a_bed_held_for_somebody_is_suggested_to_nobody_else(client: httpx.Client) -> None:
    best = client.get(f"{V1}/requests/Q1/recommendations").json()["options"][0]["bed"]
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": best}, headers=key())
    others = client.get(f"{V1}/requests/Q2/recommendations?count=20").json()["options"]
    assert best not in [option["bed"] for option in others]


def test_why_not_names_the_broken_rule(client: httpx.Client) -> None:
    answer = client.get(f"{V1}/requests/Q1/recommendations/W2-R1-1").json()
    assert [one["rule"] for one in answer["broken"]] == ["bed state"]


def test_a_plan_is_asked_for_followed_and_accepted_in_part(client: httpx.Client) -> None:
    job = client.post(f"{V1}/optimisations", json={"seconds": 5}, headers=key()).json()
    assert job["status"] in ("queued", "running")
    plan = plan_of(client, job["job"])
    lines = {line["request"]: line["bed"] for line in plan["lines"]}
    assert set(lines) | set(plan["waiting"]) == {"Q1", "Q2", "Q3"}
    chosen = sorted(lines)[:1]
    accepted = client.post(f"{V1}/optimisations/{job['job']}/accept", json={"requests": chosen}, headers=key()).json()
    assert [hold["bed"] for hold in accepted["held"]] == [lines[chosen[0]]]
    again = client.post(f"{V1}/optimisations/{job['job']}/accept", json={"requests": chosen}, headers=key()).json()
    assert (again["held"], len(again["refused"])) == ([], 1)


def plan_of(client: httpx.Client, job: str) -> dict[str, Any]:
    row = ended(client, f"optimisations/{job}")
    assert row["error"] is None
    plan: dict[str, Any] = row["plan"]
    return plan


def test_a_crashed_worker_costs_one_retry_and_not_the_server(client: httpx.Client, runtime: Runtime) -> None:
    client.get(f"{V1}/requests/Q1/recommendations")
    for process in runtime.solver.quick.processes():
        os.kill(process, signal.SIGKILL)
    assert client.get(f"{V1}/requests/Q1/recommendations").status_code == 200
    assert "onebed_worker_crashes_total 1.0" in client.get("/metrics").text


def test_a_worker_outside_its_pool_is_not_ready() -> None:
    assert ready() is False
