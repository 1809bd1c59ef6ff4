"""Tables of choices: the settings, each a row by name, and how the hospital wants its beds given."""

from scenarios.allocation_settings import RuleMode
from scenarios.files.tables.column import Column, Kind, Table
from scenarios.files.tables.weeks_tables import WEEKS_SETTINGS
from scenarios.patients import Urgency

SETTINGS = "settings"
TIME_ZONE = "time_zone"
CENSUS_AT = "census_at"
DEFAULT_TIME_ZONE = "Asia/Shanghai"

SETTING_ROWS = (
    Column(
        "hospital", "hospital.name", "Name of the hospital, that of the file when missing", "医院名称，缺省为文件名"
    ),
    Column("hospital_zh", "hospital.name_zh", "Chinese name of the hospital", "医院中文名称"),
    Column(
        CENSUS_AT,
        "census.at",
        "Moment of the stays and bed statuses, the newest past time in the tables when missing",
        "在院情况的时点，缺省为表中最新的已发生时间",
        Kind.TIME,
    ),
    Column(
        TIME_ZONE,
        "",
        f"Zone of all times that name none, {DEFAULT_TIME_ZONE} when missing",
        f"未注明时区的时间所用时区，缺省为 {DEFAULT_TIME_ZONE}",
    ),
    Column("name", "name", "Name of the scenario", "情景名称"),
    Column("seed", "seed", "Seed of everything random", "随机种子", Kind.WHOLE),
    Column(
        "cleaning_minutes",
        "hospital.cleaning_minutes",
        "From a patient leaving to the bed being ready",
        "出院到床位可用的时间",
        Kind.WHOLE,
        unit="minutes",
    ),
    Column(
        "terminal_cleaning_minutes",
        "hospital.terminal_cleaning_minutes",
        "The same after isolation",
        "隔离患者出院后的终末消毒时间",
        Kind.WHOLE,
        unit="minutes",
    ),
    Column("emergency_building", "hospital.emergency.building", "Building of the emergency department", "急诊所在楼宇"),
    Column("emergency_floor", "hospital.emergency.floor", "Its floor", "急诊所在楼层", Kind.WHOLE),
    Column(
        "emergency_treatment_places",
        "hospital.emergency.treatment_places",
        "Places for treatment",
        "急诊诊疗位",
        Kind.WHOLE,
        unit="places",
    ),
    Column(
        "emergency_boarding_places",
        "hospital.emergency.boarding_places",
        "Places for patients who wait for a bed",
        "急诊滞留位",
        Kind.WHOLE,
        unit="places",
    ),
    Column(
        "look_ahead_minutes",
        "allocation.look_ahead_minutes",
        "How far ahead an expected discharge may be promised",
        "预计出院床位可预约的时间范围",
        Kind.WHOLE,
        unit="minutes",
    ),
    Column(
        "discharge_quantile",
        "allocation.discharge_quantile",
        "Quantile of the discharge forecast at which a bed is counted on, 0.1 to 0.9",
        "采用出院预测的分位，0.1 至 0.9",
        Kind.NUMBER,
    ),
    Column(
        "order_to_leaving_minutes",
        "allocation.order_to_leaving_minutes",
        "From an ordered discharge to leaving, where no forecast says sooner",
        "预计出院时间未更早时，从开具出院医嘱到离开的时间",
        Kind.WHOLE,
        unit="minutes",
    ),
    Column(
        "max_moves",
        "allocation.max_moves",
        "Patients in bed who may be moved to make a better plan",
        "允许调床的在院患者数",
        Kind.WHOLE,
        unit="patients",
    ),
    Column(
        "weight_clinical_distance",
        "allocation.weights.clinical_distance",
        "Each step of clinical distance from home",
        "每级专业距离的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_walking",
        "allocation.weights.walking",
        "Each 100 metres of walk",
        "每 100 米步行的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_age_mix",
        "allocation.weights.age_mix",
        "Each age band between youngest and oldest in a room",
        "同室每差一个年龄段的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_special_bed",
        "allocation.weights.special_bed",
        "Each special property of a bed used without need",
        "占用特殊床位的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_occupancy_balance",
        "allocation.weights.occupancy_balance",
        "Each percentage point of a department above the mean occupancy",
        "科室使用率高于均值每百分点的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_reserve",
        "allocation.weights.reserve",
        "Each bed missing for expected demand",
        "预期需求每缺一床的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_moves",
        "allocation.weights.moves",
        "Each patient moved without having asked",
        "每次调床的权重",
        Kind.WHOLE,
        unit="points",
    ),
    Column(
        "weight_lent_patient_away",
        "allocation.weights.lent_patient_away",
        "Each lent patient left away from home",
        "每位未回本科的借床患者的权重",
        Kind.WHOLE,
        unit="points",
    ),
    *WEEKS_SETTINGS,
)
"""What may stand in the ``name`` column of ``settings``; what is missing has its default."""

SETTING_TABLES = (
    Table(
        name=SETTINGS,
        meaning="One setting a row, by its name; without this table all have their defaults.",
        meaning_zh="每行一项设置；无此表时均取缺省值。",
        at="",
        columns=(
            Column("name", "name", "Which setting", "设置名称", needed=True),
            Column("value", "value", "Its value", "取值"),
        ),
    ),
    Table(
        name="rules",
        meaning="One rule a row that is not simply hard: weighted or off.",
        meaning_zh="每行一条非强制的规则：加权或关闭。",
        at="allocation.rules",
        key="rule",
        columns=(
            Column("rule", "rule", "Name of the rule", "规则名称", needed=True),
            Column("mode", "mode", "What the rule does, hard when empty", "规则方式，空白为强制", choices=RuleMode),
            Column(
                "points",
                "points",
                "For a weighted rule: cost of each time it is broken",
                "加权规则每次违反的代价",
                Kind.WHOLE,
                unit="points",
            ),
        ),
    ),
    Table(
        name="urgency_weights",
        meaning="What waiting costs, by urgency class; all classes or no table.",
        meaning_zh="各紧急程度的等待代价；须列全或不给此表。",
        at="allocation.weights.waiting",
        key="urgency",
        columns=(
            Column("urgency", "urgency", "Urgency class", "紧急程度", choices=Urgency, needed=True),
            Column(
                "points_per_hour",
                "points_per_hour",
                "Each hour of waiting, twice past the time needed",
                "每小时等待的代价，逾时加倍",
                Kind.WHOLE,
                unit="points",
                needed=True,
            ),
            Column(
                "unplaced_points",
                "unplaced_points",
                "No bed within the look-ahead",
                "时间范围内无床的代价",
                Kind.WHOLE,
                unit="points",
                needed=True,
            ),
        ),
    ),
)
