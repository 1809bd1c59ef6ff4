"""The departments of a Chinese tertiary general hospital, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.hospital import DepartmentKind

ADULTS = frozenset({"adult", "elderly"})
CHILDREN = frozenset({"paediatric"})
NEWBORNS = frozenset({"neonatal"})
ALL_BUT_NEWBORNS = ADULTS | CHILDREN


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentProfile:
    """What a department looks like. All numbers are assumptions, set so that the whole meets ``norms.py``.

    Attributes
    ----------
    id, name, name_zh, kind :
        As in :class:`scenarios.hospital.Department`.
    opens_at_beds : int
        Size of the hospital from which it stands alone.
    weight : float
        General beds of it relative to the other departments; 0 for one without general wards.
    alos_days, stay_cv : float
        Mean and coefficient of variation of the stay, lognormal.
    female : float
        Share of women.
    age, age_sd : float
        Years, of its adults (or of its children, where it takes only children).
    emergency : float
        Share of admissions that come through emergency.
    takes : frozenset of str
        Age bands.
    equipment : mapping of str to float
        Item to the share of its beds where it stands.
    """

    id: str
    name: str
    name_zh: str
    kind: DepartmentKind
    opens_at_beds: int
    weight: float
    alos_days: float
    stay_cv: float
    female: float = 0.47
    age: float = 58.0
    age_sd: float = 15.0
    emergency: float = 0.4
    takes: frozenset[str] = ADULTS
    equipment: Mapping[str, float] = field(default_factory=dict)

    @property
    def operates(self) -> bool:
        """Whether its patients come from operating rooms."""
        return self.kind in (DepartmentKind.SURGICAL, DepartmentKind.OBSTETRIC) or self.id == "paediatric-surgery"

    @property
    def admissions_per_day_weight(self) -> float:
        """Admissions relative to the other departments: beds over length of stay (Little's law)."""
        return self.weight / self.alos_days


def _row(
    kind: DepartmentKind,
    names: tuple[str, str, str],
    numbers: tuple[int, float, float, float],
    people: tuple[float, float, float, float],
    *,
    takes: frozenset[str] = ADULTS,
    equipment: Mapping[str, float] | None = None,
) -> DepartmentProfile:
    opens_at_beds, weight, alos_days, stay_cv = numbers
    female, age, age_sd, emergency = people
    return DepartmentProfile(
        id=names[0],
        name=names[1],
        name_zh=names[2],
        kind=kind,
        opens_at_beds=opens_at_beds,
        weight=weight,
        alos_days=alos_days,
        stay_cv=stay_cv,
        female=female,
        age=age,
        age_sd=age_sd,
        emergency=emergency,
        takes=takes,
        equipment=equipment or {},
    )


_M, _S, _P, _O = (
    DepartmentKind.MEDICAL,
    DepartmentKind.SURGICAL,
    DepartmentKind.PAEDIATRIC,
    DepartmentKind.OBSTETRIC,
)

DEPARTMENTS = (
    _row(
        _M,
        ("cardiology", "Cardiology", "心内科"),
        (100, 4.9, 6.2, 0.7),
        (0.42, 66, 12, 0.55),
        equipment={"telemetry": 0.5},
    ),
    _row(
        _M,
        ("respiratory", "Respiratory medicine", "呼吸与危重症医学科"),
        (100, 4.6, 8.2, 0.7),
        (0.38, 67, 13, 0.6),
        equipment={"monitor": 0.15},
    ),
    _row(
        _M,
        ("gastroenterology", "Gastroenterology", "消化内科"),
        (150, 4.4, 6.0, 0.7),
        (0.44, 58, 15, 0.5),
    ),
    _row(
        _M,
        ("neurology", "Neurology", "神经内科"),
        (150, 4.7, 8.6, 0.7),
        (0.43, 66, 13, 0.65),
        equipment={"monitor": 0.2},
    ),
    _row(
        _M,
        ("nephrology", "Nephrology", "肾内科"),
        (500, 2.5, 8.4, 0.7),
        (0.45, 57, 15, 0.35),
        equipment={"dialysis": 0.2},
    ),
    _row(_M, ("endocrinology", "Endocrinology", "内分泌科"), (500, 2.4, 7.2, 0.5), (0.48, 58, 14, 0.2)),
    _row(_M, ("haematology", "Haematology", "血液内科"), (800, 2.4, 10.5, 0.9), (0.45, 54, 17, 0.2)),
    _row(
        _M, ("rheumatology", "Rheumatology and immunology", "风湿免疫科"), (1000, 1.9, 7.8, 0.6), (0.72, 52, 15, 0.15)
    ),
    _row(
        _M,
        ("geriatrics", "Geriatrics", "老年医学科"),
        (800, 2.4, 10.4, 0.8),
        (0.46, 79, 8, 0.35),
        equipment={"monitor": 0.2},
    ),
    _row(_M, ("dermatology", "Dermatology", "皮肤科"), (1600, 1.3, 7.6, 0.6), (0.46, 52, 18, 0.1)),
    _row(
        _M, ("chinese-medicine", "Traditional Chinese medicine", "中医科"), (1200, 1.7, 9.2, 0.6), (0.55, 62, 14, 0.05)
    ),
    _row(_S, ("general-surgery", "General surgery", "普外科"), (100, 4.8, 6.4, 0.8), (0.45, 56, 15, 0.4)),
    _row(
        _S, ("hepatobiliary-surgery", "Hepatobiliary surgery", "肝胆外科"), (800, 2.7, 8.4, 0.8), (0.42, 58, 14, 0.35)
    ),
    _row(
        _S,
        ("gastrointestinal-surgery", "Gastrointestinal surgery", "胃肠外科"),
        (1200, 2.6, 9.2, 0.8),
        (0.4, 60, 13, 0.3),
    ),
    _row(
        _S,
        ("thyroid-breast-surgery", "Thyroid and breast surgery", "甲状腺乳腺外科"),
        (1000, 2.2, 4.6, 0.6),
        (0.88, 50, 13, 0.05),
    ),
    _row(_S, ("orthopaedics", "Orthopaedics", "骨科"), (100, 5.0, 7.6, 0.8), (0.48, 57, 18, 0.4)),
    _row(
        _S,
        ("neurosurgery", "Neurosurgery", "神经外科"),
        (400, 2.9, 10.8, 0.9),
        (0.43, 56, 15, 0.55),
        equipment={"monitor": 0.25},
    ),
    _row(
        _S,
        ("cardiac-surgery", "Cardiovascular surgery", "心脏大血管外科"),
        (1000, 2.2, 11.2, 0.6),
        (0.4, 57, 13, 0.25),
        equipment={"telemetry": 0.4},
    ),
    _row(_S, ("thoracic-surgery", "Thoracic surgery", "胸外科"), (800, 2.4, 7.4, 0.7), (0.44, 59, 12, 0.2)),
    _row(_S, ("urology", "Urology", "泌尿外科"), (300, 2.8, 5.6, 0.7), (0.28, 59, 14, 0.25)),
    _row(_S, ("vascular-surgery", "Vascular surgery", "血管外科"), (1500, 1.7, 6.8, 0.7), (0.38, 65, 12, 0.3)),
    _row(
        _S,
        ("burns-plastic-surgery", "Burns and plastic surgery", "烧伤整形外科"),
        (1200, 1.6, 8.8, 1.0),
        (0.45, 40, 16, 0.35),
        takes=ALL_BUT_NEWBORNS,
    ),
    _row(
        _S,
        ("ear-nose-throat", "Ear, nose and throat, head and neck surgery", "耳鼻咽喉头颈外科"),
        (500, 2.1, 4.8, 0.6),
        (0.42, 45, 16, 0.15),
        takes=ALL_BUT_NEWBORNS,
    ),
    _row(
        _S,
        ("ophthalmology", "Ophthalmology", "眼科"),
        (500, 1.9, 3.0, 0.5),
        (0.52, 61, 15, 0.1),
        takes=ALL_BUT_NEWBORNS,
    ),
    _row(
        _S,
        ("oral-surgery", "Oral and maxillofacial surgery", "口腔颌面外科"),
        (1500, 1.3, 6.2, 0.6),
        (0.45, 44, 17, 0.2),
    ),
    _row(_O, ("gynaecology", "Gynaecology", "妇科"), (150, 3.0, 5.4, 0.6), (1.0, 45, 13, 0.2)),
    _row(
        _P,
        ("paediatrics", "Paediatrics", "儿科"),
        (100, 3.0, 5.8, 0.6),
        (0.44, 4.2, 3.5, 0.6),
        takes=CHILDREN,
    ),
    _row(
        _P,
        ("paediatric-surgery", "Paediatric surgery", "小儿外科"),
        (1000, 1.8, 4.8, 0.7),
        (0.33, 5.0, 3.6, 0.35),
        takes=CHILDREN,
    ),
    _row(
        _P,
        ("neonatology", "Neonatology", "新生儿科"),
        (500, 2.0, 8.2, 0.9),
        (0.46, 0.02, 0.02, 0.7),
        takes=NEWBORNS,
        equipment={"incubator": 0.5, "monitor": 0.4},
    ),
    _row(
        _O,
        ("obstetrics", "Obstetrics", "产科"),
        (100, 3.4, 4.4, 0.5),
        (1.0, 31, 5, 0.45),
        equipment={"monitor": 0.15},
    ),
    _row(
        DepartmentKind.ONCOLOGY,
        ("medical-oncology", "Medical oncology", "肿瘤内科"),
        (400, 3.6, 6.4, 0.8),
        (0.45, 60, 12, 0.1),
    ),
    _row(
        DepartmentKind.ONCOLOGY,
        ("radiotherapy", "Radiation oncology", "放疗科"),
        (1000, 2.2, 12.0, 0.9),
        (0.42, 60, 12, 0.05),
    ),
    _row(
        DepartmentKind.INFECTIOUS,
        ("infectious-diseases", "Infectious diseases", "感染科"),
        (300, 1.9, 9.4, 0.7),
        (0.38, 52, 15, 0.4),
    ),
    _row(
        DepartmentKind.REHABILITATION,
        ("rehabilitation", "Rehabilitation", "康复医学科"),
        (600, 2.2, 14.5, 0.7),
        (0.42, 62, 14, 0.02),
    ),
    _row(
        DepartmentKind.CRITICAL_CARE,
        ("critical-care", "Critical care medicine", "重症医学科"),
        (100, 0.0, 5.6, 1.0),
        (0.41, 64, 15, 0.7),
    ),
    _row(
        DepartmentKind.EMERGENCY,
        ("emergency", "Emergency medicine", "急诊医学科"),
        (300, 1.7, 4.2, 0.9),
        (0.42, 62, 17, 1.0),
        equipment={"monitor": 0.4},
    ),
)
"""All 36 stand alone from 1,600 beds on. Critical care has no general wards; the day ward is general surgery's."""
