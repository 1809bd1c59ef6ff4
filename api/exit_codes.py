"""What the process of ``onebed`` ends with."""

EXIT_OUTPUT_LOST = 1
EXIT_BAD_INPUT = 2
EXIT_NO_FEASIBLE_PLAN = 3
EXIT_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
