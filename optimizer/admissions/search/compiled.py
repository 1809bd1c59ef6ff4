"""How the search is compiled: one place for the compiler's options."""

from numba import njit

compiled = njit(cache=True, nogil=True, error_model="numpy")
