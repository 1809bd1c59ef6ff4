"""What the board calls things: short letters for states, names in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from api.web.texts import catalogue
from scenarios.census import BedState
from scenarios.hospital import Department, Hospital, Ward


def _mark(text: str) -> str:
    """Mark a text for translation without translating it yet."""
    return text


LETTERS = {
    "en": {
        BedState.VACANT: "V",
        BedState.HELD: "H",
        BedState.OCCUPIED: "O",
        BedState.DISCHARGE_ORDERED: "D",
        BedState.CLEANING: "C",
        BedState.BLOCKED: "B",
    },
    "zh-CN": {
        BedState.VACANT: "空",
        BedState.HELD: "留",
        BedState.OCCUPIED: "占",
        BedState.DISCHARGE_ORDERED: "出",
        BedState.CLEANING: "洁",
        BedState.BLOCKED: "停",
    },
}
STATE_CLASS = {state: f"s-{state.value.split()[0]}" for state in BedState}

WORDS = (
    _mark("vacant"),
    _mark("held"),
    _mark("occupied"),
    _mark("discharge ordered"),
    _mark("cleaning"),
    _mark("blocked"),
    _mark("isolation"),
    _mark("contaminated"),
    _mark("closed"),
    _mark("icu"),
    _mark("hdu"),
    _mark("general"),
    _mark("day ward"),
    _mark("female"),
    _mark("male"),
    _mark("none"),
    _mark("contact"),
    _mark("airborne"),
    _mark("immediate"),
    _mark("urgent"),
    _mark("soon"),
    _mark("planned"),
    _mark("emergency"),
    _mark("elective"),
    _mark("icu step-down"),
    _mark("recovery"),
    _mark("transfer"),
    _mark("lent patient home"),
    _mark("waiting"),
    _mark("admitted"),
    _mark("cancelled"),
    _mark("order"),
    _mark("medicines"),
    _mark("transport"),
    _mark("leaving"),
    _mark("clinical distance"),
    _mark("walking"),
    _mark("age mix"),
    _mark("special beds"),
    _mark("occupancy balance"),
    _mark("reserve"),
    _mark("moves"),
    _mark("lent patients away"),
    _mark("hospital opened"),
    _mark("census loaded"),
    _mark("request made"),
    _mark("request changed"),
    _mark("request cancelled"),
    _mark("lending allowed"),
    _mark("bed held"),
    _mark("hold confirmed"),
    _mark("hold released"),
    _mark("hold expired"),
    _mark("patient admitted"),
    _mark("admission cancelled"),
    _mark("patient moved"),
    _mark("patients swapped"),
    _mark("forecast changed"),
    _mark("discharge cancelled"),
    _mark("medicines ready"),
    _mark("transport ready"),
    _mark("patient left"),
    _mark("left lounge"),
    _mark("cleaning started"),
    _mark("bed cleaned"),
    _mark("bed blocked"),
    _mark("bed unblocked"),
    _mark("undone"),
    _mark("late"),
    _mark("out of order"),
    _mark("reordered"),
    _mark("monitor"),
    _mark("telemetry"),
    _mark("ventilator"),
    _mark("optimal"),
    _mark("feasible"),
    _mark("queued"),
    _mark("running"),
    _mark("done"),
    _mark("failed"),
)
"""Values of enumerations and other words that templates pass to gettext by variable."""


class Labels:
    """Names of one hospital's things in one language.

    Parameters
    ----------
    hospital : Hospital
        Whose.
    language : str
        One of ``LANGUAGES``.
    timezone : str
        Of the times on screen.
    """

    def __init__(self, hospital: Hospital, language: str, timezone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(timezone)
        self.letters = LETTERS[language]
        self.gettext = catalogue(language).gettext
        self._departments = {one.id: self._name(one) for one in hospital.departments}
        self._wards = {one.id: self._name(one) for one in hospital.wards}
        self.hospital = self._chinese(hospital.name_zh) or hospital.name

    def department(self, department_id: str | None) -> str:
        """Return a department's name."""
        return self._departments.get(department_id or "", department_id or "")

    def ward(self, ward_id: str) -> str:
        """Return a ward's name."""
        return self._wards.get(ward_id, ward_id)

    def letter_of(self, state: str) -> str:
        """Return the letter of a state by its value."""
        return self.letters[BedState(state)]

    def departments(self) -> list[tuple[str, str]]:
        """Return ids and names, in the hospital's order."""
        return list(self._departments.items())

    def clock(self, at: datetime | None) -> str:
        """Return hours and minutes."""
        return at.astimezone(self.zone).strftime("%H:%M") if at else ""

    def date_time(self, at: datetime | None) -> str:
        """Return day, hours and minutes."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        return f"{local.month}月{local.day}日 {local:%H:%M}" if self.language == "zh-CN" else f"{local:%-d %b %H:%M}"

    def when(self, at: datetime | None, now: datetime) -> str:
        """Return a moment as short as a tile needs: the time today, else how many days ahead."""
        if at is None:
            return ""
        days = (at.astimezone(self.zone).date() - now.astimezone(self.zone).date()).days
        if days <= 0:
            return self.clock(at)
        return f"+{days}天" if self.language == "zh-CN" else f"+{days}d"

    def duration(self, minutes: float) -> str:
        """Return a length of time in minutes, hours or days."""
        chinese = self.language == "zh-CN"
        whole = int(minutes)
        if whole < 60:
            return f"{whole}分" if chinese else f"{whole} min"
        if whole < 48 * 60:
            hours, rest = divmod(whole, 60)
            return f"{hours}时{rest:02d}分" if chinese else f"{hours} h {rest:02d}"
        return f"{whole // 1440}天" if chinese else f"{whole // 1440} d"

    def _name(self, thing: Department | Ward) -> str:
        return self._chinese(thing.name_zh) or thing.name or thing.id

    def _chinese(self, text: str) -> str:
        return text if self.language == "zh-CN" else ""
