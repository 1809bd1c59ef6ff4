"""Settings of a surgical day as rows of a table, each by its name."""

from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.setting_tables import SETTINGS, TIME_ZONE


def _whole(name: str, field: str, unit: str, meaning: str, meaning_zh: str) -> Column:
    return Column(name, field, meaning, meaning_zh, Kind.WHOLE, unit=unit)


def _weight(name: str, meaning: str, meaning_zh: str) -> Column:
    return _whole(f"weight_{name}", f"settings.weights.{name}", "points", meaning, meaning_zh)


DAY_SETTING_ROWS = (
    Column("on", "on", "The day", "日期", Kind.DATE, needed=True),
    Column(TIME_ZONE, "zone", "Zone of all times, Asia/Shanghai when missing", "时区，缺省为 Asia/Shanghai"),
    Column("name", "name", "Name of the day's list", "名称"),
    _whole("seed", "seed", "", "Seed of everything random", "随机种子"),
    _whole(
        "recovery_places",
        "recovery.places",
        "places",
        "Places in the PACU, not limited when missing",
        "复苏室床位，缺省不限",
    ),
    _whole(
        "recovery_comfortable_places",
        "recovery.comfortable_places",
        "places",
        "Above it each patient costs points",
        "超出后逐位计分",
    ),
    _whole(
        "recovery_blocking_minutes",
        "recovery.blocking_minutes",
        "minutes",
        "How long a patient may wait in the room for the PACU, 30 when missing",
        "复苏室满时在手术间等候上限，缺省为 30",
    ),
    Column(
        "overtime_risk_limit",
        "settings.overtime_risk_limit",
        "Most probability that a room planned within its hours runs over, 0.2 when missing",
        "手术间超时概率上限，缺省为 0.2",
        Kind.NUMBER,
        unit="probability",
    ),
    Column(
        "planning_quantile",
        "settings.planning_quantile",
        "Quantile of each duration that is planned; chosen by the risk limit when missing",
        "计划所用时间分位，缺省按超时概率上限选取",
        Kind.NUMBER,
        unit="probability",
    ),
    _whole(
        "rounding_minutes",
        "settings.rounding_minutes",
        "minutes",
        "Planned minutes are rounded up to it",
        "计划时间向上取整",
    ),
    _whole(
        "surgeon_overlap_minutes",
        "settings.surgeon_overlap_minutes",
        "minutes",
        "How long before a case's end its surgeon may start the next, 0 for never",
        "主刀可提前开始下一台的时间，0 为不允许",
    ),
    _whole(
        "surgeon_break_minutes",
        "settings.surgeon_break_minutes",
        "minutes",
        "Between two cases, not counted as waiting",
        "两台之间不计等候的时间",
    ),
    Column(
        "children_first_under_years",
        "settings.children_first_under_years",
        "Children below this age come first in their room, 0 for no such wish",
        "低于此年龄的儿童排在前，0 为不要求",
        Kind.NUMBER,
        unit="years",
    ),
    _whole("reserve_rooms", "settings.reserve_rooms", "rooms", "Rooms kept free for emergencies", "急诊预留手术间"),
    _whole(
        "reserve_minutes",
        "settings.reserve_minutes",
        "minutes",
        "Regular minutes kept free over all rooms",
        "全部手术间合计预留时间",
    ),
    _whole(
        "stability_minutes",
        "settings.stability_minutes",
        "minutes",
        "A published case may move by so much at no cost",
        "已发布手术可免费移动的时间",
    ),
    _weight("late_day", "Each day past its due date of a case put off", "暂缓手术逾期每日"),
    _weight("overtime", "Each minute past closing", "每分钟加班"),
    _weight("long_day", "Each room planned past closing at all", "每间超过关闭时间"),
    _weight("idle", "Each minute that an open room stands empty", "开放手术间每分钟空置"),
    _weight("patient_waiting", "Each expected minute that a patient waits", "患者每分钟预期等候"),
    _weight("room_opened", "Each room used at all", "每开一间"),
    _weight("surgeon_waiting", "Each minute of a surgeon between cases", "医生每分钟等候"),
    _weight("recovery_peak", "Each patient above the comfortable number in the PACU", "复苏室超出舒适数每位"),
    _weight("bed_peak", "Each bed above the comfortable number", "床位超出舒适数每张"),
    _weight("moved_room", "Each published case in another room", "已发布手术换间"),
    _weight("moved_minute", "Each minute by which a published case moves", "已发布手术每移动一分钟"),
    _weight("dropped", "Each published case put off", "已发布手术被暂缓"),
    _weight("wish_room", "A wished room not given", "未满足希望的手术间"),
    _weight("wish_minute", "Each minute from a wished start", "偏离希望开始时间每分钟"),
)
"""What may stand in the ``name`` column of ``settings``; what is missing has its default."""

DAY_SETTING_TABLE = Table(
    name=SETTINGS,
    meaning="One setting a row, by its name; the day is needed, all others have their defaults.",
    meaning_zh="每行一项设置；日期必填，其余有缺省值。",
    at="",
    needed=True,
    columns=(
        Column("name", "name", "Which setting", "设置名称", needed=True),
        Column("value", "value", "Its value", "取值"),
    ),
)
