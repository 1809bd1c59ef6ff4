"""Who gets in, who sees patients, and what strangers cannot do."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.middleware import METHODS
from api.runtime import Runtime
from api.server import prepared
from api.settings import Settings
from api.store.commands.holds import hold_bed
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from api.store.tokens import Role, create_token, revoke_token
from scenarios.input_problems import InputError
from tests import make
from tests.api.conftest import HandClock
from tests.api.serving import client_of, ended, key, runtime_on, wait_until

V1 = "/api/v1"
VACANT = "W1-R1-2"
PUBLIC = "https://onebed.hospital.example"


@pytest.fixture
def kind_of_database() -> str:
    """Who gets in does not depend on the database."""
    return "sqlite"


def bearer(store: Store, name: str, role: Role = Role.DISPATCHER) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(store.database, name, role, make.NOW)}"}


def test_without_a_token_ever_this_machine_is_let_in(client: httpx.Client) -> None:
    assert client.get(f"{V1}/beds").status_code == 200


def test_revoking_the_last_token_opens_nothing(store: Store, client: httpx.Client, runtime: Runtime) -> None:
    create_token(store.database, "only", Role.VIEWER, make.NOW)
    revoke_token(store.database, "only", make.NOW)
    runtime.read_tokens()
    assert client.get(f"{V1}/beds").status_code == 401
    refused = client.post(f"{V1}/beds/{VACANT}/block", json={"why": "closed"}, headers=key())
    assert refused.status_code == 401


def test_a_revoked_name_gets_a_new_token(store: Store) -> None:
    old = create_token(store.database, "ann", Role.VIEWER, make.NOW)
    with pytest.raises(InputError, match="has a token already"):
        create_token(store.database, "ann", Role.VIEWER, make.NOW)
    revoke_token(store.database, "ann", make.NOW)
    assert create_token(store.database, "ann", Role.DISPATCHER, make.NOW) != old
    revoke_token(store.database, "ann", make.NOW)


@pytest.fixture
def men_and_germs(tmp_path: Path) -> Iterator[Store]:
    """A room with an isolated patient, and an isolated patient who waits."""
    database = Database(f"sqlite:///{tmp_path / 'germs.db'}")
    database.migrate()
    made = Store(database, HandClock())
    isolated: dict[str, Any] = {"isolation": "contact"}
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=[2])],
        stays=[make.stay(bed="W1-R1-1", sex="female", patient_id="SECRET-1", pathogen="MRSA", **isolated)],
        requests=[make.request(id="QM", sex="male", patient_id="SECRET-2", pathogen="CRE", **isolated)],
    )
    open_hospital(made, scenario)
    yield made
    database.close()


def test_a_viewer_is_told_rules_without_patients_and_germs(men_and_germs: Store) -> None:
    secrets = ("SECRET-1", "SECRET-2", "MRSA", "CRE")
    viewer, dispatcher = (bearer(men_and_germs, role.value, role) for role in (Role.VIEWER, Role.DISPATCHER))
    paths = [f"{V1}/requests/QM/recommendations{end}" for end in ("", "/W1-R1-2")]
    with client_of(runtime_on(men_and_germs, men_and_germs.clock)) as client:
        job = client.post(f"{V1}/optimisations", json={"seconds": 2}, headers={**dispatcher, **key()}).json()["job"]
        paths.append(f"{V1}/optimisations/{job}")
        ended(client, f"optimisations/{job}", viewer)
        for_viewers = [client.get(path, headers=viewer).text for path in paths]
        for_dispatchers = [client.get(path, headers=dispatcher).text for path in paths]
    assert not [text for text in for_viewers if any(secret in text for secret in secrets)]
    assert "SECRET-1" in "".join(for_dispatchers)
    assert "same-sex room" in for_viewers[1]
    assert "shares room W1-R1" in for_viewers[1]


@pytest.mark.parametrize("path", [f"{V1}/events/stream", "/board/stream"])
def test_a_revoked_tokens_open_stream_ends_before_the_next_event(store: Store, path: str, clock: Any) -> None:
    token = create_token(store.database, "ann", Role.DISPATCHER, make.NOW)
    bearer(store, "other")
    runtime = runtime_on(store, clock)
    seen: list[str] = []
    with client_of(runtime) as client:
        headers = {"Authorization": f"Bearer {token}"}
        end = client.get(f"{V1}/census", headers=headers).json()["sequence"]
        if path.startswith("/board"):
            assert client.post("/login", data={"token": token}).status_code == 303
            headers = {}

        def read() -> None:
            with client.stream("GET", f"{path}?after={end}", headers=headers) as answer:
                seen.extend(answer.iter_lines())

        reader = threading.Thread(target=read)
        reader.start()
        wait_until(lambda: runtime.metrics.listeners._value.get() == 1)
        revoke_token(store.database, "ann", make.NOW)
        runtime.read_tokens()
        store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
        reader.join(timeout=20)
        assert not reader.is_alive()
    assert not [line for line in seen if "Q1" in line]


def test_more_streams_than_there_is_room_for_are_sent_away(store: Store, clock: Any) -> None:
    runtime = runtime_on(store, clock, max_streams=1)
    with client_of(runtime) as client, client.stream("GET", f"{V1}/events/stream"):
        wait_until(lambda: runtime.metrics.listeners._value.get() == 1)
        refused = client.get(f"{V1}/events/stream")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")


def test_made_up_credentials_share_the_limit_of_their_address(store: Store, clock: Any) -> None:
    with client_of(runtime_on(store, clock, rate_limit="5/day")) as client:
        made_up = [{"Cookie": f"x={n}"} for n in range(4)] + [{"Authorization": f"Bearer {n}"} for n in range(4)]
        answers = [client.get("/health", headers=headers).status_code for headers in made_up]
    assert answers.count(429) == 3


def test_a_token_in_use_has_a_limit_of_its_own(store: Store, clock: Any) -> None:
    ann, bob = bearer(store, "ann"), bearer(store, "bob")
    with client_of(runtime_on(store, clock, rate_limit="3/day")) as client:
        answers = [client.get(f"{V1}/census", headers=who).status_code for who in (ann, ann, ann, bob, bob, bob, ann)]
    assert answers == [200] * 6 + [429]


def ask_raw(client: httpx.Client, lines: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as connection:
        connection.sendall(lines)
        connection.settimeout(10)
        return connection.recv(4000)


@pytest.mark.parametrize("path", [b"/api/v1/events/stream", b"/board/stream"])
@pytest.mark.parametrize("value", [b"\xb2", b"-1", b"9" * 40, b"1.5", b"\xd9\xa3", b"abc"])
def test_a_last_event_id_that_is_none_is_refused(client: httpx.Client, path: bytes, value: bytes) -> None:
    answer = ask_raw(client, b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: " + value + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_method_that_somebody_made_up_is_no_label_of_the_metrics(client: httpx.Client) -> None:
    ask_raw(client, b"SECRET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    text = client.get("/metrics").text
    assert "SECRET" not in text
    assert 'method="other"' in text
    assert "GET" in METHODS


def csrf(client: httpx.Client) -> dict[str, str]:
    return {"X-CSRF-Token": client.get("/").text.split('"X-CSRF-Token": "')[1].split('"')[0]}


@pytest.mark.parametrize(
    "fields",
    [
        {"sequence": "9" * 30, "key": "a-good-key"},
        {"sequence": "x", "key": "a-good-key"},
        {"key": "a-good-key"},
        {"sequence": "1", "key": "\x00" * 9},
        {"sequence": "1", "key": "short"},
        {"sequence": "1", "key": "k" * 300},
        {"sequence": "1"},
    ],
)
def test_no_form_of_the_board_is_a_server_error(client: httpx.Client, fields: dict[str, str]) -> None:
    answer = client.post("/board/actions/undo", data=fields, headers=csrf(client))
    assert answer.status_code == 422


def test_lines_are_not_accepted_without_a_key(client: httpx.Client) -> None:
    answer = client.post("/board/plans/none/accept", data={"line": "Q1"}, headers=csrf(client))
    assert answer.status_code == 422


def request_body(**changes: Any) -> dict[str, Any]:
    patient = {"id": "P9", "sex": "male", "age_years": 40}
    asked = "2025-03-10T08:00:00+08:00"
    return {
        "id": "NEW",
        "patient": patient,
        "source": "emergency",
        "department": "D1",
        "requested_at": asked,
    } | changes


@pytest.mark.parametrize("bad", ["R/1", ".", ".."])
def test_a_request_that_no_address_could_name_is_refused(client: httpx.Client, bad: str) -> None:
    refused = client.post(f"{V1}/requests", json=request_body(id=bad), headers=key())
    assert refused.status_code == 422
    assert [one["path"] for one in refused.json()["problems"]] == ["id"]


def test_a_request_of_the_future_is_refused(client: httpx.Client) -> None:
    body = request_body(requested_at="2025-03-10T09:00:00+08:00")
    refused = client.post(f"{V1}/requests", json=body, headers=key())
    assert refused.status_code == 422
    assert [one["path"] for one in refused.json()["problems"]] == ["requested_at"]
    later = {"changes": {"requested_at": "2030-03-10T09:00:00+08:00"}}
    assert client.patch(f"{V1}/requests/Q1", json=later, headers=key()).status_code == 422


@pytest.fixture
def behind_a_proxy(store: Store, clock: Any) -> Iterator[httpx.Client]:
    with client_of(runtime_on(store, clock, public_url=PUBLIC, secure_cookies=False)) as opened:
        yield opened


def test_behind_a_proxy_nobody_gets_in_without_a_token(behind_a_proxy: httpx.Client) -> None:
    assert behind_a_proxy.get(f"{V1}/beds").status_code == 401


@pytest.mark.parametrize("host", ["onebed.hospital.example", "127.0.0.1"])
def test_behind_a_proxy_a_browser_logs_in_and_acts_whichever_host_the_proxy_sends(
    store: Store, clock: Any, host: str
) -> None:
    token = create_token(store.database, "ann", Role.DISPATCHER, make.NOW)
    headers = {"Host": host, "Origin": PUBLIC}
    with client_of(runtime_on(store, clock, public_url=PUBLIC, secure_cookies=False)) as client:
        login = client.post("/login", data={"token": token}, headers=headers)
        assert login.status_code == 303
        # The client keeps no cookie for a host that it did not ask.
        cookies = {"Cookie": login.headers["set-cookie"].split(";")[0]}
        page = client.get("/", headers={**headers, **cookies}).text
        sent = {**headers, **cookies, "X-CSRF-Token": page.split('"X-CSRF-Token": "')[1].split('"')[0]}
        form = {"request": "Q1", "bed": VACANT, "key": str(uuid4())}
        assert client.post("/board/actions/hold", data=form, headers=sent).status_code == 200
        evil = {**sent, "Origin": "https://evil.example"}
        assert client.post("/board/actions/hold", data=form, headers=evil).status_code == 403
        assert client.get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_a_proxys_https_address_makes_cookies_secure_and_needs_a_token(store: Store) -> None:
    settings = Settings(database_url=store.database.url, public_url=PUBLIC)
    assert settings.secure_cookies
    with pytest.raises(InputError, match="no token exists"):
        prepared(settings)


@pytest.mark.parametrize("bad", ["onebed.hospital.example", "ftp://x", "https://x/onebed"])
def test_an_address_that_no_proxy_has_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="expected scheme and host"):
        Settings(public_url=bad)


def test_a_stream_that_saw_more_than_there_is_reloads_and_goes_on(client: httpx.Client) -> None:
    # As after a backup was restored.
    end = client.get(f"{V1}/census").json()["sequence"]
    lines: list[str] = []
    with client.stream("GET", f"{V1}/events/stream", headers={"Last-Event-ID": str(end + 5000)}) as answer:
        client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=key())
        for line in answer.iter_lines():
            lines.append(line)
            if line.startswith("data: {"):
                break
    assert lines[:2] == [f"id: {end}", "event: reload"]
    assert json.loads(lines[-1].removeprefix("data: "))["kind"] == "bed held"


def test_a_board_that_saw_more_than_there_is_reloads(client: httpx.Client) -> None:
    with client.stream("GET", "/board/stream?after=999999") as answer, contextlib.closing(answer.iter_lines()) as lines:
        assert "event: reload" in (next(lines), next(lines))
