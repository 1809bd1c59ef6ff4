"""A hospital as tables: a folder of CSV or Parquet files, or the sheets of one workbook."""

from scenarios.files.tables.demand_tables import DEMAND_TABLES
from scenarios.files.tables.hospital_tables import HOSPITAL_TABLES
from scenarios.files.tables.setting_tables import SETTING_TABLES
from scenarios.files.tables.weeks_tables import WEEKS_TABLES

TABLES = (*HOSPITAL_TABLES, *DEMAND_TABLES, *WEEKS_TABLES, *SETTING_TABLES)
"""All tables, in the order of the template."""
