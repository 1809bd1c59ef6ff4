"""What planners read is there for everything that they may change or see."""

from dataclasses import replace

import pytest

from simulation import what_if
from simulation.measure_words import HEADLINES, MEASURE_WORDS, WAIT_WORDS, measure_words
from simulation.output import WAITS
from simulation.policies import POLICIES
from simulation.policies.from_input import policy
from simulation.question_names import named_after_changes
from simulation.words import words_of_fields


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_and_parameter_is_named_in_both_languages(name: str) -> None:
    kind = POLICIES[name]
    for words in (kind.words, *words_of_fields(kind).values()):
        assert words.en
        assert words.zh


def test_a_parameter_without_words_is_a_mistake() -> None:
    with pytest.raises(TypeError, match=r"WhatIf\.title has no words"):
        words_of_fields(what_if.WhatIf)


def test_every_question_is_described_in_both_languages() -> None:
    questions = [what_if.bundled(name) for name in what_if.names()]
    assert [question.title for question in questions if not question.description or not question.description_zh] == []


def test_every_wait_that_is_kept_has_a_name() -> None:
    assert set(WAIT_WORDS) == set(WAITS)
    assert set(HEADLINES) <= set(MEASURE_WORDS)
    assert measure_words("something_new").title == "something new"


def test_a_changed_question_says_what_was_changed() -> None:
    own = what_if.bundled("day-surgery-30")
    quarter = replace(own, policies=(policy("day-surgery-share", {"share": 0.25}, ""),))
    assert named_after_changes(quarter, own).title == (
        "30% of elective surgery as day surgery: Day surgery (share of elective operations 25%)"
    )
    assert "占择期手术的比例 25%" in named_after_changes(quarter, own).title_zh
    assert named_after_changes(own, own) is own
    lounge = replace(own, policies=(policy("discharge-lounge", {"places": 60}, ""),))
    told = named_after_changes(lounge, own).title
    assert told.endswith("Discharge lounge (places 60), without Day surgery")


def test_a_question_of_ones_own_is_named_after_its_policies() -> None:
    base = what_if.bundled("base")
    hours = replace(base, policies=(policy("operating-room-hours", {"closes_hour": 20.5}, ""),))
    assert named_after_changes(hours, base).title == "Hours of the operating rooms (close at 20.5)"
