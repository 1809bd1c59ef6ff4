"""What a simulated measure is called, its unit and which way it should go: KPIs say it themselves, the rest is here."""

from dataclasses import dataclass

from scenarios.kpis import KPIS, Better

TRIAGE_MINUTES = 5.0
"""From the arrival in emergency until a doctor may begin, if a place is free. Assumption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWords:
    """Words of a measure.

    Attributes
    ----------
    name, title, title_zh : str
        Identity, and what a planner reads.
    unit : str
        Of the value; empty for a bare number.
    better : Better or None
        Which way it should go; None where neither is better in itself.
    area : str
        What part of the hospital it tells of.
    """

    name: str
    title: str
    title_zh: str
    unit: str
    better: Better | None
    area: str

    @property
    def limits(self) -> tuple[float, float]:
        """Least and greatest possible value: nothing measured is negative, and a share is at most 100%."""
        return 0.0, 100.0 if self.unit == "%" else float("inf")


BEDS, EMERGENCY, SURGERY, DISCHARGE, CLINICS = "beds", "emergency", "surgery", "discharge", "outpatients"


def _words(area: str, name: str, title: str, title_zh: str, unit: str, better: Better | None) -> MeasureWords:
    return MeasureWords(name=name, title=title, title_zh=title_zh, unit=unit, better=better, area=area)


_LOWER, _HIGHER = Better.LOWER, Better.HIGHER
_DISCHARGE_KPIS = {"alos", "bed_turnaround", "bed_cleaning", "bed_idle", "discharge_delay"}
_KPIS = tuple(
    _words(DISCHARGE if kpi.name in _DISCHARGE_KPIS else BEDS, kpi.name, kpi.title, kpi.title_zh, kpi.unit, kpi.better)
    for kpi in KPIS
)

MEASURE_WORDS: dict[str, MeasureWords] = {
    words.name: words
    for words in (
        *_KPIS,
        _words(BEDS, "beds_in_use", "Beds in use, mean", "平均在用床位", "beds", None),
        _words(BEDS, "beds_in_use_p95", "Beds in use, 95% of hours", "95%时段在用床位", "beds", None),
        _words(BEDS, "staffed_general_beds", "Staffed general beds", "普通病区编制床位", "beds", None),
        _words(EMERGENCY, "emergency_visits_per_day", "Emergency visits", "急诊就诊", "a day", None),
        _words(EMERGENCY, "emergency_response", "Wait of urgent patients", "急危重患者等候", "minutes", _LOWER),
        _words(EMERGENCY, "emergency_response_in_time", "Urgent patients within 15 min", "15分钟内响应", "%", _HIGHER),
        _words(EMERGENCY, "emergency_wait", "Wait in emergency, all", "急诊等候（全部）", "minutes", _LOWER),
        _words(EMERGENCY, "boarding_hours_mean", "Boarding, mean", "急诊滞留（平均）", "hours", _LOWER),
        _words(EMERGENCY, "boarding_hours_p95", "Boarding, 95th percentile", "急诊滞留（第95百分位）", "hours", _LOWER),
        _words(EMERGENCY, "boarding_over_4_hours", "Boarding over 4 h", "滞留超4小时", "%", _LOWER),
        _words(EMERGENCY, "critical_care_wait_hours", "Wait for critical care", "等候重症床位", "hours", _LOWER),
        _words(SURGERY, "operations_per_day", "Operations", "手术量", "a day", _HIGHER),
        _words(SURGERY, "day_surgery_share", "Day surgery, of elective", "日间手术占择期", "%", _HIGHER),
        _words(SURGERY, "day_surgery_converted", "Day patients who stay overnight", "日间转住院", "%", _LOWER),
        _words(SURGERY, "surgery_wait_days", "Wait for inpatient surgery", "等候住院手术", "days", _LOWER),
        _words(SURGERY, "day_surgery_wait_days", "Wait for day surgery", "等候日间手术", "days", _LOWER),
        _words(SURGERY, "waiting_list", "Waiting list at the end", "期末等候名单", "patients", _LOWER),
        _words(SURGERY, "operations_cancelled", "Operations called off", "取消手术", "%", _LOWER),
        _words(
            SURGERY, "operating_room_utilisation", "Operating rooms in use, of sessions", "手术间利用率", "%", _HIGHER
        ),
        _words(
            SURGERY, "recovery_blocked_minutes", "Room blocked by recovery", "复苏室占用致手术间停滞", "minutes", _LOWER
        ),
        _words(DISCHARGE, "medical_wait_days", "Wait for medical admission", "内科择期候床", "days", _LOWER),
        _words(DISCHARGE, "blocked_hours", "Fit to leave until bed is free", "可出院至床位腾空", "hours", _LOWER),
        _words(DISCHARGE, "blocked_beds", "Beds blocked by who is fit", "可出院者占床", "beds", _LOWER),
        _words(DISCHARGE, "inpatient_discharges_per_day", "Inpatient discharges", "出院人次", "a day", _HIGHER),
        _words(CLINICS, "clinic_visits_per_day", "Clinic visits", "门诊就诊", "a day", None),
        _words(CLINICS, "outpatient_wait_mean", "Outpatient wait, mean", "门诊平均等候", "minutes", _LOWER),
        _words(CLINICS, "appointment_delay", "Wait beyond the appointment", "预约后等候", "minutes", _LOWER),
        _words(CLINICS, "seen_within_30_minutes", "Seen within 30 min", "30分钟内就诊", "%", _HIGHER),
        _words(CLINICS, "exam_wait", "Queue for exams", "检查排队", "minutes", _LOWER),
    )
}
"""By name, in the order in which they are shown."""

VOLUMES = {"operations_per_day", "inpatient_discharges_per_day", "operating_room_utilisation"}
"""Measures that grow with the patients who come: better or worse only where the same patients come."""

ASSUMED = {"emergency_response": TRIAGE_MINUTES}
"""Values that a measure has where the model itself decides nothing: here nobody waited for a treatment place."""

HEADLINES = (
    "alos",
    "occupancy",
    "beds_in_use",
    "bed_wait_mean",
    "boarding_hours_mean",
    "emergency_response",
    "surgery_wait_days",
    "medical_wait_days",
    "operations_per_day",
    "operations_cancelled",
    "day_surgery_share",
    "discharge_delay",
    "outpatient_wait_mean",
    "exam_wait",
)
"""Measures that answer most questions."""


def measure_words(name: str) -> MeasureWords:
    """Return the words of a measure; one that nobody has named is called by its own name."""
    return MEASURE_WORDS.get(name) or _words(BEDS, name, name.replace("_", " "), name, "", None)


WAIT_WORDS: dict[str, tuple[str, str, str]] = {
    "boarding_hours": ("Boarding in emergency", "急诊滞留", "hours"),
    "surgery_wait_days": ("Wait for inpatient surgery", "等候住院手术", "days"),
    "day_surgery_wait_days": ("Wait for day surgery", "等候日间手术", "days"),
    "medical_wait_days": ("Wait for medical admission", "内科择期候床", "days"),
    "emergency_wait_urgent": ("Wait of urgent patients", "急危重患者等候", "minutes"),
    "emergency_wait_other": ("Wait of other emergency patients", "其他急诊患者等候", "minutes"),
    "blocked_hours": ("Fit to leave until bed is free", "可出院至床位腾空", "hours"),
    "outpatient_wait_booked": ("Wait of booked outpatients", "预约门诊等候", "minutes"),
    "outpatient_wait_walk_in": ("Wait of walk-in outpatients", "非预约门诊等候", "minutes"),
    "exam_wait": ("Queue for exams", "检查排队", "minutes"),
}
"""Distributions of waits: English, Chinese and unit, in the order in which they are shown."""
