"""Tables of the coming weeks: who waits for surgery, and the theatres, surgeons, wards and nurses there are for it."""

from scenarios.coming_weeks import NursingGrade, NursingShift
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.demand_tables import EQUIPMENT, LEVEL, PATIENT

_WAITING_LIST = Table(
    name="waiting_list",
    meaning="One patient who waits for planned surgery a row.",
    meaning_zh="每行一位等待择期手术的患者。",
    at="coming_weeks.waiting_list",
    columns=(
        Column("id", "id", "Identity of the entry", "登记编号", needed=True),
        *PATIENT,
        Column("department", "department", "Department that will treat the patient", "治疗科室", needed=True),
        Column("surgeon", "surgeon", "Who operates", "主刀医生", needed=True),
        Column(
            "surgery_minutes",
            "surgery_minutes",
            "In the operating room, from wheels in to wheels out",
            "手术间占用时间（入室至出室）",
            Kind.WHOLE,
            unit="minutes",
            needed=True,
        ),
        Column(
            "stay_days",
            "stay_days",
            "Nights in bed, from the day of surgery, which is that of admission",
            "自入院（手术）当日起的住院天数",
            Kind.WHOLE,
            unit="days",
            needed=True,
        ),
        Column("earliest", "earliest", "First possible day", "最早可入院日期", Kind.DATE, needed=True),
        Column("due", "due", "Last possible day, empty for any", "最晚入院日期，空白为不限", Kind.DATE),
        Column(
            "mandatory",
            "mandatory",
            "Must come within these weeks; no when empty",
            "本期内必须入院，空白为否",
            Kind.YES_NO,
        ),
        Column(
            "first_nursing",
            "first_nursing",
            "Nursing grade of the first days, first when empty",
            "术后初期护理级别，空白为一级",
            choices=NursingGrade,
        ),
        Column(
            "first_nursing_days",
            "first_nursing_days",
            "Number of these days, 1 when empty",
            "该级别天数，空白为 1",
            Kind.WHOLE,
            unit="days",
        ),
        Column(
            "nursing",
            "nursing",
            "Nursing grade afterwards, second when empty",
            "此后护理级别，空白为二级",
            choices=NursingGrade,
        ),
        LEVEL,
        EQUIPMENT,
        Column("forbidden_rooms", "forbidden_rooms", "Rooms the patient must not lie in", "不可入住的病房", Kind.LIST),
        Column("procedure", "procedure", "Code of the procedure", "术式编码"),
        Column(
            "surgery_grade",
            "surgery_grade",
            "Surgery grade 1 to 4, 1 when empty",
            "手术级别 1 至 4，空白为 1",
            Kind.WHOLE,
            unit="grade",
        ),
        Column(
            "discussed",
            "discussed",
            "Multidisciplinary discussion is recorded, asked for at grade 4; no when empty",
            "已有多学科讨论记录（四级手术必需），空白为否",
            Kind.YES_NO,
        ),
    ),
)


def _minutes_by_day(name: str, column: Column, meaning: str, meaning_zh: str) -> Table:
    return Table(
        name=name,
        meaning=meaning,
        meaning_zh=meaning_zh,
        at=f"coming_weeks.{name}",
        columns=(
            column,
            Column("on", "on", "Which day", "日期", Kind.DATE, needed=True),
            Column("minutes", "minutes", "Minutes for this list", "可用时间", Kind.WHOLE, unit="minutes", needed=True),
        ),
    )


def _workload(shift: NursingShift, shift_zh: str) -> Column:
    meaning = f"Workload in the {shift} shift"
    return Column(shift, shift, meaning, f"{shift_zh}护理工作量", Kind.WHOLE, unit="points", needed=True)


WEEKS_TABLES = (
    _WAITING_LIST,
    _minutes_by_day(
        "surgeon_days",
        Column("surgeon", "surgeon", "Which surgeon", "医生", needed=True),
        "Minutes that one surgeon can operate on one day; none on days without a row.",
        "每行一位医生一天可手术的时间；无此行则当日不手术。",
    ),
    _minutes_by_day(
        "theatre_days",
        Column("operating_room", "operating_room", "Which operating room", "手术间", needed=True),
        "Minutes that one operating room is open for the list on one day; closed on days without a row.",
        "每行一间手术间一天对本清单开放的时间；无此行则当日不开放。",
    ),
    Table(
        name="planned_wards",
        meaning="One ward that the waiting list is planned into a row.",
        meaning_zh="每行一个纳入本计划的病区。",
        at="coming_weeks.planned_wards",
        columns=(
            Column("ward", "ward", "Which ward", "病区", needed=True),
            Column(
                "kept_beds",
                "kept_beds",
                "Beds kept for emergencies, 0 when empty",
                "为急诊保留的床位数，空白为 0",
                Kind.WHOLE,
                unit="beds",
            ),
        ),
    ),
    Table(
        name="nurses",
        meaning="One nurse of a planned ward a row.",
        meaning_zh="每行一位护士。",
        at="coming_weeks.nurses",
        columns=(
            Column("id", "id", "Identity of the nurse", "护士编号", needed=True),
            Column("ward", "ward", "Ward the nurse works in", "所在病区", needed=True),
            Column(
                "skill",
                "skill",
                "Skill level from 0, 0 when empty",
                "能级，从 0 起，空白为 0",
                Kind.WHOLE,
                unit="level",
            ),
        ),
    ),
    Table(
        name="nurse_shifts",
        meaning="One shift of one nurse a row; every planned ward needs a nurse in every shift.",
        meaning_zh="每行一位护士的一个班次；每个病区每班至少一位护士。",
        at="coming_weeks.nurse_shifts",
        columns=(
            Column("nurse", "nurse", "Which nurse", "护士", needed=True),
            Column("on", "on", "Which day", "日期", Kind.DATE, needed=True),
            Column("shift", "shift", "Which shift", "班次", choices=NursingShift, needed=True),
            Column(
                "max_workload",
                "max_workload",
                "Workload that should not be exceeded",
                "护理工作量上限",
                Kind.WHOLE,
                unit="points",
                needed=True,
            ),
        ),
    ),
    Table(
        name="nursing_loads",
        meaning="What a patient of one nursing grade asks of a nurse; all grades or no table.",
        meaning_zh="各护理级别的工作量与能级要求；须列全或不给此表。",
        at="coming_weeks.nursing_loads",
        columns=(
            Column("grade", "grade", "Nursing grade", "护理级别", choices=NursingGrade, needed=True),
            _workload(NursingShift.EARLY, "早班"),
            _workload(NursingShift.LATE, "中班"),
            _workload(NursingShift.NIGHT, "夜班"),
            Column("skill", "skill", "Least skill level, 0 when empty", "最低能级，空白为 0", Kind.WHOLE, unit="level"),
        ),
    ),
)

_WEIGHTS = (
    ("mixed_age", "Each age band between youngest and oldest in a room, by day", "同室每日每差一个年龄段的权重"),
    ("nurse_skill", "Each skill level missing, by patient and shift", "每位患者每班能级每差一级的权重"),
    ("continuity", "Each different nurse of a patient", "每位患者每多一位责任护士的权重"),
    ("nurse_workload", "Each point of workload above a nurse's greatest", "护士工作量每超一点的权重"),
    ("open_theatre", "Each operating room opened, by day", "每日每开一间手术间的权重"),
    ("surgeon_transfer", "Each further operating room of a surgeon, by day", "医生每日每多用一间手术间的权重"),
    ("delay", "Each day from the first possible day to admission", "自最早可入院日起每延后一天的权重"),
    ("unscheduled", "Each patient left for later who need not come", "每位推迟到下期的非必须患者的权重"),
)

WEEKS_SETTINGS = (
    Column(
        "plan_first_day",
        "coming_weeks.first_day",
        "First day of the coming weeks, the day after the census when missing",
        "本期计划首日，缺省为在院情况时点的次日",
        Kind.DATE,
    ),
    Column("plan_days", "coming_weeks.days", "Days of the coming weeks", "本期计划天数", Kind.WHOLE, unit="days"),
    Column(
        "plan_turnover_minutes",
        "coming_weeks.turnover_minutes",
        "Between two cases, counted with each case",
        "接台时间，计入每台手术",
        Kind.WHOLE,
        unit="minutes",
    ),
    Column(
        "plan_zone",
        "coming_weeks.zone",
        "Time zone in which a day of the coming weeks begins",
        "本期计划所用时区",
    ),
    Column(
        "nursing_of_stays",
        "coming_weeks.nursing_of_stays",
        "Nursing grade of the patients who lie in the wards already",
        "在院患者的护理级别",
        choices=NursingGrade,
    ),
    *(
        Column(f"plan_weight_{name}", f"coming_weeks.weights.{name}", meaning, zh, Kind.WHOLE, unit="points")
        for name, meaning, zh in _WEIGHTS
    ),
)
"""Settings of the coming weeks, by name."""
