"""Both languages say everything, on screen and in the README."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.decisions import sentence_document, violation_document
from api.store.kinds import EventKind, Flag, RequestStatus
from api.web.labels import Labels
from api.web.sentences import WORDS, said
from api.web.texts import catalogue
from optimizer.beds import BedProblem, violations, why_waiting
from optimizer.beds.conflict import sentences as conflict_sentences
from optimizer.beds.goals import GOALS
from optimizer.beds.rules import RULES
from scenarios.census import BedState, BlockReason
from scenarios.hospital import AGE_BANDS, LevelOfCare
from scenarios.kpis import KPIS, TARGETS
from scenarios.patients import Isolation, Sex, Urgency
from scenarios.plans import BedAssignment, BedPlan
from tests.optimizer.beds import small_problems

ROOT = Path(__file__).parents[2]
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
SENTENCES = {
    "broken": (2,),
    **dict.fromkeys(
        ("Sentence", "BedTaken", "Busy", "Invalid", "KeyReused", "NotFound", "RulesBroken", "Stale", "WrongState"), (1,)
    ),
}
"""Functions whose argument of that number is a sentence that the board may have to say."""
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def texts() -> set[str]:
    found = extract_from_dir(ROOT / "api" / "web", METHODS, OPTIONS, KEYWORDS)
    return {message[2] if isinstance(message[2], str) else message[2][1] for message in found}


def sentences() -> set[str]:
    folders = (ROOT / "optimizer" / "beds", ROOT / "optimizer" / "admissions", ROOT / "api")
    found = (one for folder in folders for one in extract_from_dir(folder, [("**.py", "python")], {}, SENTENCES))
    return {str(message[2]) for message in found}


def test_every_text_of_the_board_has_its_chinese() -> None:
    chinese = catalogue("zh-CN")
    assert texts()
    assert sorted(text for text in texts() if chinese.gettext(text) == text) == []


def test_every_sentence_of_rules_and_refusals_has_its_chinese() -> None:
    chinese = catalogue("zh-CN")
    assert len(sentences()) > len(RULES)
    assert sorted(text for text in sentences() if chinese.gettext(text) == text) == []


def test_every_word_of_the_hospital_has_its_chinese() -> None:
    chinese = catalogue("zh-CN")
    words = {rule.name for rule in RULES} | {goal.name for goal in GOALS} | {band.name for band in AGE_BANDS}
    words |= {kpi.unit for kpi in KPIS if kpi.unit != "%"}
    words |= {target.statement for target in TARGETS if target.kpi in {kpi.name for kpi in KPIS}}
    for enumeration in (BedState, BlockReason, EventKind, Isolation, LevelOfCare, RequestStatus, Sex, Urgency):
        words |= {one.value for one in enumeration}
    words |= {flag.value for flag in Flag if flag is not Flag.NONE}
    assert sorted(word for word in words if chinese.gettext(word) == word) == []


def test_translations_keep_the_places_of_the_english() -> None:
    chinese = catalogue("zh-CN")
    places = re.compile(r"%\(\w+\)[ds]|\{\w+(?:!r)?\}|%%")
    assert [
        text
        for text in texts() | sentences()
        if sorted(places.findall(text)) != sorted(places.findall(chinese.gettext(text)))
    ] == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_english_word_remains_where_rules_are_broken(data: st.DataObject) -> None:
    scenario = data.draw(small_problems.scenarios(most_beds=5))
    problem = BedProblem(scenario)
    beds = [place.bed.id for place in problem.index.places]
    requests = [request.id for request in scenario.requests]
    plan = BedPlan(
        assignments=tuple(
            BedAssignment(request=request, bed=data.draw(st.sampled_from(beds)), start_minutes=0)
            for request in requests
        )
    )
    waiting = BedPlan(waiting=tuple(requests))
    documents = [violation_document(one) for one in violations(problem, plan)]
    documents += [
        sentence_document(one)
        for request in requests
        for one in conflict_sentences(problem, why_waiting(problem, waiting, request))
    ]
    labels = Labels(scenario.hospital, "zh-CN", "Asia/Shanghai")
    for document in documents:
        # Ids are the hospital's own: with stars for them, nothing Latin may be left.
        values = {name: _starred(name, value) for name, value in document["values"].items()}
        assert not ENGLISH.search(said(labels, document["template"], values)), document["message"]


def _starred(name: str, value: object) -> object:
    if name in WORDS:
        return value
    if isinstance(value, list):
        return ["*"] * len(value)
    return "*" if isinstance(value, str) else value


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
