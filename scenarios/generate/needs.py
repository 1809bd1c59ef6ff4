"""What patients need of a bed: level of care and equipment."""

from collections.abc import Iterable

from scenarios.generate.norms import Norms
from scenarios.hospital import LevelOfCare

USE_OF_EQUIPMENT = {
    LevelOfCare.ICU: {"monitor": 1.0, "ventilator": 0.6, "dialysis": 0.5, "incubator": 0.9},
    LevelOfCare.HDU: {"monitor": 1.0, "ventilator": 0.5},
    LevelOfCare.GENERAL: {"telemetry": 0.55, "monitor": 0.5, "dialysis": 0.5, "incubator": 0.6},
    LevelOfCare.DAY: dict[str, float](),
}
"""Share of patients who need an item that stands at their bed. Assumption."""

_STEP_DOWN_TO_HDU = 0.3


def level_needed(ward_level: LevelOfCare, uniform: float, hdu: bool, norms: Norms) -> LevelOfCare:
    """Return what the patient in a bed of this level needs now; some ICU and HDU patients could go a step down.

    ``hdu`` says whether the hospital has an HDU for such a patient.
    """
    if ward_level not in (LevelOfCare.ICU, LevelOfCare.HDU) or uniform >= norms.step_down_ready:
        return ward_level
    if hdu and ward_level is LevelOfCare.ICU and uniform < norms.step_down_ready * _STEP_DOWN_TO_HDU:
        return LevelOfCare.HDU
    return LevelOfCare.GENERAL


def equipment_needed(
    level: LevelOfCare, ward_level: LevelOfCare, at_bed: Iterable[str], uniform: float
) -> frozenset[str]:
    """Return the items in use, of those at the bed; who could step down from intensive care needs none."""
    if level is not ward_level:
        return frozenset()
    return frozenset(item for item in at_bed if uniform < USE_OF_EQUIPMENT[level].get(item, 0.0))
