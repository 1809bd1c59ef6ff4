"""What the process of ``onebed`` ends with."""

EXIT_BAD_INPUT = 2
EXIT_NO_FEASIBLE_PLAN = 3
