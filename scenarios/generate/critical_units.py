"""The intensive care and high-dependency units of a Chinese tertiary general hospital, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.generate.departments import ADULTS, CHILDREN, NEWBORNS
from scenarios.hospital import DepartmentKind, LevelOfCare


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalUnitProfile:
    """An intensive care or high-dependency unit; it serves all departments of some kinds. Shares are assumptions.

    ``weight`` shares out the hospital's critical-care beds; ``serves`` names the departments its patients come from.
    """

    id: str
    name: str
    name_zh: str
    department: str
    level_of_care: LevelOfCare
    opens_at_beds: int
    weight: float
    serves: frozenset[DepartmentKind]
    departments: frozenset[str] = frozenset()
    takes: frozenset[str] = ADULTS
    equipment: Mapping[str, float] = field(default_factory=dict)


_ICU_EQUIPMENT = {"monitor": 1.0, "ventilator": 0.75, "dialysis": 0.2}
_HDU_EQUIPMENT = {"monitor": 1.0, "ventilator": 0.2}

CRITICAL_UNITS = (
    CriticalUnitProfile(
        id="micu",
        name="Medical ICU",
        name_zh="内科重症监护室",
        department="critical-care",
        level_of_care=LevelOfCare.ICU,
        opens_at_beds=100,
        weight=2.4,
        serves=frozenset(
            {DepartmentKind.MEDICAL, DepartmentKind.ONCOLOGY, DepartmentKind.EMERGENCY, DepartmentKind.INFECTIOUS}
        ),
        equipment=_ICU_EQUIPMENT,
    ),
    CriticalUnitProfile(
        id="sicu",
        name="Surgical ICU",
        name_zh="外科重症监护室",
        department="critical-care",
        level_of_care=LevelOfCare.ICU,
        opens_at_beds=400,
        weight=2.6,
        serves=frozenset({DepartmentKind.SURGICAL, DepartmentKind.OBSTETRIC}),
        equipment=_ICU_EQUIPMENT,
    ),
    CriticalUnitProfile(
        id="ccu",
        name="Coronary care unit",
        name_zh="心内科监护室",
        department="cardiology",
        level_of_care=LevelOfCare.ICU,
        opens_at_beds=800,
        weight=1.7,
        serves=frozenset(),
        departments=frozenset({"cardiology", "cardiac-surgery"}),
        equipment={"monitor": 1.0, "ventilator": 0.5},
    ),
    CriticalUnitProfile(
        id="nicu",
        name="Neonatal ICU",
        name_zh="新生儿重症监护室",
        department="neonatology",
        level_of_care=LevelOfCare.ICU,
        opens_at_beds=500,
        weight=2.0,
        serves=frozenset(),
        departments=frozenset({"neonatology"}),
        takes=NEWBORNS,
        equipment={"monitor": 1.0, "incubator": 1.0, "ventilator": 0.6},
    ),
    CriticalUnitProfile(
        id="picu",
        name="Paediatric ICU",
        name_zh="儿童重症监护室",
        department="paediatrics",
        level_of_care=LevelOfCare.ICU,
        opens_at_beds=1200,
        weight=0.8,
        serves=frozenset(),
        departments=frozenset({"paediatrics", "paediatric-surgery"}),
        takes=CHILDREN,
        equipment=_ICU_EQUIPMENT,
    ),
    CriticalUnitProfile(
        id="rhdu",
        name="Respiratory HDU",
        name_zh="呼吸监护病房",
        department="respiratory",
        level_of_care=LevelOfCare.HDU,
        opens_at_beds=800,
        weight=1.2,
        serves=frozenset({DepartmentKind.MEDICAL, DepartmentKind.EMERGENCY}),
        equipment=_HDU_EQUIPMENT,
    ),
    CriticalUnitProfile(
        id="shdu",
        name="Surgical HDU",
        name_zh="术后监护病房",
        department="critical-care",
        level_of_care=LevelOfCare.HDU,
        opens_at_beds=300,
        weight=1.3,
        serves=frozenset({DepartmentKind.SURGICAL, DepartmentKind.OBSTETRIC}),
        equipment=_HDU_EQUIPMENT,
    ),
)
