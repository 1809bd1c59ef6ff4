"""The key that names a command: a repeat changes nothing, and what is no key is refused."""

import httpx
import pytest

from tests.api.serving import key

VACANT = "W1-R1-2"
V1 = "/api/v1"


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """The store's own tests run on both databases; what HTTP adds does not depend on it."""
    return str(request.param)


def test_a_repeated_key_gets_the_first_answer(client: httpx.Client) -> None:
    headers = key()
    body = {"request": "Q1", "bed": VACANT}
    first = client.post(f"{V1}/holds", json=body, headers=headers)
    again = client.post(f"{V1}/holds", json=body, headers=headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json())


def test_a_command_without_a_key_is_refused(client: httpx.Client) -> None:
    refused = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT})
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith(
        "header.Idempotency-Key: is missing, expected 8 to 190 characters without spaces that name this command"
    )


def test_a_key_that_is_none_is_refused_with_what_it_should_be(client: httpx.Client) -> None:
    refused = client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers={"Idempotency-Key": "abc"})
    (problem,) = refused.json()["problems"]
    assert problem["message"].startswith("is 'abc', expected 8 to 190 characters")


def test_a_key_that_named_another_command_is_refused_with_what_to_do(client: httpx.Client) -> None:
    headers = key()
    client.post(f"{V1}/holds", json={"request": "Q1", "bed": VACANT}, headers=headers)
    refused = client.post(f"{V1}/holds", json={"request": "Q2", "bed": VACANT}, headers=headers)
    assert "expected a new key, such as a UUID, for each command" in refused.json()["detail"]
