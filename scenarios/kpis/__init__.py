"""Key performance indicators of beds, each once, over the event table."""

from scenarios.kpis.alos import ALOS
from scenarios.kpis.bed_cleaning import BED_CLEANING
from scenarios.kpis.bed_idle import BED_IDLE
from scenarios.kpis.bed_turnaround import BED_TURNAROUND
from scenarios.kpis.bed_wait import BED_WAIT_MEAN
from scenarios.kpis.bed_wait_p90 import BED_WAIT_P90
from scenarios.kpis.boarding import BOARDING
from scenarios.kpis.discharge_delay import DISCHARGE_DELAY
from scenarios.kpis.kpi import Better, Kpi, Observation
from scenarios.kpis.lent_bed_days import LENT_BED_DAYS
from scenarios.kpis.occupancy import OCCUPANCY
from scenarios.kpis.occupancy_variation import OCCUPANCY_VARIATION
from scenarios.kpis.targets import TARGETS, Target, TargetBasis
from scenarios.kpis.transfers import TRANSFERS

KPIS: tuple[Kpi, ...] = (
    OCCUPANCY,
    OCCUPANCY_VARIATION,
    BED_WAIT_MEAN,
    BED_WAIT_P90,
    BOARDING,
    LENT_BED_DAYS,
    TRANSFERS,
    ALOS,
    BED_TURNAROUND,
    BED_CLEANING,
    BED_IDLE,
    DISCHARGE_DELAY,
)
"""All of them, in the order they are shown."""

__all__ = ["KPIS", "TARGETS", "Better", "Kpi", "Observation", "Target", "TargetBasis"]
