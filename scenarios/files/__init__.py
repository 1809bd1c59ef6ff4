"""Readers and writers of files: each says everything that is wrong with a file at once."""

from scenarios.files.documents import dump, to_json
from scenarios.files.load import load, load_ihtc, load_json
from scenarios.files.tables.write import write_tables

__all__ = ["dump", "load", "load_ihtc", "load_json", "to_json", "write_tables"]
