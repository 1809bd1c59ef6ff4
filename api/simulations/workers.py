"""What a process that simulates does first."""

import logging
import os

from api.parent import end_with_parent

PRIORITY_STEP = 10
"""The board and the allocation go before a study."""


def start() -> None:
    """Prepare this process; run by the pool when it starts one."""
    logging.disable(logging.INFO)
    os.nice(PRIORITY_STEP)
    end_with_parent()
