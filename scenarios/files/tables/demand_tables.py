"""Tables of the moment: who lies where, which beds are out of use, and who asks for one."""

from scenarios.census import BedState, BlockReason
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.hospital import LevelOfCare
from scenarios.patients import Isolation, RequestSource, Sex, Urgency

PATIENT = (
    Column("patient", "patient.id", "Pseudonym of the patient, never a name", "患者代号，不得用姓名", needed=True),
    Column("sex", "patient.sex", "Sex, for sharing a room", "性别", choices=Sex, needed=True),
    Column(
        "age_years",
        "patient.age_years",
        "Age; a newborn of three days is 0.008",
        "年龄，出生三天为 0.008",
        Kind.NUMBER,
        unit="years",
        needed=True,
    ),
    Column(
        "isolation",
        "patient.isolation",
        "Isolation needed now, none when empty",
        "隔离要求，空白为无",
        choices=Isolation,
    ),
    Column(
        "pathogen",
        "patient.pathogen",
        "Pathogen; patients share an isolation room only with the same one",
        "病原体；同病原体方可同室隔离",
    ),
)
LEVEL = Column(
    "level_of_care",
    "level_of_care",
    "Level of care needed, general when empty",
    "所需监护级别，空白为普通",
    choices=LevelOfCare,
)
EQUIPMENT = Column("equipment", "equipment", "Equipment needed at the bed", "所需床旁设备", Kind.LIST)

DEMAND_TABLES = (
    Table(
        name="stays",
        meaning="One patient in a bed a row.",
        meaning_zh="每行一位在院患者。",
        at="census.stays",
        needed=True,
        columns=(
            Column("bed", "bed", "Bed the patient lies in", "所在床位", needed=True),
            *PATIENT,
            Column("department", "department", "Department that treats the patient", "治疗科室", needed=True),
            Column("admitted_at", "admitted_at", "Admission to the hospital", "入院时间", Kind.TIME, needed=True),
            LEVEL,
            EQUIPMENT,
            Column(
                "discharge_p50",
                "expected_discharge.p50",
                "Expected discharge (as likely earlier as later), empty when nobody can say",
                "预计出院时间（中位），不明则空白",
                Kind.TIME,
            ),
            Column(
                "discharge_p10",
                "expected_discharge.p10",
                "Earliest likely discharge (10% leave before), as discharge_p50 when empty",
                "最早可能出院（10% 分位），空白同 discharge_p50",
                Kind.TIME,
            ),
            Column(
                "discharge_p90",
                "expected_discharge.p90",
                "Latest likely discharge (90% leave before), as discharge_p50 when empty",
                "最晚可能出院（90% 分位），空白同 discharge_p50",
                Kind.TIME,
            ),
            Column(
                "discharge_ordered_at",
                "discharge_ordered_at",
                "When the discharge was ordered, empty when it was not",
                "出院医嘱时间，未下则空白",
                Kind.TIME,
            ),
            Column(
                "movable", "movable", "May be moved to another bed; yes when empty", "可否转床，空白为可", Kind.YES_NO
            ),
        ),
    ),
    Table(
        name="bed_statuses",
        meaning="One bed that is held, being cleaned or blocked a row; all other empty beds are vacant.",
        meaning_zh="每行一张预留、清洁中或停用的床位；其余空床为可用。",
        at="census.statuses",
        columns=(
            Column("bed", "bed", "Which bed", "床位", needed=True),
            Column("state", "state", "held, cleaning or blocked", "预留、清洁中或停用", choices=BedState, needed=True),
            Column("until", "until", "When it ends, empty when unknown", "结束时间，不明则空白", Kind.TIME),
            Column("held_for", "held_for", "Request it is held for", "为哪个申请预留"),
            Column("reason", "reason", "Why it is blocked", "停用原因", choices=BlockReason),
        ),
    ),
    Table(
        name="requests",
        meaning="One patient who needs a bed a row.",
        meaning_zh="每行一个床位申请。",
        at="requests",
        needed=True,
        columns=(
            Column("id", "id", "Identity of the request", "申请编号", needed=True),
            *PATIENT,
            Column("source", "source", "Where the request comes from", "申请来源", choices=RequestSource, needed=True),
            Column("department", "department", "Department that will treat the patient", "治疗科室", needed=True),
            Column("requested_at", "requested_at", "When the bed was asked for", "申请时间", Kind.TIME, needed=True),
            LEVEL,
            EQUIPMENT,
            Column("urgency", "urgency", "Urgency class, soon when empty", "紧急程度，空白为尽快", choices=Urgency),
            Column(
                "needed_by", "needed_by", "When the bed is needed, empty for at once", "需床时间，空白为立即", Kind.TIME
            ),
            Column(
                "stay_p50_hours",
                "expected_stay.p50_hours",
                "Expected stay (as likely shorter as longer)",
                "预计住院时长（中位）",
                Kind.NUMBER,
                unit="hours",
            ),
            Column(
                "stay_p10_hours",
                "expected_stay.p10_hours",
                "Shortest likely stay (10%), as stay_p50_hours when empty",
                "最短可能时长（10% 分位），空白同 stay_p50_hours",
                Kind.NUMBER,
                unit="hours",
            ),
            Column(
                "stay_p90_hours",
                "expected_stay.p90_hours",
                "Longest likely stay (90%), as stay_p50_hours when empty",
                "最长可能时长（90% 分位），空白同 stay_p50_hours",
                Kind.NUMBER,
                unit="hours",
            ),
            Column(
                "forbidden_rooms", "forbidden_rooms", "Rooms the patient must not lie in", "不可入住的病房", Kind.LIST
            ),
            Column("current_bed", "current_bed", "Bed the patient has until the new one is ready", "现占床位"),
        ),
    ),
    Table(
        name="expected_demand",
        meaning="Beds that patients who are not yet requests will ask for soon.",
        meaning_zh="尚未提出申请、但即将需要的床位。",
        at="expected_demand",
        columns=(
            Column("department", "department", "Department that will need them", "需床科室", needed=True),
            LEVEL,
            Column(
                "source",
                "source",
                "elective for planned surgery, emergency (when empty) for expected arrivals",
                "择期手术为 elective,空白为急诊预计到达",
                choices=RequestSource,
            ),
            Column("beds", "beds", "How many", "床位数", Kind.WHOLE, unit="beds", needed=True),
            Column("by", "by", "When they are needed", "需床时间", Kind.TIME, needed=True),
        ),
    ),
    Table(
        name="overrides",
        meaning="The dispatch centre lets one request into one department's beds against the lending rules.",
        meaning_zh="调度中心特批：某申请可入住某科室床位，不受借床规则限制。",
        at="overrides",
        columns=(
            Column("request", "request", "For which request", "申请编号", needed=True),
            Column("lender", "lender", "Department whose beds are opened", "出借科室", needed=True),
            Column("reason", "reason", "Why", "理由", needed=True),
            Column("by", "by", "Who decided", "决定人", needed=True),
        ),
    ),
)
