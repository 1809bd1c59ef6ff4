"""The server's worker processes end with it, and leave nothing behind."""

import asyncio
import os
import subprocess
import sys
import time

import pytest

from api.metrics import Metrics
from api.solver import Lane

ENDS_BY_SIGNAL = """
import asyncio, os, signal
from api.metrics import Metrics
from api.solver import Lane

lane = Lane("", "test", 1, Metrics(), start=str)
asyncio.run(lane.run(os.getpid))
lane.close()
os.kill(os.getpid(), signal.SIGTERM)
"""


def test_a_server_that_ends_by_a_signal_leaves_no_semaphores() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS_BY_SIGNAL], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (-15, "")


def test_a_worker_that_is_busy_ends_when_its_lane_is_closed() -> None:
    lane = Lane("", "test", 1, Metrics(), start=str)
    worker = asyncio.run(lane.run(os.getpid))
    busy = lane._pool.submit(time.sleep, 3600)
    lane.close()
    assert busy.done()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
