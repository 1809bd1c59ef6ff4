"""A server that is killed loses nothing that it has acknowledged."""

from pathlib import Path

from benchmarks.dispatch.contention import given_twice
from benchmarks.dispatch.crash import crash
from benchmarks.dispatch.server import opened

KILLS = 3


def test_killing_the_server_loses_no_acknowledged_change_and_repeats_none(tmp_path: Path) -> None:
    url = opened(tmp_path / "onebed.db", beds=150, waiting=6)
    verdict = crash(url, kills=KILLS, seed=1)
    assert verdict.acknowledged > 0
    assert (verdict.lost, verdict.applied_twice, verdict.differences) == (0, 0, 0)
    assert given_twice(url) == (0, 0)
