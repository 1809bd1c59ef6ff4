"""Readers and writers of files: each says everything that is wrong with a file at once."""

from scenarios.files.documents import dump
from scenarios.files.load import load, load_json

__all__ = ["dump", "load", "load_json"]
