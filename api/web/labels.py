"""What the board calls things: short letters for states, names in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.web.texts import catalogue
from scenarios.census import BedState
from scenarios.hospital import Department, Hospital, Ward
from scenarios.kpis import Kpi


def mark(text: str) -> str:
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
MARKS = {"en": {"contact": "CI", "airborne": "AI"}, "zh-CN": {"contact": "触", "airborne": "气"}}
"""Marks of isolation; none is a letter of a state."""
STATE_CLASS = {state: f"s-{state.value.split()[0]}" for state in BedState}

WORDS = (
    mark("vacant"),
    mark("held"),
    mark("occupied"),
    mark("discharge ordered"),
    mark("cleaning"),
    mark("blocked"),
    mark("isolation"),
    mark("contaminated"),
    mark("closed"),
    mark("icu"),
    mark("hdu"),
    mark("general"),
    mark("day ward"),
    mark("female"),
    mark("male"),
    mark("none"),
    mark("contact"),
    mark("airborne"),
    mark("immediate"),
    mark("urgent"),
    mark("soon"),
    mark("planned"),
    mark("emergency"),
    mark("elective"),
    mark("icu step-down"),
    mark("recovery"),
    mark("transfer"),
    mark("lent patient home"),
    mark("waiting"),
    mark("admitted"),
    mark("cancelled"),
    mark("order"),
    mark("medicines"),
    mark("transport"),
    mark("leaving"),
    mark("clinical distance"),
    mark("walking"),
    mark("age mix"),
    mark("special beds"),
    mark("occupancy balance"),
    mark("reserve"),
    mark("moves"),
    mark("lent patients away"),
    mark("hospital opened"),
    mark("census loaded"),
    mark("request made"),
    mark("request changed"),
    mark("request cancelled"),
    mark("lending allowed"),
    mark("bed held"),
    mark("hold confirmed"),
    mark("hold released"),
    mark("hold expired"),
    mark("patient admitted"),
    mark("admission cancelled"),
    mark("patient moved"),
    mark("patients swapped"),
    mark("forecast changed"),
    mark("discharge cancelled"),
    mark("medicines ready"),
    mark("transport ready"),
    mark("patient left"),
    mark("coming weeks loaded"),
    mark("coming weeks planned"),
    mark("coming weeks plan withdrawn"),
    mark("early shift"),
    mark("late shift"),
    mark("night shift"),
    mark("surgeons' minutes"),
    mark("theatre minutes"),
    mark("beds"),
    mark("infeasible"),
    mark("left lounge"),
    mark("cleaning started"),
    mark("bed cleaned"),
    mark("bed blocked"),
    mark("bed unblocked"),
    mark("closing planned"),
    mark("closing cancelled"),
    mark("isolation changed"),
    mark("no isolation"),
    mark("undone"),
    mark("demo stopped"),
    mark("demo started"),
    mark("late"),
    mark("out of order"),
    mark("reordered"),
    mark("monitor"),
    mark("telemetry"),
    mark("ventilator"),
    mark("dialysis"),
    mark("incubator"),
    mark("optimal"),
    mark("feasible"),
    mark("queued"),
    mark("running"),
    mark("done"),
    mark("failed"),
    mark("one patient a bed"),
    mark("bed state"),
    mark("held bed"),
    mark("staffed beds"),
    mark("staff of held beds"),
    mark("level of care"),
    mark("equipment"),
    mark("isolation room"),
    mark("one pathogen a room"),
    mark("same-sex room"),
    mark("age"),
    mark("forbidden room"),
    mark("lending"),
    mark("lending limit"),
    mark("kept beds"),
    mark("department cap"),
    mark("move limit"),
    mark("neonatal"),
    mark("paediatric"),
    mark("adult"),
    mark("elderly"),
    mark("being cleaned"),
    mark("released"),
    mark("expired"),
    mark("used"),
    mark("left"),
    mark("moved"),
    mark("swapped"),
    mark("bed"),
    mark("request"),
    mark("hold"),
    mark("requests"),
    mark("ward"),
    mark("The solver died twice over this question"),
    mark("The server was restarted, expected the job to be asked again"),
    mark("This did not work."),
)
"""Values of enumerations and other words that templates pass to gettext by variable."""


ACTORS = (mark("system"), mark("demo"), mark("no login"), mark("demo wards"), mark("demo dispatcher"))
"""Names in the log that are no person's."""


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
        self.marks = MARKS[language]
        self.comma = "、" if language == "zh-CN" else ", "
        self.gettext = catalogue(language).gettext
        self._departments = {one.id: self._name(one) for one in hospital.departments}
        self._wards = {one.id: self._name(one) for one in hospital.wards}
        self.hospital = self._chinese(hospital.name_zh) or hospital.name

    def department(self, department_id: str | None) -> str:
        """Return a department's name; of one that the hospital does not list, its id, begun as names are."""
        unknown = department_id or ""
        return self._departments.get(unknown, unknown[:1].upper() + unknown[1:])

    def ward(self, ward_id: str) -> str:
        """Return a ward's name."""
        return self._wards.get(ward_id, ward_id)

    def letter_of(self, state: str) -> str:
        """Return the letter of a state by its value."""
        return self.letters[BedState(state)]

    def kpi(self, kpi: Kpi) -> str:
        """Return a KPI's title."""
        return self._chinese(kpi.title_zh) or kpi.title

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
        # A space that does not break keeps the two in one line of a narrow table.
        return (
            f"{local.month}月{local.day}日\u00a0{local:%H:%M}"
            if self.language == "zh-CN"
            else f"{local:%-d\u00a0%b\u00a0%H:%M}"
        )

    def day(self, on: date) -> str:
        """Return month and day with the day of the week."""
        if self.language == "zh-CN":
            return f"{on.month}月{on.day}日 周{'一二三四五六日'[on.weekday()]}"
        return f"{on:%a %-d %b}"

    def full_time(self, at: datetime) -> str:
        """Return year, day, hours and minutes."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d\u00a0%H:%M")

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

    def hours(self, minutes: float) -> str:
        """Return a sum of working time: in hours however many, since a day of it is no day; from ten on whole ones."""
        if minutes < 10 * 60:
            return self.duration(minutes)
        return f"{round(minutes / 60)}{'小时' if self.language == 'zh-CN' else ' h'}"

    def actors_called(self, typed: str | None) -> list[str]:
        """Return the names in the log of those who act by themselves and are called so in this language."""
        return [name for name in ACTORS if typed and typed.casefold() in self.gettext(name).casefold()]

    def stay(self, hours: float) -> str:
        """Return a length of stay in hours, or from a day on in whole days."""
        if hours < 24:
            return self.duration(hours * 60)
        return f"{round(hours / 24)}天" if self.language == "zh-CN" else f"{round(hours / 24)} d"

    def field(self, at: datetime | None) -> str:
        """Return a moment as the value of a field for date and time."""
        return at.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M") if at else ""

    def _name(self, thing: Department | Ward) -> str:
        return self._chinese(thing.name_zh) or thing.name or thing.id

    def _chinese(self, text: str) -> str:
        return text if self.language == "zh-CN" else ""
