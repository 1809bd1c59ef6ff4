"""A process beside the server ends with it."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """End this process when the server is gone, however it went: a killed server tells nobody."""
    threading.Thread(target=_wait, name="parent", daemon=True).start()


def _wait() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
