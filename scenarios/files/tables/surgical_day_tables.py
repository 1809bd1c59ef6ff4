"""Tables of a surgical day: cases, rooms, people and what they share, columns bound to the fields of the document."""

from scenarios.allocation_settings import RuleMode
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.surgical_day_settings import DAY_SETTING_TABLE
from scenarios.hospital import LevelOfCare
from scenarios.patients import Urgency
from scenarios.surgery import Anaesthesia, InfectionClass


def _text(name: str, meaning: str, meaning_zh: str, *, needed: bool = False) -> Column:
    return Column(name, name, meaning, meaning_zh, needed=needed)


def _list(name: str, meaning: str, meaning_zh: str) -> Column:
    return Column(name, name, meaning, meaning_zh, Kind.LIST)


def _yes_no(name: str, meaning: str, meaning_zh: str) -> Column:
    return Column(name, name, meaning, meaning_zh, Kind.YES_NO)


def _clock(name: str, meaning: str, meaning_zh: str, *, needed: bool = False) -> Column:
    return Column(f"{name}_minute", f"{name}_minute", meaning, meaning_zh, Kind.CLOCK, needed=needed)


def _whole(name: str, unit: str, meaning: str, meaning_zh: str, *, needed: bool = False) -> Column:
    return Column(name, name, meaning, meaning_zh, Kind.WHOLE, unit=unit, needed=needed)


_CASES = Table(
    name="cases",
    meaning="One surgical case a row that asks for a place on the list.",
    meaning_zh="每行一台申请安排的手术。",
    at="cases",
    needed=True,
    columns=(
        _text("id", "Identity of the case", "手术编号", needed=True),
        _text("department", "Department that operates", "手术科室", needed=True),
        _text("procedure", "Code of the procedure, ICD-9-CM-3 or any other", "手术编码，ICD-9-CM-3 或其他"),
        _list("surgeons", "Any one of them leads", "主刀医生（任选其一）"),
        _list("assistants", "Surgeons who are all needed besides", "必须同时到场的其他医生"),
        Column(
            "median_minutes",
            "duration.median_minutes",
            "Minutes from wheels in to wheels out, half of such cases are shorter; what past cases say goes before it",
            "在室时间中位数；有历史手术时以历史为准",
            Kind.NUMBER,
            unit="minutes",
            needed=True,
        ),
        Column(
            "log_sd",
            "duration.log_sd",
            "Standard deviation of the logarithm of these minutes, 0.3 is common; 0 (exactly known) when empty",
            "在室时间对数的标准差，常用 0.3；空白为 0（确定）",
            Kind.NUMBER,
            unit="logarithm",
        ),
        Column(
            "minutes_by_room",
            "minutes_by_room",
            "Planned minutes that depend on the room alone; no other room is then possible",
            "按手术间给定的时间；给定后仅限这些手术间",
            Kind.COUNTS,
        ),
        _whole("grade", "", "Surgery grade, 1 to 4; 1 when empty", "手术级别 1 至 4，空白为 1"),
        _yes_no(
            "discussed",
            "Multidisciplinary discussion is recorded, asked for at grade 4",
            "多学科讨论已记录（四级手术必需）",
        ),
        Column(
            "anaesthesia",
            "anaesthesia",
            "Kind of anaesthesia, general when empty",
            "麻醉方式，空白为全麻",
            choices=Anaesthesia,
        ),
        Column("urgency", "urgency", "Urgency class, planned when empty", "紧急程度，空白为计划", choices=Urgency),
        Column("due", "due", "Due date; each day later costs points", "最迟日期，逾期逐日计分", Kind.DATE),
        _yes_no("must_do", "Not to be put off", "不得暂缓"),
        _yes_no("day_surgery", "Home on the same day", "日间手术"),
        Column(
            "age_years",
            "age_years",
            "Age, for children first; 40 when empty",
            "年龄（儿童优先用），空白为 40",
            Kind.NUMBER,
            unit="years",
        ),
        Column(
            "infection",
            "infection",
            "Infected cases come last or in a dedicated room; clean when empty",
            "感染手术排最后或专用手术间；空白为清洁",
            choices=InfectionClass,
        ),
        _list("equipment", "Movable equipment it holds, by its id in table equipment", "占用的移动设备（设备表编号）"),
        _list("room_equipment", "What the room must have", "手术间必须具备的设备"),
        Column("staff", "staff", "People it needs by skill", "所需人员及人数", Kind.COUNTS),
        _whole("recovery_minutes", "minutes", "In the PACU afterwards, 0 for none", "术后复苏时间，0 为不需要"),
        Column(
            "bed_after",
            "bed_after",
            "Bed needed afterwards, empty for none",
            "术后床位，空白为不需要",
            choices=LevelOfCare,
        ),
        _clock("ready", "Not before, as for fasting or arrival", "最早可入室时间（禁食、到院）"),
        _yes_no("first_of_day", "Nobody before it in its room", "必须为该间首台"),
        _text("after", "Case that must be over before this one starts", "须在其结束后开始的手术"),
        _text("fixed_room", "Pinned to this room", "固定手术间"),
        _clock("fixed_start", "Pinned to this start", "固定开始时间"),
        _text("preferred_room", "Wished room", "希望的手术间"),
        _clock("preferred_start", "Wished start", "希望的开始时间"),
    ),
)

_ROOMS = Table(
    name="rooms",
    meaning="One operating room a row, as it is staffed on this day.",
    meaning_zh="每行一间当日开放的手术间。",
    at="rooms",
    needed=True,
    columns=(
        _text("id", "Identity of the room", "手术间编号", needed=True),
        _clock("opens", "Opens, 08:00 when empty", "开放时间，空白为 08:00"),
        _clock("closes", "Closes, 17:00 when empty; later is overtime", "关闭时间，空白为 17:00；其后为加班"),
        _clock("hard_end", "Last patient out at the latest, 20:00 when empty", "最晚结束时间，空白为 20:00"),
        _whole("turnover_minutes", "minutes", "Between two cases, 30 when empty", "接台时间，空白为 30"),
        _whole(
            "infected_turnover_minutes",
            "minutes",
            "After an infected case, 60 when empty",
            "感染手术后的接台时间，空白为 60",
        ),
        _list("departments", "Who may use it outside of blocks, empty for all", "时段以外可用的科室，空白为全部"),
        _list("equipment", "Fixed in it, such as robot", "固定设备，如 robot"),
        _yes_no("takes_infected", "Dedicated to infected cases", "感染手术专用"),
        _yes_no("for_emergencies", "Counts for the emergency reserve, yes when empty", "可作急诊预留，空白为是"),
    ),
)

_SURGEONS = Table(
    name="surgeons",
    meaning="One surgeon of this day a row.",
    meaning_zh="每行一位当日手术医生。",
    at="surgeons",
    columns=(
        _text("id", "Identity of the surgeon", "医生编号", needed=True),
        _text("department", "Department of the surgeon", "所属科室"),
        _whole("authorised_grade", "", "Highest grade the surgeon may lead, 4 when empty", "手术授权级别，空白为 4"),
        _clock("from", "There from, all day when empty", "到岗时间，空白为全天"),
        _clock("to", "There until", "离岗时间"),
        _whole(
            "changeover_minutes",
            "minutes",
            "From a case's end to the next start, 15 when empty",
            "两台手术间隔，空白为 15",
        ),
    ),
)

_BLOCKS = Table(
    name="blocks",
    meaning="One block a row: hours in which a department owns a room, or that are open to all.",
    meaning_zh="每行一个时段：科室独占或开放的手术间时间。",
    at="blocks",
    columns=(
        _text("room", "Operating room", "手术间", needed=True),
        _text("department", "Owner, empty for open to all", "所属科室，空白为开放"),
        _clock("from", "From", "开始", needed=True),
        _clock("to", "Until", "结束", needed=True),
    ),
)

_STAFF = Table(
    name="staff",
    meaning="One shift of people with a skill a row; a skill without shifts is not limited.",
    meaning_zh="每行一个班次的某类人员；未列出的人员不限。",
    at="staff",
    columns=(
        _text("skill", "Skill, such as anaesthetist", "岗位，如 anaesthetist", needed=True),
        _clock("from", "From", "开始", needed=True),
        _clock("to", "Until", "结束", needed=True),
        _whole("people", "people", "On duty at the same time", "同时在岗人数", needed=True),
    ),
)

_EQUIPMENT = Table(
    name="equipment",
    meaning="One kind of movable equipment a row.",
    meaning_zh="每行一种移动设备。",
    at="equipment",
    columns=(
        _text("id", "Identity of the equipment", "设备编号", needed=True),
        _whole("pieces", "pieces", "How many there are, 1 when empty", "数量，空白为 1"),
        _whole(
            "reprocessing_minutes",
            "minutes",
            "Sterilisation after each use, 0 when empty",
            "每次使用后的消毒时间，空白为 0",
        ),
    ),
)

_BEDS = Table(
    name="beds",
    meaning="Beds of one level that tonight's patients may take; what is not listed is not limited.",
    meaning_zh="每行一类当晚可用床位；未列出的不限。",
    at="beds",
    columns=(
        Column("level_of_care", "level_of_care", "Level of care", "护理级别", choices=LevelOfCare, needed=True),
        _text("department", "Whose, empty for shared by all", "所属科室，空白为全院共用"),
        _whole("beds", "beds", "How many", "数量", needed=True),
        _whole(
            "comfortable_beds", "beds", "Above it each bed costs points, all when empty", "超出后逐床计分，空白为全部"
        ),
    ),
)

_CHANGEOVERS = Table(
    name="changeovers",
    meaning="Extra minutes between cases of two departments in one room, a pair a row.",
    meaning_zh="每行一对科室：同间换科室的额外接台时间。",
    at="changeovers",
    columns=(
        _text("from_department", "Department of the case before", "前一台科室", needed=True),
        _text("to_department", "Department of the case after", "后一台科室", needed=True),
        _whole("minutes", "minutes", "On top of the turnover", "额外时间", needed=True),
    ),
)

_PAST_CASES = Table(
    name="past_cases",
    meaning="One finished case a row, from earlier days: durations are learned from them by procedure and surgeon.",
    meaning_zh="每行一台既往手术：按术式和医生学习手术时间。",
    at="past_cases",
    columns=(
        _text("department", "Department that operated", "手术科室", needed=True),
        _text("procedure", "Code of the procedure", "手术编码", needed=True),
        _text("surgeon", "Who led, empty when unknown", "主刀医生，空白为未知"),
        Column(
            "minutes", "minutes", "From wheels in to wheels out", "在室时间", Kind.NUMBER, unit="minutes", needed=True
        ),
    ),
)

_RULES = Table(
    name="rules",
    meaning="One rule a row that is not simply hard: weighted or off.",
    meaning_zh="每行一条非强制的规则：加权或关闭。",
    at="settings.rules",
    key="rule",
    columns=(
        Column("rule", "rule", "Name of the rule", "规则名称", needed=True),
        Column("mode", "mode", "What the rule does, hard when empty", "规则方式，空白为强制", choices=RuleMode),
        _whole("points", "points", "For a weighted rule: cost of each time it is broken", "加权规则每次违反的代价"),
    ),
)

DAY_TABLES = (
    _CASES,
    _ROOMS,
    _SURGEONS,
    _BLOCKS,
    _STAFF,
    _EQUIPMENT,
    _BEDS,
    _CHANGEOVERS,
    _PAST_CASES,
    _RULES,
    DAY_SETTING_TABLE,
)
"""All tables of a surgical day, in the order of the template."""
