"""What the board says of holds and refusals: who was first, who set which rules aside, what was asked for."""

import re
from html import unescape

import httpx
import pytest

from api.store.commands.holds import confirm_hold, hold_bed
from api.store.commands.housekeeping import block
from api.store.store import Envelope, Store
from scenarios.census import BlockReason
from tests import make
from tests.api.serving import key

V1 = "/api/v1"
VACANT, THE_WOMAN, BESIDE_A_WOMAN = "W1-R2-1", "W1-R1-1", "W1-R1-2"
ANN, BOB = Envelope(actor="ann"), Envelope(actor="bob")
WHY = "no other bed in the house"


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


def a_man_waits(client: httpx.Client, **patient: object) -> None:
    body = {
        "id": "M1",
        "patient": {"id": "P-M1", "sex": "male", "age_years": 50, **patient},
        "source": "emergency",
        "department": "D1",
        "requested_at": make.NOW.isoformat(),
    }
    assert client.post(f"{V1}/requests", json=body, headers=key()).status_code == 201


def press(client: httpx.Client, action: str, **fields: object) -> str:
    """Press a button of the board; return what it says, without markup."""
    token = client.get("/").text.split('"X-CSRF-Token": "')[1].split('"')[0]
    command = {"key": key()["Idempotency-Key"], **fields}
    client.headers["X-CSRF-Token"] = token
    answer = client.post(f"/board/actions/{action}", data=command)
    return words(answer.text)


def lies_in(client: httpx.Client, request: str, bed: str) -> None:
    answer = client.post(f"{V1}/admissions", json={"request": request, "bed": bed}, headers=key())
    assert answer.status_code == 201, answer.text


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def versions(client: httpx.Client, request: str, bed: str) -> dict[str, int]:
    asked, given = (client.get(f"{V1}/{path}").json()["version"] for path in (f"requests/{request}", f"beds/{bed}"))
    return {"request_version": asked, "bed_version": given}


def test_who_loses_a_race_for_a_bed_is_told_who_gave_it_to_whom(client: httpx.Client, store: Store) -> None:
    seen = versions(client, "Q1", VACANT)
    hold = store.execute(lambda tx: hold_bed(tx, "Q2", VACANT), ANN)["hold"]
    store.execute(lambda tx: confirm_hold(tx, hold), BOB)
    said = press(client, "hold", request="Q1", bed=VACANT, **seen)
    assert f"ann gave bed {VACANT} to Q2 first, at 08:00." in said
    assert "hold confirmed · bob" in said


def test_who_loses_a_race_for_a_request_is_told_so_in_chinese_too(client: httpx.Client, store: Store) -> None:
    seen = versions(client, "Q1", VACANT)
    store.execute(lambda tx: hold_bed(tx, "Q1", "W1-R1-2"), ANN)
    client.headers["Accept-Language"] = "zh-CN"
    said = press(client, "hold", request="Q1", bed=VACANT, **seen)
    assert "ann 已先于 08:00 将床位 W1-R1-2 分给 Q1。" in said
    assert "版本" not in said


def test_who_comes_after_another_change_is_told_who_made_it(client: httpx.Client, store: Store) -> None:
    seen = versions(client, "Q1", VACANT)
    store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED), BOB)
    assert "bob was first, at 08:00: bed blocked." in press(client, "hold", request="Q1", bed=VACANT, **seen)


def held(client: httpx.Client, **body: str) -> str:
    answer = client.post(f"{V1}/holds", json=body, headers=key())
    assert answer.status_code == 201, answer.text
    return str(answer.json()["hold"])


def test_a_hold_that_set_rules_aside_says_so_with_reason_and_name(client: httpx.Client) -> None:
    a_man_waits(client)
    hold = held(client, request="M1", bed=BESIDE_A_WOMAN, override=WHY)
    assert client.post(f"{V1}/holds/{hold}/confirm", json={}, headers=key()).status_code == 200
    for path in (f"beds/{BESIDE_A_WOMAN}", "requests/M1"):
        said = words(client.get(f"/board/{path}").text)
        assert f"Rules set aside: same-sex room {WHY} no login" in said
        assert "held by no login, 10 Mar 08:00 · confirmed by no login, 10 Mar 08:00" in said.replace("\xa0", " ")


def test_the_bed_of_a_patient_for_whom_rules_were_set_aside_still_says_so(client: httpx.Client) -> None:
    a_man_waits(client)
    held(client, request="M1", bed=BESIDE_A_WOMAN, override=WHY)
    assert client.post(f"{V1}/admissions", json={"request": "M1"}, headers=key()).status_code == 201
    said = words(client.get(f"/board/beds/{BESIDE_A_WOMAN}").text)
    assert f"Rules set aside: same-sex room {WHY} no login" in said


def test_rules_set_aside_for_a_hold_that_was_given_back_are_not_those_of_the_bed(client: httpx.Client) -> None:
    a_man_waits(client)
    hold = held(client, request="M1", bed=BESIDE_A_WOMAN, override=WHY)
    assert client.post(f"{V1}/holds/{hold}/release", json={}, headers=key()).status_code == 200
    assert client.post(f"{V1}/beds/{THE_WOMAN}/left", json={}, headers=key()).status_code == 200
    held(client, request="M1", bed=BESIDE_A_WOMAN)
    assert client.post(f"{V1}/admissions", json={"request": "M1"}, headers=key()).status_code == 201
    assert "set aside" not in words(client.get(f"/board/beds/{BESIDE_A_WOMAN}").text)


def test_a_hold_that_kept_the_rules_sets_nothing_aside(client: httpx.Client) -> None:
    held(client, request="Q1", bed=VACANT)
    said = words(client.get("/board/requests/Q1").text)
    assert "held by no login" in said
    assert "set aside" not in said
    assert "confirmed by" not in said


def test_a_refused_move_and_a_refused_swap_say_what_was_asked_for(client: httpx.Client) -> None:
    a_man_waits(client)
    lies_in(client, "M1", VACANT)
    move = press(client, "move", from_bed=VACANT.lower(), to_bed=BESIDE_A_WOMAN)
    assert f"Move {VACANT} (P-M1 ♂ male 50 y ) → {BESIDE_A_WOMAN}" in move
    assert "P-M1 (male) shares room W1-R1 with in W1-R1-1 (female)" in move
    lies_in(client, "Q1", BESIDE_A_WOMAN)
    swap = press(client, "swap", from_bed=VACANT, to_bed=BESIDE_A_WOMAN)
    assert f"Swap {VACANT} (P-M1 ♂ male 50 y ) ⇄ {BESIDE_A_WOMAN} (P-Q1 ♀ female" in swap
    done = press(client, "swap", from_bed=VACANT, to_bed=BESIDE_A_WOMAN, override=WHY)
    assert f"patients swapped · {VACANT} ⇄ {BESIDE_A_WOMAN}" in done
