"""Chinese terms of the values that cells may hold; both languages are read."""

from enum import StrEnum

from scenarios.allocation_settings import RuleMode
from scenarios.census import BedState, BlockReason
from scenarios.coming_weeks import NursingGrade, NursingShift
from scenarios.hospital import DepartmentKind, LevelOfCare, SexPolicy
from scenarios.patients import Isolation, RequestSource, Sex, Urgency
from scenarios.surgery import Anaesthesia, InfectionClass

CHINESE: dict[type[StrEnum], dict[StrEnum, str]] = {
    DepartmentKind: {
        DepartmentKind.MEDICAL: "内科",
        DepartmentKind.SURGICAL: "外科",
        DepartmentKind.PAEDIATRIC: "儿科",
        DepartmentKind.OBSTETRIC: "产科",
        DepartmentKind.ONCOLOGY: "肿瘤",
        DepartmentKind.INFECTIOUS: "感染",
        DepartmentKind.REHABILITATION: "康复",
        DepartmentKind.EMERGENCY: "急诊",
        DepartmentKind.CRITICAL_CARE: "重症",
    },
    LevelOfCare: {
        LevelOfCare.ICU: "重症监护",
        LevelOfCare.HDU: "过渡监护",
        LevelOfCare.GENERAL: "普通",
        LevelOfCare.DAY: "日间",
    },
    SexPolicy: {
        SexPolicy.STRICT: "分室",
        SexPolicy.OFF: "不限",
    },
    Sex: {
        Sex.FEMALE: "女",
        Sex.MALE: "男",
    },
    Isolation: {
        Isolation.NONE: "无",
        Isolation.CONTACT: "接触隔离",
        Isolation.AIRBORNE: "空气隔离",
    },
    Urgency: {
        Urgency.IMMEDIATE: "立即",
        Urgency.URGENT: "紧急",
        Urgency.SOON: "尽快",
        Urgency.PLANNED: "计划",
    },
    RequestSource: {
        RequestSource.EMERGENCY: "急诊",
        RequestSource.ELECTIVE: "择期",
        RequestSource.ICU_STEP_DOWN: "ICU转出",
        RequestSource.RECOVERY: "复苏室",
        RequestSource.TRANSFER: "转科",
        RequestSource.LENT_PATIENT_HOME: "借床患者回科",
    },
    BedState: {
        BedState.HELD: "预留",
        BedState.CLEANING: "清洁中",
        BedState.BLOCKED: "停用",
    },
    BlockReason: {
        BlockReason.ISOLATION: "隔离",
        BlockReason.CONTAMINATED: "污染",
        BlockReason.CLOSED: "关闭",
    },
    RuleMode: {
        RuleMode.HARD: "强制",
        RuleMode.WEIGHTED: "加权",
        RuleMode.OFF: "关闭",
    },
    NursingGrade: {
        NursingGrade.SPECIAL: "特级",
        NursingGrade.FIRST: "一级",
        NursingGrade.SECOND: "二级",
        NursingGrade.THIRD: "三级",
    },
    Anaesthesia: {
        Anaesthesia.GENERAL: "全麻",
        Anaesthesia.REGIONAL: "区域阻滞",
        Anaesthesia.SEDATION: "镇静",
        Anaesthesia.LOCAL: "局麻",
    },
    InfectionClass: {
        InfectionClass.CLEAN: "清洁",
        InfectionClass.INFECTED: "感染",
    },
    NursingShift: {
        NursingShift.EARLY: "早班",
        NursingShift.LATE: "中班",
        NursingShift.NIGHT: "夜班",
    },
}
"""By type first: values of two types may be the same word. Bed states that no cell may hold (they follow from the
stays) have no entry."""


def allowed(choices: type[StrEnum]) -> dict[StrEnum, str]:
    """Return the values that a cell with these choices may hold, with their Chinese terms."""
    return CHINESE[choices]


def understood(text: str, choices: type[StrEnum]) -> str:
    """Return the English value of a word in either language, or the word itself when it is none of them."""
    word = text.strip().casefold()
    known = allowed(choices).items()
    return next((value.value for value, chinese in known if word in (value.value, chinese.casefold())), text)
