"""Words of the simulation's pages that templates pass to gettext by variable."""

import re

from api.web.labels import Labels, mark

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


def either(labels: Labels, english: str, chinese: str) -> str:
    """Return the words in the reader's language."""
    return chinese if labels.language == "zh-CN" and chinese else english


def area_said(labels: Labels, area: str) -> str:
    """Return what a part of the hospital is called, as a heading."""
    return labels.gettext(area[:1].upper() + area[1:])


def problem_said(labels: Labels, message: str) -> str:
    """Return what is wrong with a parameter in the reader's language; what has no translation stays English."""
    if found := _AT_LEAST.fullmatch(message):
        return labels.gettext("{value} is too little, expected at least {least}").format(**found.groupdict())
    if found := _WITHIN.fullmatch(message):
        return labels.gettext("{value} is out of range, expected {low} to {high}").format(**found.groupdict())
    return message
