"""The evening of the day of the lists: everything of it can be reported."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.api.conftest import HandClock

EVENING = datetime(2026, 3, 2, 22, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at the evening of the day that the lists are of."""
    return HandClock(EVENING)
