"""Sex and age of patients, by department."""

import numpy as np
from scipy.special import ndtr, ndtri

from scenarios.generate.departments import DepartmentProfile
from scenarios.hospital import AGE_BANDS

_FROM = {band.name: band.from_years for band in AGE_BANDS}
_NEWBORN_MOST = _FROM["paediatric"] - 1 / 365
_CHILD_MEAN, _CHILD_SD = 6.0, 3.5
_CHILD_MOST, _ADULT_MOST = _FROM["adult"] - 0.1, 100.0


def age_years(profile: DepartmentProfile, uniform: float, child: bool = False) -> float:
    """Return an age: a normal cut to what the department takes; newborns evenly over their first days.

    Parameters
    ----------
    profile : DepartmentProfile
        Whose patient.
    uniform : float
        0 to 1, the quantile.
    child : bool
        A child in a department that takes all ages.
    """
    if profile.takes == {"neonatal"}:
        return round(float(uniform) * _NEWBORN_MOST, 3)
    if profile.takes == {"paediatric"}:
        return round(_truncated(profile.age, profile.age_sd, _FROM["paediatric"], _CHILD_MOST, uniform), 1) or 0.1
    if child:
        return round(_truncated(_CHILD_MEAN, _CHILD_SD, 1.0, _CHILD_MOST, uniform), 1)
    return float(int(_truncated(profile.age, profile.age_sd, _FROM["adult"] + 1, _ADULT_MOST, uniform)))


def _truncated(mean: float, sd: float, least: float, most: float, uniform: float) -> float:
    low, high = ndtr((least - mean) / sd), ndtr((most - mean) / sd)
    return float(np.clip(mean + sd * ndtri(low + uniform * (high - low)), least, most))
