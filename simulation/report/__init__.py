"""An experiment told: table against targets, pictures with bands, XLSX and PDF with a filled STRESS-DES description."""

from simulation.report.pdf import write_pdf
from simulation.report.targets import target_table
from simulation.report.workbook import write_workbook

__all__ = ["target_table", "write_pdf", "write_workbook"]
