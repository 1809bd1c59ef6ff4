"""Bundled scenarios by name, each a small file of parameters beside this one."""

from scenarios.catalogue.bundled import bundled, names

__all__ = ["bundled", "names"]
