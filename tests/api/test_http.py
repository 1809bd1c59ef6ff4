"""The HTTP API: commands, roles, limits, problems and what is never said."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.store.store import Store
from api.store.tokens import Role, create_token, revoke_token, tokens_in_use
from tests import make
from tests.api.serving import client_of, key, runtime_on

VACANT, OCCUPIED = "W1-R1-2", "W1-R1-1"
V1 = "/api/v1"


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """The store's own tests run on both databases; what HTTP adds does not depend on it."""
    return str(request.param)


@pytest.fixture
def tokens(store: Store) -> dict[str, dict[str, str]]:
    return {
        role.value: {"Authorization": f"Bearer {create_token(store.database, role.value, role, make.NOW)}"}
        for role in Role
    }


@pytest.fixture
def guarded(store: Store, clock: Any, tokens: dict[str, dict[str, str]]) -> Iterator[httpx.Client]:
    with client_of(runtime_on(store, clock)) as opened:
        yield opened


def test_a_bed_goes_from_hold_to_confirmation_to_patient(client: httpx.Client) -> None:
    hold = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    assert hold.status_code == 201
    assert client.get(f"{V1}/beds/{VACANT}").json()["state"] == "held"
    confirmed = client.post(f"{V1}/holds/{hold.json()['hold']}/confirm", json={}, headers=key())
    assert confirmed.json()["expires_at"] is None
    admitted = client.post(f"{V1}/admissions", json={"request": "Q1"}, headers=key())
    assert admitted.status_code == 201
    bed = client.get(f"{V1}/beds/{VACANT}").json()
    assert (bed["state"], bed["stay"]["patient"]["id"]) == ("occupied", "P-Q1")


def test_a_stale_version_is_answered_with_what_changed(client: httpx.Client) -> None:
    seen = client.get(f"{V1}/beds/{VACANT}").json()["version"]
    client.post(f"{V1}/beds/{VACANT}/block", json={"why": "closed", "reason": "leak"}, headers=key())
    refused = client.post(f"{V1}/beds/{VACANT}/unblock", json={"version": seen}, headers=key())
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["type"] == "urn:onebed:problem:stale"
    assert [(one["kind"], one["reason"]) for one in problem["changes"]] == [("bed blocked", "leak")]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/beds/none"), ("GET", "/wards/none"), ("GET", "/requests/none"), ("GET", "/optimisations/none")],
)
def test_an_unknown_name_is_a_problem_document(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, V1 + path)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_beds_are_filtered(client: httpx.Client) -> None:
    ids = lambda query: [bed["id"] for bed in client.get(f"{V1}/beds?{query}").json()["beds"]]  # noqa: E731
    assert ids("free_within_hours=0") == ["W1-R1-2", "W1-R2-1", "W2-R1-2", "W2-R2-1"]
    assert ids("department=D1&state=occupied") == [OCCUPIED]
    assert OCCUPIED in ids("free_within_hours=24")
    assert OCCUPIED not in ids("free_within_hours=4")


def test_a_request_is_made_changed_and_cancelled(client: httpx.Client) -> None:
    body = {
        "id": "NEW",
        "patient": {"id": "P9", "sex": "male", "age_years": 40},
        "source": "emergency",
        "department": "D1",
        "requested_at": "2025-03-10T08:00:00+08:00",
    }
    assert client.post(f"{V1}/requests", json=body, headers=key()).status_code == 201
    assert client.post(f"{V1}/requests", json=body, headers=key()).status_code == 409
    changed = client.patch(f"{V1}/requests/NEW", json={"urgency": "immediate"}, headers=key())
    assert changed.status_code == 200
    assert client.get(f"{V1}/requests").json()[0]["id"] == "NEW"
    assert client.post(f"{V1}/requests/NEW/cancel", json={}, headers=key()).status_code == 200
    assert client.get(f"{V1}/requests/NEW").status_code == 404


def test_a_request_that_no_hospital_could_serve_is_refused_with_every_problem(client: httpx.Client) -> None:
    body = {
        "id": "NEW",
        "patient": {"id": "P9", "sex": "male", "age_years": 40},
        "source": "emergency",
        "department": "nowhere",
        "current_bed": "no bed",
        "requested_at": "1850-03-10T08:00:00+08:00",
    }
    refused = client.post(f"{V1}/requests", json=body, headers=key())
    assert refused.status_code == 422
    assert [one["path"] for one in refused.json()["problems"]] == ["department", "current_bed", "requested_at"]


def test_a_domain_error_in_a_body_is_no_server_error(client: httpx.Client) -> None:
    body = {"id": "N", "patient": {"id": "P", "sex": "male", "age_years": 400}, "source": "emergency"}
    assert client.post(f"{V1}/requests", json=body, headers=key()).status_code == 422
    assert client.patch(f"{V1}/requests/Q1", json={"changes": {"patient": 7}}, headers=key()).status_code == 422


def test_lists_for_the_day(client: httpx.Client) -> None:
    assert client.get(f"{V1}/census").json()["by_state"]["occupied"] == 2
    assert client.get(f"{V1}/kpis").json()["now"]["occupancy"] == pytest.approx(100 * 2 / 6, abs=1e-3)
    assert [one["bed"] for one in client.get(f"{V1}/discharges?hours=12").json()] == [OCCUPIED]
    assert client.get(f"{V1}/lending").json() == {"lent": [], "returned": []}
    forecast = client.get(f"{V1}/forecast").json()
    assert forecast["mean"][0] == 4
    assert all(
        low <= mean <= high for low, mean, high in zip(*(forecast[n] for n in ("low", "mean", "high")), strict=True)
    )


def test_a_patient_in_another_departments_bed_is_in_the_ledger_until_gone(client: httpx.Client, clock: Any) -> None:
    client.post(f"{V1}/admissions", json={"request": "Q1", "bed": "W2-R1-2"}, headers=key())
    clock.turn(24 * 60)
    (loan,) = client.get(f"{V1}/lending").json()["lent"]
    assert (loan["lender"], loan["borrower"], loan["bed_days"]) == ("D2", "D1", 1.0)
    client.post(f"{V1}/beds/W2-R1-2/left", json={}, headers=key())
    ledger = client.get(f"{V1}/lending").json()
    assert ledger["lent"] == []
    assert [one["bed"] for one in ledger["returned"]] == ["W2-R1-2"]


def test_an_early_report_is_accepted_and_listed_as_flagged(client: httpx.Client, clock: Any) -> None:
    clock.turn(60)
    body = {"kind": "bed cleaned", "bed": OCCUPIED, "at": "2025-03-10T09:00:00+08:00"}
    answer = client.post(f"{V1}/reports", json=body, headers=key())
    assert (answer.status_code, answer.json()["flag"]) == (202, "out of order")
    flagged = client.get(f"{V1}/events", params={"flag": "out of order"}).json()
    assert [(one["kind"], one["bed"]) for one in flagged] == [("bed cleaned", OCCUPIED)]


def test_an_event_is_undone(client: httpx.Client) -> None:
    blocked = client.post(f"{V1}/beds/{VACANT}/block", json={"why": "closed"}, headers=key()).json()
    assert client.post(f"{V1}/events/{blocked['version']}/undo", json={}, headers=key()).status_code == 200
    assert client.get(f"{V1}/beds/{VACANT}").json()["state"] == "vacant"


def test_strangers_are_shut_out(guarded: httpx.Client) -> None:
    assert guarded.get(f"{V1}/beds").status_code == 401
    assert guarded.get(f"{V1}/beds", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert guarded.get("/metrics").status_code == 401
    page = guarded.get("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login")


def test_a_viewer_sees_beds_but_neither_patients_nor_buttons(
    guarded: httpx.Client, tokens: dict[str, dict[str, str]]
) -> None:
    viewer = tokens["viewer"]
    everything = [
        guarded.get(V1 + path, headers=viewer).text
        for path in ("/beds", "/requests", "/discharges", "/lending", "/events", "/holds", "/wards/W1", "/lounge")
    ]
    assert not [text for text in everything if "P-Q1" in text or f"in {OCCUPIED}" in text]
    refused = guarded.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers={**viewer, **key()})
    assert refused.status_code == 403


def test_a_dispatcher_sees_which_patient_lies_where(guarded: httpx.Client, tokens: dict[str, dict[str, str]]) -> None:
    bed = guarded.get(f"{V1}/beds/{OCCUPIED}", headers=tokens["dispatcher"]).json()
    assert bed["stay"]["patient"]["id"] == f"in {OCCUPIED}"


def test_tokens_are_stored_hashed_and_can_be_revoked(store: Store) -> None:
    clear = create_token(store.database, "ann", Role.DISPATCHER, make.NOW)
    with store.database.reading() as connection:
        (token,) = tokens_in_use(connection).values()
    assert clear not in repr(token)
    revoke_token(store.database, "ann", make.NOW)
    with store.database.reading() as connection:
        assert tokens_in_use(connection) == {}


def logged_in(client: httpx.Client, tokens: dict[str, dict[str, str]], role: str) -> str:
    token = tokens[role]["Authorization"].removeprefix("Bearer ")
    assert client.post("/login", data={"token": token}).status_code == 303
    page = client.get("/").text
    return page.split('"X-CSRF-Token": "')[1].split('"')[0]


def test_a_browser_logs_in_and_acts_only_with_its_csrf_token(
    guarded: httpx.Client, tokens: dict[str, dict[str, str]]
) -> None:
    csrf = logged_in(guarded, tokens, "dispatcher")
    form = {"request": "Q1", "bed": VACANT, "key": str(uuid4()), "panel": "request:Q1"}
    assert guarded.post("/board/actions/hold", data=form).status_code == 403
    other_site = {"X-CSRF-Token": csrf, "Origin": "http://evil.example"}
    assert guarded.post("/board/actions/hold", data=form, headers=other_site).status_code == 403
    held = guarded.post("/board/actions/hold", data=form, headers={"X-CSRF-Token": csrf})
    assert held.status_code == 200
    assert "Confirm hold" in held.text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/discharges?department=D1", "/discharges?department=D1"),
        ("/log", "/log"),
        ("https://evil.example/trap", "/trap"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_a_login_leads_on_to_the_page_that_was_asked_for_and_to_no_other_site(
    guarded: httpx.Client, tokens: dict[str, dict[str, str]], asked: str, shown: str
) -> None:
    form = guarded.get("/login", params={"next": asked}).text
    assert f'name="next" value="{shown}"' in form
    token = tokens["viewer"]["Authorization"].removeprefix("Bearer ")
    assert guarded.post("/login", data={"token": token, "next": asked}).headers["location"] == shown


def test_a_stranger_is_sent_to_the_login_and_back(guarded: httpx.Client) -> None:
    page = guarded.get("/discharges?department=D1", headers={"Accept": "text/html"})
    assert page.headers["location"] == "/login?next=%2Fdischarges%3Fdepartment%3DD1"
    fragment = guarded.get("/board/beds/" + OCCUPIED, headers={"HX-Request": "true", "HX-Current-URL": "http://x/log"})
    assert fragment.headers["hx-redirect"] == "/login?next=%2Flog"


def test_a_wrong_token_does_not_log_in(guarded: httpx.Client) -> None:
    answer = guarded.post("/login", data={"token": "wrong"})
    assert answer.status_code == 401
    assert "onebed_session" not in answer.cookies


def test_a_viewers_board_names_no_patient_and_offers_nothing_to_do(
    guarded: httpx.Client, tokens: dict[str, dict[str, str]]
) -> None:
    logged_in(guarded, tokens, "viewer")
    pages = [guarded.get(p).text for p in ("/", "/wall", "/discharges", "/lending", "/log", f"/board/beds/{OCCUPIED}")]
    assert not [page for page in pages if "P-Q1" in page or f"in {OCCUPIED}" in page or "/board/actions/" in page]


def test_the_wall_never_names_a_patient(client: httpx.Client) -> None:
    wall = client.get("/wall").text
    assert OCCUPIED in wall
    assert f"in {OCCUPIED}" not in wall
    assert "P-Q1" not in wall


def test_the_server_log_names_nobody(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        client.get(f"{V1}/requests/Q1")
        client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    # The client logs too, and so would uvicorn's access log, which `onebed serve` switches off.
    text = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("onebed"))
    assert "/requests/{request_id}" in text
    assert "P-Q1" not in text
    assert "Q1" not in text


def test_every_answer_carries_security_headers(client: httpx.Client) -> None:
    for path in ("/", f"{V1}/beds", "/static/board.js", "/nothing"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_have_no_inline_script_or_style(client: httpx.Client) -> None:
    for path in ("/", "/wall", "/discharges", "/lending", "/log", "/login", "/board/beds/" + OCCUPIED):
        text = client.get(path).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert all("src=" in tag.split(">")[0] for tag in text.split("<script")[1:])


def test_another_sites_name_for_this_machine_is_refused(client: httpx.Client) -> None:
    assert client.get(f"{V1}/beds", headers={"Host": "evil.example"}).status_code == 400


def test_a_large_body_is_refused(store: Store, clock: Any) -> None:
    with client_of(runtime_on(store, clock, max_body_bytes=2048)) as small:
        body = json.dumps({"request": "Q1", "bed": VACANT, "reason": "x" * 4000})
        headers = {**key(), "Content-Type": "application/json"}
        assert small.post(f"{V1}/holds", content=body, headers=headers).status_code == 413
        pieces = (body[start : start + 500].encode() for start in range(0, len(body), 500))
        assert small.post(f"{V1}/holds", content=pieces, headers=headers).status_code == 413


def test_too_many_requests_are_refused_with_a_time_to_wait(store: Store, clock: Any) -> None:
    with client_of(runtime_on(store, clock, rate_limit="5/minute")) as slow:
        answers = [slow.get(f"{V1}/census") for _ in range(8)]
    assert [answer.status_code for answer in answers].count(429) == 3
    assert answers[-1].headers["retry-after"] == "60"


def test_a_hold_expires_while_only_readers_look(client: httpx.Client, clock: Any) -> None:
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT, "minutes": 30}, headers=key())
    assert client.get(f"{V1}/beds/{VACANT}").json()["state"] == "held"
    clock.turn(31)
    assert client.get(f"{V1}/beds/{VACANT}").json()["state"] == "vacant"


def test_health_readiness_and_metrics(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json() == {"status": "ready", "projection_lag_events": 0}
    client.get(f"{V1}/beds/{VACANT}")
    text = client.get("/metrics").text
    assert 'onebed_beds{state="vacant"} 4.0' in text
    assert 'route="/api/v1/beds/{bed_id}"' in text
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
    client.get("/discharges")
    client.get("/static/nothing")
    text = client.get("/metrics").text
    assert 'onebed_waiting_requests{urgency="soon"} 2.0' in text
    assert "onebed_held_requests 1.0" in text
    assert 'route="/discharges"' in text
    assert 'route="/static"' in text


def test_a_request_of_the_future_is_refused(client: httpx.Client, clock: Any) -> None:
    body = {
        "id": "NEW",
        "patient": {"id": "P-1", "sex": "female", "age_years": 40},
        "source": "emergency",
        "department": "D1",
        "requested_at": (clock.now() + timedelta(days=1)).isoformat(),
    }
    answer = client.post(f"{V1}/requests", json=body, headers=key())
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["problems"]] == ["requested_at"]


def test_a_recommendation_says_why(client: httpx.Client) -> None:
    option = client.get(f"{V1}/requests/Q1/recommendations").json()["options"][0]
    assert [one["message"] for one in option["reasons"]][:2] == ["free now", "ward of its own department"]


def test_other_beds_are_recommended_for_a_patient_in_bed(client: httpx.Client) -> None:
    answer = client.get(f"{V1}/beds/{OCCUPIED}/move-recommendations").json()
    assert OCCUPIED not in [one["bed"] for one in answer["options"]]
    assert answer["options"][0]["reasons"][0]["message"] == "free now"
    assert client.get(f"{V1}/beds/{VACANT}/move-recommendations").status_code == 409


def test_a_search_finds_patients_for_those_who_may_see_them(
    guarded: httpx.Client, tokens: dict[str, dict[str, str]]
) -> None:
    def found(role: str) -> str:
        with httpx.Client(base_url=guarded.base_url, timeout=60) as browser:
            browser.post("/login", data={"token": tokens[role]["Authorization"].removeprefix("Bearer ")})
            return browser.get("/board/search", params={"q": f"in {OCCUPIED}"}).text

    assert OCCUPIED in found("dispatcher")
    assert OCCUPIED not in found("viewer")


def test_the_language_is_chosen_by_header_and_then_by_cookie(client: httpx.Client) -> None:
    assert '<html lang="zh-CN">' in client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    client.get("/language/en")
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
