"""An experiment told: table against targets, pictures with bands, XLSX and PDF with a filled STRESS-DES description."""

from simulation.report.pdf import pdf_report
from simulation.report.tables import parquet_archive, report_tables
from simulation.report.targets import target_table
from simulation.report.workbook import workbook

__all__ = ["parquet_archive", "pdf_report", "report_tables", "target_table", "workbook"]
