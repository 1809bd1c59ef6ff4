"""Words of the simulation's pages that templates pass to gettext by variable."""

import re
from collections.abc import Sequence

from api.web.labels import Labels, mark
from scenarios.input_problems import InputProblem
from simulation.policies import POLICIES
from simulation.words import SHARE, Words, words_of_fields

WORDS = (
    mark("minutes"),
    mark("hours"),
    mark("days"),
    mark("beds"),
    mark("patients"),
    mark("places"),
    mark("wards"),
    mark("o'clock"),
    mark("a day"),
    mark("bed-days"),
    mark("patient-hours"),
    mark("per 100 admissions"),
    mark("ratio"),
    mark("own ward only"),
    mark("nearest free"),
    mark("one pool"),
    mark("live allocator"),
    mark("Beds"),
    mark("Emergency"),
    mark("Surgery"),
    mark("Discharge"),
    mark("Outpatients"),
    mark("Day surgery"),
    mark("Operating rooms"),
    mark("Exams"),
    mark("MDT"),
    mark("value"),
    mark("change"),
    mark("relative change"),
    mark("met"),
    mark("missed"),
    mark("assumed"),
    mark("not certain"),
    mark("better"),
    mark("worse"),
    mark("more"),
    mark("less"),
    mark("occupancy 90-95%"),
    mark("coefficient of variation of occupancy between departments down 20%"),
    mark("at least 20% of elective surgery"),
    mark("ALOS down 0.5 day"),
    mark("time a bed is blocked without need down 50%"),
    mark("mean wait down 15%"),
    mark("appointment kept within 15 minutes"),
    mark("share seen within 30 minutes up"),
    mark("utilisation up 10%"),
    mark("less idle time between cases"),
    mark("queue at most 30 minutes"),
    mark("report time down 30%"),
    mark("meeting arranged within 2 working days"),
    mark("response under 15 minutes"),
    mark("starting"),
    mark("warm-up"),
    mark("replications"),
    mark("start"),
    mark("seed"),
    mark("warm_up_days"),
    mark("version"),
)

_AT_LEAST = re.compile(r"(?:.*: )?(?P<name>\w+) (?P<value>\S+), expected >= (?P<least>\S+)")
_WITHIN = re.compile(r"(?:.*: )?(?P<name>\w+) (?P<value>\S+), expected (?P<low>\S+) to (?P<high>\S+)")
_LATE = re.compile(r".* begins on day (?P<day>\d+) of the run, expected 0 to (?P<last>\d+): .*")
_OVER = re.compile(r".* is over on day (?P<day>\d+) of the run, expected (?P<first>\d+) or later: .*")
_PLACE = re.compile(r".*policies\.(?P<number>\d+)(?:: .*)?")


def either(labels: Labels, english: str, chinese: str) -> str:
    """Return the words in the reader's language."""
    return chinese if labels.language == "zh-CN" and chinese else english


def area_said(labels: Labels, area: str) -> str:
    """Return what a part of the hospital is called, as a heading."""
    return labels.gettext(area[:1].upper() + area[1:])


def form_problem_said(labels: Labels, problem: InputProblem, policies: Sequence[str]) -> tuple[str, str]:
    """Return box and setting, and what is wrong there, in the reader's language; what has no translation is English.

    Parameters
    ----------
    labels : Labels
        Of the reader.
    problem : InputProblem
        As the simulation puts it: places are numbers, settings have the names of the code.
    policies : sequence of str
        Names of the policies that the form sent, in its order.
    """
    place = _PLACE.fullmatch(problem.path)
    if place is None or int(place["number"]) >= len(policies):
        return problem.path, labels.gettext(problem.message)
    kind = POLICIES[policies[int(place["number"])]]
    box = either(labels, kind.words.en, kind.words.zh)
    for pattern, template in (
        (_LATE, mark("begins on day {day}, expected 0 to {last}: the first day is 0, the last {last}")),
        (_OVER, mark("is over on day {day}, expected {first} or later: the days before are warm-up")),
    ):
        if found := pattern.fullmatch(problem.message):
            return box, labels.gettext(template).format(**found.groupdict())
    for pattern, template in (
        (_AT_LEAST, mark("{value} is too little, expected at least {least}")),
        (_WITHIN, mark("{value} is out of range, expected {low} to {high}")),
    ):
        found = pattern.fullmatch(problem.message)
        words = words_of_fields(kind).get(found["name"]) if found else None
        if found and words:
            values = {name: _shown(text, words) for name, text in found.groupdict().items() if name != "name"}
            setting = f"{box}, {either(labels, words.en, words.zh)}"
            return setting, labels.gettext(template).format(**values)
    return box, labels.gettext(problem.message)


def _shown(text: str, words: Words) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{100 * number:g}%" if words.unit == SHARE else f"{number:g}"


def problem_said(labels: Labels, message: str) -> str:
    """Return what is wrong with a parameter in the reader's language; what has no translation stays English."""
    if found := _AT_LEAST.fullmatch(message):
        return labels.gettext("{value} is too little, expected at least {least}").format(**found.groupdict())
    if found := _WITHIN.fullmatch(message):
        return labels.gettext("{value} is out of range, expected {low} to {high}").format(**found.groupdict())
    return message
