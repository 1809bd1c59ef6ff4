"""The list of a day as the timeline draws it: rooms, cases, turnovers, the PACU, in the reader's words."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api.operating_rooms.list_now import ListNow
from api.operating_rooms.views import list_view
from api.web.labels import Labels

Document = dict[str, Any]
LEAST_HOURS = (8, 18)
HALF_HOUR = 30


def timeline(now: ListNow, labels: Labels, moment: datetime) -> Document:
    """Return what the timeline shows of a list at a moment of the hospital's clock."""
    view = list_view(now)
    return {
        "date": now.on,
        "version": now.version,
        "now": now_on_the_day(now, moment),
        "hours": _hours(now),
        "rooms": [_room(room, labels) for room in view["rooms"]],
        "pacu": _pacu(view["recovery"], labels),
        "cases": [_case(room["room"], case, room["letter"], labels) for room, case in _cases(view)],
        "turnovers": [_turnover(room["room"], case) for room, case in _cases(view)],
        "closed": [span for room in view["rooms"] for span in _closed(room)],
    }


def now_on_the_day(now: ListNow, moment: datetime) -> str:
    """Return where the line of the present stands, in whole five minutes; empty on another day."""
    at = moment.astimezone(ZoneInfo(now.day.zone))
    at -= timedelta(minutes=at.minute % 5, seconds=at.second)
    return f"{at:%Y-%m-%dT%H:%M:00}" if at.date() == now.day.on else ""


def local(text: str) -> str:
    """Return a moment without its zone: the hospital's clock, wherever the reader is."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%S")


def hour_minute(text: str | None) -> str:
    """Return a moment's hour and minute."""
    return datetime.fromisoformat(text).strftime("%H:%M") if text else ""


def _cases(view: Document) -> list[tuple[Document, Document]]:
    return [(room, case) for room in view["rooms"] for case in room["cases"]]


def _hours(now: ListNow) -> list[int]:
    """Return the first and last hour that something of the day touches."""
    first = min(
        [room.opens_minute for room in now.day.rooms] + [planned.start_minute for planned in now.plan.cases],
        default=LEAST_HOURS[0] * 60,
    )
    closing = [room.closes_minute + 60 for room in now.day.rooms]
    last = max(closing + [planned.leaves_minute + 45 for planned in now.plan.cases], default=LEAST_HOURS[1] * 60)
    return [first // 60, -(-last // 60)]


def _room(room: Document, labels: Labels) -> Document:
    names = labels.comma.join(labels.department(name) for name in room["departments"])
    return {
        "room": room["room"],
        "departments": names,
        "letter": room["letter"] if room["cases"] else "",
        "risk": f"{room['risk']:.0%}" if room["cases"] else "",
        "said": labels.gettext("Risk of running over: {risk}").format(risk=f"{room['risk']:.0%}"),
    }


def _case(room: str, case: Document, letter: str, labels: Labels) -> Document:
    team = labels.comma.join(f"{labels.gettext(skill)} {count}" for skill, count in case["staff"].items())
    marks = "".join(
        sign
        for sign, there in (
            ("▶", case["state"] == "running"),
            ("✓", case["state"] == "done"),
            ("⚠", case["infection"] == "infected"),
        )
        if there
    )
    pins = [text for text in (case["pinned_room"], hour_minute(case["pinned_start"])) if text]
    hours = f"{hour_minute(case['start'])}–{hour_minute(case['leaves'])}"
    lines = [
        f"{case['case']} · {hours} · {room}",
        f"{labels.department(case['department'])} · {case['procedure']} · "
        + labels.gettext("grade {grade}").format(grade=case["grade"]),
        f"{labels.gettext('Surgeon')}: {case['surgeon'] or '–'}",
        f"{labels.gettext('Team')}: {team or '–'}",
        labels.gettext("Risk of running over: {risk}").format(risk=f"{case['risk']:.0%} {letter}"),
        *([labels.gettext("Pinned to {place}").format(place=labels.comma.join(pins))] if pins else []),
    ]
    return {
        "case": case["case"],
        "room": room,
        "start": local(case["start"]),
        "end": local(case["leaves"]),
        "letter": letter,
        "marks": marks,
        "pinned": bool(pins),
        "text": f"{labels.department(case['department'])} · {case['surgeon'] or ''}",
        "team": team,
        "said": "\n".join(lines),
        "movable": case["state"] == "planned",
        "state": case["state"],
        "version": case["version"],
    }


def _turnover(room: str, case: Document) -> Document:
    return {"case": case["case"], "room": room, "start": local(case["leaves"]), "end": local(case["room_ready"])}


def _closed(room: Document) -> list[Document]:
    """Return the hours beyond closing, and those in which nobody may be in the room."""
    return [
        {"room": room["room"], "start": local(room["closes"]), "end": local(room["hard_end"]), "kind": "over"},
        {
            "room": room["room"],
            "start": local(room["hard_end"]),
            "end": f"{room['opens'][:10]}T23:59:59",
            "kind": "shut",
        },
    ]


def _pacu(recovery: Document | None, labels: Labels) -> list[Document]:
    """Return the most patients in the PACU at once, by half hours."""
    if recovery is None:
        return []
    peaks: dict[datetime, int] = {}
    for span in recovery["patients"]:
        at, until = datetime.fromisoformat(span["from"]), datetime.fromisoformat(span["to"])
        at = at.replace(minute=at.minute // HALF_HOUR * HALF_HOUR)
        while at < until:
            peaks[at] = max(peaks.get(at, 0), span["patients"])
            at += timedelta(minutes=HALF_HOUR)
    full, high = recovery["places"], recovery["comfortable"]
    return [
        {
            "start": f"{at:%Y-%m-%dT%H:%M:%S}",
            "end": f"{at + timedelta(minutes=HALF_HOUR):%Y-%m-%dT%H:%M:%S}",
            "patients": count,
            "kind": "full" if count >= full else "high" if count > high else "calm",
            "said": labels.gettext("{count} of {places} PACU places from {start} to {end}").format(
                count=count, places=full, start=f"{at:%H:%M}", end=f"{at + timedelta(minutes=HALF_HOUR):%H:%M}"
            ),
        }
        for at, count in sorted(peaks.items())
    ]
