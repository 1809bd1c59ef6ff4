"""Answers of the dispatch centre's API as examples in its OpenAPI document, recorded from a hospital of six beds."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "routes" / "answers.json"


@cache
def answers() -> dict[str, Any]:
    """Return an example answer by the path of each GET; lists are cut to their first item."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def add_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with the examples in it."""
    for path, example in answers().items():
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        content["application/json"]["example"] = example
    return document
