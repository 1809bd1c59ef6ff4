"""What the board asks, takes in and says, over HTTP: forms, panels, banners."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.clock import DemoClock
from api.demo import Demo
from api.key_figures import KeyFigures
from api.old_census import old_census
from api.overview import totals
from api.reasons import is_late, reasons_for
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from api.store.tokens import Role, create_token
from tests import make
from tests.api.conftest import HandClock, small_scenario
from tests.api.serving import client_of, key, runtime_on
from tests.api.store_state import OCCUPIED, VACANT, live_of

V1 = "/api/v1"
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


@pytest.fixture
def page(client: httpx.Client) -> httpx.Client:
    """A browser that has opened the board."""
    found = re.search(r'"X-CSRF-Token": "([^"]+)"', client.get("/").text)
    assert found is not None
    client.headers["X-CSRF-Token"] = found[1]
    return client


def sent(page: httpx.Client, action: str, **fields: str) -> httpx.Response:
    return page.post(f"/board/actions/{action}", data={"key": "a-key-of-a-test-" + action[:3], **fields})


def asked(page: httpx.Client, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
    usual = {"patient": "P-new", "sex": "female", "age": "67", "source": "emergency", "department": "D1"}
    usual |= {"isolation": "none", "urgency": "urgent", "level": "general", "key": "a-key-of-a-test"}
    return page.post("/board/request-form", data={**usual, **fields}, headers=headers or {})


def test_a_request_over_http_names_what_contradicts_and_what_equipment_exists(client: httpx.Client) -> None:
    body = {"patient": {"id": f"in {OCCUPIED}", "sex": "male", "age_years": 50}, "source": "emergency"}
    body |= {"id": "R9", "department": "D1", "requested_at": make.NOW.isoformat()}
    refused = client.post(f"{V1}/requests", json=body, headers=key())
    assert refused.status_code == 409
    assert "female" in refused.json()["detail"]
    other: dict[str, Any] = {**body, "patient": {"id": "P9", "sex": "male", "age_years": 50}, "equipment": ["rocket"]}
    refused = client.post(f"{V1}/requests", json=other, headers=key())
    assert refused.status_code == 422
    assert refused.json()["problems"] == [{"path": "equipment", "message": "'rocket', expected some of none"}]
    refused = client.patch(f"{V1}/requests/Q1", json={"changes": {"equipment": ["monitr"]}}, headers=key())
    assert refused.status_code == 422


def test_an_ordered_discharge_opens_the_bed_on_board_list_and_recommendation_alike(
    page: httpx.Client, store: Store, clock: HandClock
) -> None:
    late = {name: make.hours(hours).isoformat() for name, hours in (("p10", 150), ("p50", 190), ("p90", 250))}
    page.post(f"{V1}/beds/{OCCUPIED}/expected-discharge", json=late, headers=key())
    wanted = f"{V1}/beds?free_within_hours=4"
    assert OCCUPIED not in {one["id"] for one in page.get(wanted).json()["beds"]}
    page.post(f"{V1}/beds/{OCCUPIED}/discharge-order", json={}, headers=key())
    leaves = clock.now() + timedelta(minutes=live_of(store).allocation.order_to_leaving_minutes)
    assert OCCUPIED in {one["id"] for one in page.get(wanted).json()["beds"]}
    assert f"{leaves:%H:%M}" in page.get(f"/board/beds/{OCCUPIED}").text
    listed = page.get(f"{V1}/discharges?hours=4").json()
    assert [one["bed"] for one in listed] == [OCCUPIED]
    assert datetime.fromisoformat(listed[0]["expected_at"]) == leaves
    explained = page.get(f"{V1}/requests/Q1/recommendations/{OCCUPIED}").json()
    assert explained["broken"] == []


def test_the_board_sets_when_a_patient_is_expected_to_leave(page: httpx.Client, store: Store) -> None:
    done = sent(page, "expect discharge", bed=OCCUPIED, expected_at="2025-03-10T18:00", panel=f"bed:{OCCUPIED}")
    assert done.status_code == 200
    stay = live_of(store).beds[OCCUPIED].stay
    assert stay is not None
    assert stay.leaves_at == make.hours(10)
    assert (
        sent(page, "expect discharge", bed=OCCUPIED, expected_at="2025-03-10T07:00", key="k-in-the-past").status_code
        == 422
    )


def test_isolation_is_set_on_the_board_for_bed_and_request(page: httpx.Client, store: Store) -> None:
    done = sent(page, "isolate", bed=OCCUPIED, isolation="contact", pathogen="MRSA", panel=f"bed:{OCCUPIED}")
    assert done.status_code == 200
    assert "breaks rules about isolation" in done.text
    assert "MRSA" in done.text
    done = sent(page, "isolate request", request="Q1", isolation="airborne", panel="request:Q1", key="k-of-request")
    assert done.status_code == 200
    assert live_of(store).requests["Q1"].request.patient.isolation.value == "airborne"


def test_isolation_over_http_answers_which_rules_the_bed_breaks(client: httpx.Client) -> None:
    body = {"isolation": "airborne", "reason": "swab"}
    done = client.post(f"{V1}/beds/{OCCUPIED}/isolation", json=body, headers=key()).json()
    assert [one["rule"] for one in done["rules"]] == ["isolation room"]
    assert client.post(f"{V1}/requests/Q2/isolation", json=body, headers=key()).json()["rules"] == []


def test_milestones_that_were_reached_stay_in_the_panel_with_their_time(page: httpx.Client, clock: HandClock) -> None:
    sent(page, "order discharge", bed=OCCUPIED)
    clock.turn(12)
    done = sent(page, "medicines ready", bed=OCCUPIED, panel=f"bed:{OCCUPIED}")
    assert re.search(r"✓ ordered 10.Mar.08:00", done.text)
    assert re.search(r"✓ medicines 10.Mar.08:12", done.text)


def test_a_bed_is_blocked_until_a_date_for_a_reason_of_ones_own(page: httpx.Client, store: Store) -> None:
    fields = {"why": "closed", "until": "2025-03-12T18:30", "reason": "lift is broken"}
    done = sent(page, "block", bed=VACANT, panel=f"bed:{VACANT}", **fields)
    assert "lift is broken" in done.text
    assert live_of(store).beds[VACANT].until == make.hours(58.5)
    done = sent(page, "block", bed=OCCUPIED, panel=f"bed:{OCCUPIED}", key="k-of-the-other", **fields)
    assert "Closes after the patient" in done.text
    assert live_of(store).beds[OCCUPIED].closes_after_stay


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"age": "abc"}, "年龄"),
        ({"stay": "-4"}, "预计住院"),
        ({"stay": "1e999"}, "预计住院"),
        ({"pathogen": "MRSA"}, "病原体"),
        ({"needed_by": "soon"}, "最迟入床"),
        ({"patient": "  "}, "患者"),
    ],
)
def test_what_is_wrong_in_a_form_is_said_in_the_readers_words(
    page: httpx.Client, fields: dict[str, str], label: str
) -> None:
    answer = asked(page, CHINESE, **fields)
    assert answer.status_code == 422
    told = re.findall(r"<li>([^<]*)</li>", answer.text.split("</ul>")[0])
    assert len(told) == 1
    assert told[0].startswith(label)


def test_a_stay_is_asked_in_days_and_the_form_knows_when_the_bed_is_needed(page: httpx.Client, store: Store) -> None:
    assert asked(page, stay="3", needed_by="2025-03-10T16:00").status_code == 200
    made = next(one.request for one in live_of(store).requests.values() if one.request.patient.id == "P-new")
    assert made.expected_stay is not None
    assert (made.expected_stay.p50_hours, made.needed_by) == (72, make.hours(8))


def test_a_bed_that_opens_after_it_is_needed_is_told_as_late(store: Store, clock: HandClock) -> None:
    request = make.request(id="Q9", needed_in_hours=2)
    live = live_of(store)
    early, late = ({"bed": OCCUPIED, "start_minutes": minutes} for minutes in (60, 180))
    assert not is_late(request, early, clock.now())
    assert is_late(request, late, clock.now())
    assert "after it is needed" in reasons_for(request, late, live, clock.now())[0]["message"]


def test_free_critical_care_beds_are_told_by_the_age_that_their_wards_take(tmp_path: Path, clock: HandClock) -> None:
    store = Store(Database(f"sqlite:///{tmp_path / 'icu.db'}"), clock)
    store.database.migrate()
    wards = [
        make.ward(id="W1", level_of_care="icu"),
        make.ward(id="W2", level_of_care="hdu", age_bands=["neonatal"], rooms=[3]),
        make.ward(id="W3", rooms=[9]),
    ]
    open_hospital(store, make.scenario(hospital=make.hospital(wards=wards), stays=[make.stay(bed="W1-R1-1")]))
    live = live_of(store)
    figures = KeyFigures(live).of_this_moment(clock.now(), totals(live))
    assert figures["critical_care_free"] == 4
    assert figures["critical_care_free_by_age"] == {"neonatal": 3, "adult": 1}
    with client_of(runtime_on(store, clock)) as client:
        assert "3<small>neonatal</small>" in client.get("/").text


def test_a_stopped_demo_says_so_and_only_an_administrator_lets_it_run(store: Store) -> None:
    clock = DemoClock(make.NOW, 60.0, running=False)
    runtime = runtime_on(store, clock)
    runtime.live.follow()
    runtime.demo = Demo(runtime, clock)
    secrets = {
        role: create_token(store.database, role.value, role, make.NOW) for role in (Role.DISPATCHER, Role.ADMINISTRATOR)
    }
    with client_of(runtime) as client:
        for role, secret in secrets.items():
            client.cookies.clear()
            client.post("/login", data={"token": secret})
            board = client.get("/").text
            assert "Demo stopped" in board
            assert "No token is set" not in board
            assert ('hx-post="/demo/run"' in board) == (role is Role.ADMINISTRATOR)


def test_a_census_of_long_ago_is_told_as_long_as_something_of_it_stands(tmp_path: Path, clock: HandClock) -> None:
    clock.turn(60 * 24 * 30)
    store = Store(Database(f"sqlite:///{tmp_path / 'old.db'}"), clock)
    store.database.migrate()
    open_hospital(store, small_scenario())
    with store.database.reading() as connection:
        census = old_census(connection)
    assert census is not None
    assert census.at == make.NOW
    assert census.still_stands(live_of(store)) == 5
    with client_of(runtime_on(store, clock)) as client:
        assert "Census of 2025-03-10" in client.get("/").text
    store.database.close()
