"""Test set-up shared by all packages."""

from hypothesis import settings

settings.register_profile("onebed", deadline=None, print_blob=True)
settings.load_profile("onebed")
