"""The log as people read it: who gave whom which bed and why, found by bed, patient, request, person and time."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import httpx
import polars
import pytest

from api.store.commands.admissions import cancel_admission
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.moves import swap
from api.store.commands.stays import admit
from api.store.store import Envelope, Store
from api.store.tokens import Role, create_token
from api.web.lists import LOG_ROWS
from tests import make
from tests.api.conftest import HandClock
from tests.api.serving import client_of, key, runtime_on

V1 = "/api/v1"
FIRST, SECOND = "W1-R1-1", "W2-R1-1"
VACANT = "W1-R2-1"
A_MAN = {
    "id": "M1",
    "patient": {"id": "P-M1", "sex": "male", "age_years": 50},
    "source": "emergency",
    "department": "D1",
    "requested_at": make.NOW.isoformat(),
}
WHY = "no other bed in the house"


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


@pytest.fixture
def overridden(client: httpx.Client) -> httpx.Client:
    """Somebody held a bed in a women's room for a man."""
    client.post(f"{V1}/requests", json=A_MAN, headers=key())
    body = {"request": "M1", "bed": "W1-R1-2", "override": WHY}
    assert client.post(f"{V1}/holds", json=body, headers=key()).status_code == 201
    return client


@pytest.fixture
def guarded(store: Store, clock: HandClock) -> Iterator[tuple[httpx.Client, dict[str, dict[str, str]]]]:
    tokens = {
        role.value: {"Authorization": f"Bearer {create_token(store.database, role.value, role, make.NOW)}"}
        for role in (Role.VIEWER, Role.DISPATCHER)
    }
    with client_of(runtime_on(store, clock)) as opened:
        yield opened, tokens


def exported(client: httpx.Client, query: str = "", headers: dict[str, str] | None = None) -> list[dict[str, str]]:
    answer = client.get(f"/export/log.csv{query}", headers=headers)
    assert answer.status_code == 200, answer.headers
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def shown(client: httpx.Client, query: str) -> list[list[str]]:
    """Return the cells of the log's rows without their markup."""
    body = client.get(f"/log?{query}").text.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in row] for row in rows]


def test_the_exported_log_says_who_set_which_rules_aside_for_whom_and_why(overridden: httpx.Client) -> None:
    row = exported(overridden)[0]
    assert (row["What"], row["Bed"], row["Patient"], row["Request"]) == ("bed held", "W1-R1-2", "P-M1", "M1")
    assert (row["Rules set aside"], row["Why set aside"]) == ("same-sex room", WHY)
    workbook = polars.read_excel(io.BytesIO(overridden.get("/export/log.xlsx").content))
    assert workbook.row(0, named=True)["Why set aside"] == WHY


def test_the_exported_log_names_nobody_to_a_viewer(
    guarded: tuple[httpx.Client, dict[str, dict[str, str]]], store: Store
) -> None:
    client, tokens = guarded
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, reason="SECRET"), Envelope(actor="SECRET"))
    for_viewers, for_dispatchers = (exported(client, "", tokens[role])[0] for role in ("viewer", "dispatcher"))
    personal = ("Patient", "Who", "Why", "Rules set aside", "Why set aside")
    assert [for_viewers[name] for name in personal] == [""] * 5
    assert (for_dispatchers["Patient"], for_dispatchers["Who"]) == ("P-Q1", "SECRET")
    assert exported(client, "?actor=nobody&patient=nobody", tokens["viewer"])


def test_files_are_given_to_bearers_of_a_token_and_refused_without(
    guarded: tuple[httpx.Client, dict[str, dict[str, str]]],
) -> None:
    client, tokens = guarded
    assert client.get("/export/beds.csv", headers=tokens["viewer"]).status_code == 200
    assert client.get("/export/beds.csv", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/export/beds.csv").headers["location"].startswith("/login")


def test_the_log_is_searched_by_bed_patient_request_person_and_time(
    client: httpx.Client, store: Store, clock: HandClock
) -> None:
    ann, bob = Envelope(actor="ann"), Envelope(actor="bob")
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), ann)["hold"]
    store.execute(lambda tx: hold_bed(tx, "Q2", "W2-R2-1", override="full"), ann)
    clock.turn(20)
    store.execute(lambda tx: confirm_hold(tx, hold), bob)
    expected = {
        "bed=W1-R2-1": ["Q1", "Q1"],
        "bed=w1-r2-1&actor=bob": ["Q1"],
        "patient=P-Q2": ["Q2"],
        "request=q2": ["Q2"],
        "actor=AN": ["Q2", "Q1"],
        "actor=%": [],
        "since=2025-03-10T08:10": ["Q1"],
        "until=2025-03-10T08:10&actor=ann": ["Q2", "Q1"],
        "since=rubbish&request=Q2": ["Q2"],
    }
    assert {query: [row[5] for row in shown(client, query)] for query in expected} == expected
    assert {query: [row["Request"] for row in exported(client, f"?{query}")] for query in expected} == expected


def test_a_swap_reads_as_one_and_names_both_patients(client: httpx.Client, store: Store) -> None:
    store.execute(lambda tx: swap(tx, FIRST, SECOND, override="asked for"))
    ((_, _, what, beds, patients, *_),) = shown(client, f"bed={FIRST}&since=2025-03-10T08:00")[:1]
    assert (what, beds) == ("patients swapped", f"{FIRST} ⇄ {SECOND}")
    assert patients == f"in {FIRST}, in {SECOND}"
    assert shown(client, f"patient=in {SECOND}")[0][2] == "patients swapped"


def test_an_accepted_plan_reads_as_one(client: httpx.Client, store: Store) -> None:
    reason = "plan accepted: b46c82fb-0000-4000-8000-000000000000"
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, reason=reason))
    assert shown(client, f"bed={VACANT}")[0][7] == "a plan for all who waited, accepted"


def test_undo_is_offered_only_while_it_would_be_done_and_after_a_question(client: httpx.Client, store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]))
    store.execute(lambda tx: admit(tx, "Q2", "W1-R1-2"))
    store.execute(lambda tx: cancel_admission(tx, "W1-R1-2"))
    page = client.get("/log").text
    assert re.findall(r'name="sequence" value="(\d+)"', page) == [str(int(hold["version"]) + 1)]
    assert page.count("hx-confirm=") == 1


def test_earlier_events_keep_the_search(client: httpx.Client, store: Store) -> None:
    for _ in range(LOG_ROWS // 2 + 1):
        hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["hold"]
        store.execute(lambda tx, hold=hold: release_hold(tx, hold))
    (earlier,) = re.findall(r'href="/log\?([^"]*before=\d+)"', client.get("/log", params={"bed": VACANT}).text)
    assert earlier.startswith(f"bed={VACANT}&amp;")
    assert [row[2] for row in shown(client, unescape(earlier))] == ["hold released", "bed held"]
    assert "before=" not in client.get("/log", params={"request": "Q2"}).text
