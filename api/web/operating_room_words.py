"""What the pages of the operating rooms call things, and the sentences of the rules in the reader's language."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from api.web.labels import Labels, mark

WORDS = (
    mark("one case a room"),
    mark("surgeon in one place"),
    mark("staff on shift"),
    mark("recovery places"),
    mark("beds after surgery"),
    mark("infected last"),
    mark("children first"),
    mark("first of day"),
    mark("case order"),
    mark("pinned start"),
    mark("must do"),
    mark("emergency reserve"),
    mark("room capability"),
    mark("block schedule"),
    mark("room hours"),
    mark("surgeon authority"),
    mark("surgeon hours"),
    mark("discussion recorded"),
    mark("dedicated room"),
    mark("ready from"),
    mark("pinned room"),
    mark("planned minutes"),
    mark("room and surgeon"),
    mark("every case once"),
    mark("bed_peak"),
    mark("idle"),
    mark("long_day"),
    mark("makespan"),
    mark("overtime"),
    mark("patient_waiting"),
    mark("postponed"),
    mark("recovery_peak"),
    mark("room_opened"),
    mark("stability"),
    mark("surgeon_waiting"),
    mark("wishes"),
    mark("anaesthetist"),
    mark("nurse"),
    mark("scrub nurse"),
    mark("C-arm"),
    mark("laparoscopy tower"),
    mark("microscope"),
    mark("laser"),
    mark("laminar flow"),
    mark("robot"),
    mark("regional"),
    mark("sedation"),
    mark("local"),
    mark("clean"),
    mark("infected"),
    mark("day"),
    mark("everyone"),
    mark("infeasible"),
    mark("by hand"),
    mark("night run"),
    mark("first list"),
    mark("run"),
    mark("rest of the day"),
    mark("loaded from a file"),
    mark("loaded from a file, with beds from the forecast"),
    mark("reported on the page"),
    mark("accepted plan of the coming weeks"),
    mark("general anaesthesia"),
    mark("demo operating-room office"),
    mark("tomorrow's cases"),
    mark("operating list"),
    mark("surgical case"),
    mark("List"),
    mark("Rooms"),
    mark("Order"),
    mark("Starts at"),
    mark("End"),
    mark("Assistants"),
    mark("Letter"),
    mark("Risk"),
    mark("Rules"),
    mark("Due"),
    mark("Cases"),
    mark("Expected start"),
    mark("Expected overtime minutes"),
    mark("Points to place it"),
    mark("booked"),
    mark("procedure"),
    mark("procedure x surgeon"),
    mark("waiting list"),
    mark("measured"),
)

SENTENCES = (
    mark("{count} patients need {level} beds of {department}, expected at most {most}"),
    mark("{count} patients need {level} beds, expected at most {most}"),
    mark("case {case} starts at {at}, expected after {other}, which ends at {end}"),
    mark("case {case} starts at {at}, expected after {other}, which is put off"),
    mark("{count} rooms kept for emergencies, expected {least}"),
    mark("{count} free minutes for emergencies, expected {least}"),
    mark("{count} of {item} in use or sterilisation at {at}, expected at most {most}"),
    mark("case {case} is put off, expected on the list: it must be done"),
    mark("room {room}: {gap} minutes from {case} leaving at {at} to {other}, expected at least {least}"),
    mark("room {room}: {case} comes before {other}, expected after it ({rule})"),
    mark("case {case} starts at {at}, expected its pin {pin}"),
    mark("{count} in the PACU at {at}, expected at most {most}"),
    mark("{count} of {skill} needed at {at}, expected at most the {most} on duty"),
    mark(
        "surgeon {surgeon} ends {case} at {end} and starts {other} at {at}, expected at least {least} minutes between"
    ),
    mark("room {room} belongs to {owners}, the case is of {department}"),
    mark("case {case} is grade {grade} and its multidisciplinary discussion is not recorded"),
    mark("room {room} is dedicated to infected cases, case {case} is {infection}"),
    mark("case {case} is pinned to room {room}"),
    mark("case {case} is pinned to {at}"),
    mark("case {case} is ready from {at}"),
    mark("room {room} lacks {items}"),
    mark("room {room} is staffed {start} to {end}"),
    mark("surgeon {surgeon} is authorised up to grade {least}, the case is grade {grade}"),
    mark("surgeon {surgeon} and assistants are there {start} to {end}"),
    mark("case {case} stands {count} times on the list, expected {most}"),
    mark("case {case} in room {room} with surgeon {surgeon}, expected a known room and one of its surgeons {others}"),
    mark("case {case} fits no common hours in {room}"),
    mark("case {case} is planned for {count} minutes, expected {most}"),
    mark("case {case} blocks its room for {count} minutes, expected at most {most}"),
    mark("Case {case}: pinned to room {room}, which lacks {items}, expected a room that has it"),
    mark("Case {case}: pinned to start at {at} in room {room}, expected from {start} to {end}"),
    mark("Case {case}: pinned to start at {at}, expected at or after it is ready at {start}"),
    mark("Case {case}: its pin at {at} overlaps case {other} at {start} for room {room}, expected one after the other"),
    mark(
        "Case {case}: its pin at {at} overlaps case {other} at {start} for surgeon {surgeon}, "
        "expected one after the other"
    ),
    mark("Case {case}: unknown surgeon {surgeon} in surgeons, expected one of {others}"),
    mark(
        "Case {case}: grade {grade} is above the authority of every surgeon it names ({others}), "
        "expected one who is authorised for it"
    ),
    mark("cancelled after it has begun, expected an end instead"),
    mark("over without having begun, expected both"),
    mark("expected to be over without having begun, expected a start"),
    mark("expected to be over at {at}, expected after its start at {start}"),
    mark("begun at {at}, expected at most now, {end}"),
    mark("over at {at}, expected after its start at {start} and at most now, {end}"),
    mark("begun without a room, expected a case that has a place on the list"),
    mark(
        "case {other} has begun at {at} in room {room}, where case {case} is from {start} until {end}, "
        "expected one after the other"
    ),
    mark(
        "case {other} has begun at {at} in room {room}, where case {case} is from {start} and is not over, "
        "expected one after the other"
    ),
)
"""Sentences of the rules and of refused pins and reports: English is recognised by these, and said in the reader's
language."""

_WITH_HOURS = re.compile(r"case (?P<case>.+?) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d): (?P<why>.+)")
_OWNER = re.compile(r"(?P<name>.+?) (?P<hours>\d\d:\d\d-\d\d:\d\d)")


def broken_said(labels: Labels, broken: Mapping[str, Any]) -> str:
    """Return what is broken in the reader's language; what no sentence fits stays as it is."""
    message = str(broken["message"])
    if found := _WITH_HOURS.fullmatch(message):
        hours = f"{found['start']}–{found['end']}"
        return f"{found['case']} {hours}{_colon(labels)}{broken_said(labels, {'message': found['why']})}"
    for template in SENTENCES:
        if found := pattern(template).fullmatch(message):
            values = {name: _told(labels, name, value) for name, value in found.groupdict().items()}
            return labels.gettext(template).format(**values)
    return message


def why_said(labels: Labels, why: Mapping[str, Any] | None) -> str:
    """Return why a case is put off."""
    if why is None:
        return ""
    if why["rules"]:
        return labels.gettext("No place because of: {rules}").format(rules=_rules_said(labels, why))
    if why["extra_points"] is not None:
        points = why["extra_points"]
        if points > 0:
            text = labels.gettext("Has a place in {room}, at {points} points more than putting it off")
        elif points < 0:
            text = labels.gettext("Has a place in {room}, {points} points cheaper than putting it off: plan again")
        else:
            text = labels.gettext("Has a place in {room} at the price of putting it off: plan again")
        return text.format(room=why["room"], points=abs(points))
    return labels.gettext("Longer than the day of any room")


def not_earlier_said(labels: Labels, why: Mapping[str, Any] | None) -> str:
    """Return why a case on the list does not start earlier."""
    if why is None:
        return ""
    if why["rules"]:
        return labels.gettext("No earlier start because of: {rules}").format(rules=_rules_said(labels, why))
    points = why["extra_points"]
    if points > 0:
        text = labels.gettext("Could start at {at} in {room}, at {points} points more")
    elif points < 0:
        text = labels.gettext("Could start at {at} in {room}, {points} points cheaper: plan again")
    else:
        text = labels.gettext("Could start at {at} in {room} at the same price: plan again")
    return text.format(at=clock(why["start_minute"]), room=why["room"], points=abs(points))


def cost_said(labels: Labels, points: int) -> str:
    """Return what it costs to place a case that is put off by making room for it."""
    if points > 0:
        return labels.gettext("To place it all the same costs {points} points:").format(points=f"+{points}")
    if points < 0:
        return labels.gettext("With it the list would be {points} points cheaper, plan again:").format(points=-points)
    return labels.gettext("With it the list would cost the same, plan again:")


def _rules_said(labels: Labels, why: Mapping[str, Any]) -> str:
    rules = labels.comma.join(labels.gettext(rule) for rule in why["rules"])
    values = "；".join if labels.language == "zh-CN" else "; ".join
    told = values(dict.fromkeys(broken_said(labels, one) for one in why.get("broken", ())))
    return rules + (f" ({told})" if told else "")


def clock(minute: int) -> str:
    """Return a minute of the day as ``08:30``; of the day after as ``+00:30``."""
    days, rest = divmod(minute, 24 * 60)
    return f"{'+' * days}{rest // 60:02d}:{rest % 60:02d}"


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return what recognises a sentence made from a template, its values as groups."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)


def _told(labels: Labels, name: str, value: str) -> str:
    if name == "department":
        return labels.department(value)
    if name in ("item", "skill", "rule", "infection", "level"):
        return labels.gettext(value)
    if name == "items":
        return labels.comma.join(labels.gettext(item) for item in value.split(", "))
    if name == "owners":
        return labels.comma.join(_owner(labels, one) for one in value.split(", "))
    return value


def _owner(labels: Labels, text: str) -> str:
    found = _OWNER.fullmatch(text)
    if found is None:
        return labels.department(text)
    name = found["name"]
    return f"{labels.gettext(name) if name == 'everyone' else labels.department(name)} {found['hours']}"


def _colon(labels: Labels) -> str:
    return "：" if labels.language == "zh-CN" else ": "
