"""How uneven occupancy is between departments."""

import polars as pl

from scenarios.kpis.kpi import Better, Kpi, Observation


def occupancy_variation(observation: Observation) -> float:
    """Return the coefficient of variation of the departments' occupancy: population standard deviation over mean.

    A department's occupancy is that of the wards it owns, whoever lies there; wards that serve everyone (ICU, day
    ward) are left out, and each department counts the same, as in the hospital's own target.

    Medicine stands at 75% (one bed full, one half the day), surgery at 25%: mean 50, standard deviation 25.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> occupancy_variation(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (720, "admitted", "Bo", "medicine", "M-2"),
    ...     (720, "admitted", "Cy", "surgery", "S-1"),
    ... ))
    0.5
    """
    # Groups are summed in pieces by several threads; sorted first, the same minutes give the same bits every time.
    occupied = observation.in_bed.group_by("ward", maintain_order=True).agg(pl.col("occupied").sort().sum())
    departments = (
        observation.wards.filter(~pl.col("shared"))
        .join(occupied, on="ward", how="left", maintain_order="left")
        .group_by("owner", maintain_order=True)
        .agg(pl.col("occupied").fill_null(0.0).sort().sum(), pl.col("staffed").sum())
        .filter(pl.col("staffed") > 0)
    )
    shares = departments.select(share=pl.col("occupied") / pl.col("staffed"))["share"]
    variation = shares.std(ddof=0), shares.mean()
    if not isinstance(variation[0], float) or not isinstance(variation[1], float) or variation[1] == 0:
        return float("nan")
    return variation[0] / variation[1]


OCCUPANCY_VARIATION = Kpi(
    name="occupancy_variation",
    title="Coefficient of variation of occupancy between departments",
    title_zh="科室间床位使用率变异系数",
    unit="ratio",
    better=Better.LOWER,
    measure=occupancy_variation,
)
