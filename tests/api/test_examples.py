"""The examples of the OpenAPI document are what the server answers; every operation of the dispatch centre has one."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.app import create_app
from api.examples import answers
from api.store.store import Store
from tests.api.serving import runtime_on

TAGS = {"census", "beds", "requests", "recommendations", "holds", "stays", "discharges", "lending", "optimisations"}
OPEN_ENDED = {"by_state", "plan", "progress", "costs", "values", "before", "after"}
"""Members whose own members differ from answer to answer."""


@pytest.fixture
def kind_of_database() -> str:
    """What these tests look at does not depend on the database."""
    return "sqlite"


def lived_in(client: httpx.Client) -> dict[str, str]:
    """Let something of everything happen, and return what the names in paths stand for."""

    def do(path: str, **body: Any) -> dict[str, Any]:
        answer = client.post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, answer.text
        return dict(answer.json())

    do("/beds/W2-R1-1/discharge-order")
    do("/beds/W2-R1-1/left", to_lounge=True)
    do("/requests/Q1/lending", lender="D2", reason="agreed by phone")
    do("/admissions", request="Q1", bed="W2-R2-1", override="agreed by phone")
    do("/holds", request="Q2", bed="W1-R1-2")
    job = do("/optimisations", seconds=1)["job"]
    return {"ward_id": "W1", "bed_id": "W1-R1-1", "request_id": "Q3", "job_id": job}


def shape(value: Any) -> Any:
    """Return the names in a document, without values, with lists as their first item."""
    if isinstance(value, dict):
        return {name: "…" if name in OPEN_ENDED else shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "…"


def test_every_example_has_the_names_that_the_server_answers_with(client: httpx.Client) -> None:
    names = lived_in(client)
    for path, example in answers().items():
        answer = client.get(path.format_map({**names, "bed_id": names["bed_id"]}))
        assert answer.is_success, path
        assert shape(answer.json()) == shape(example), path


def test_every_operation_of_the_dispatch_centre_has_an_example(store: Store, clock: Any) -> None:
    document = create_app(runtime_on(store, clock)).openapi()
    missing = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not TAGS & set(operation["tags"]):
                continue
            if method == "get" and "example" not in operation["responses"]["200"]["content"]["application/json"]:
                missing.append(path)
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            schema = document["components"]["schemas"].get(
                body.get("schema", {}).get("$ref", "").rpartition("/")[2], {}
            )
            if body and not body.get("examples") and not schema.get("examples"):
                missing.append(path)
    assert missing == []


def test_the_page_about_the_api_shows_the_examples_and_needs_no_other_site(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "/api/v1/requests/{request_id}/recommendations" in page
    assert "free now" in page
    assert not re.search(r"(src|href)=\"(https?:)?//", page)
