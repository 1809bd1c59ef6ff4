"""Joint local search over admissions, rooms, theatres and nurses, compiled with numba."""
