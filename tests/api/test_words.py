"""Both languages say everything, on screen and in the README."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from api.web.texts import catalogue

ROOT = Path(__file__).parents[2]
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_mark": None}
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def texts() -> set[str]:
    found = extract_from_dir(ROOT / "api" / "web", METHODS, OPTIONS, KEYWORDS)
    return {message[2] if isinstance(message[2], str) else message[2][1] for message in found}


def test_every_text_of_the_board_has_its_chinese() -> None:
    chinese = catalogue("zh-CN")
    assert texts()
    assert sorted(text for text in texts() if chinese.gettext(text) == text) == []


def test_translations_keep_the_places_of_the_english() -> None:
    chinese = catalogue("zh-CN")
    places = re.compile(r"%\(\w+\)[ds]|\{\w+\}|%%")
    assert [
        text for text in texts() if sorted(places.findall(text)) != sorted(places.findall(chinese.gettext(text)))
    ] == []


def headings(path: Path) -> list[int]:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [len(mark) for mark in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]


def commands(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("#")[0].strip() for line in lines if re.match(r"\s*(onebed|make|curl|python) ", line)]


@pytest.mark.parametrize("part", [headings, commands])
def test_the_chinese_readme_is_in_step(part: object) -> None:
    assert callable(part)
    english, chinese = (part(path) for path in READMES)
    assert english == chinese
