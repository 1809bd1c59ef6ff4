"""The HTTP API for people to read: the OpenAPI document as a page of this server."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.web.page import Page

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def documentation(request: Request) -> Response:
    """Show every operation with its parameters and examples; nothing on it is secret."""
    document = request.app.openapi()
    tags: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = {**operation, "method": method.upper(), "path": path, "body": _example(document, operation)}
            shown["answer"] = _answer(operation)
            tags.setdefault(operation.get("tags", ["other"])[0], []).append(shown)
    return Page(request, None).answer("documentation.html", active="docs", document=document, tags=tags)


def _example(document: dict[str, Any], operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    for example in content.get("examples", {}).values():
        return _text(example["value"])
    name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    examples = document["components"]["schemas"].get(name, {}).get("examples", [])
    return _text(examples[0]) if examples else ""


def _answer(operation: dict[str, Any]) -> str:
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get("application/json", {})
        if status.startswith("2") and "example" in content:
            return _text(content["example"])
    return ""


def _text(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)
