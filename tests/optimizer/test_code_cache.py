"""Compiled code is kept where it can be, and nowhere else."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from optimizer.code_cache import CodeCache


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.py"
    path.write_text("ONE = 1")
    return path


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return folder


def no_folder(path: Path) -> str:
    """A path below a file: nothing can be made there, not even by root."""
    path.write_text("")
    return str(path / "below")


def test_it_is_kept_in_the_users_cache(source: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(temporary / "cache"))
    folder = CodeCache("code", [source]).folder
    assert folder is not None
    assert folder.parent == temporary / "cache" / "onebed"
    assert folder.is_dir()


def test_a_changed_source_is_kept_apart(source: Path, temporary: Path) -> None:
    before = CodeCache("code", [source]).folder
    source.write_text("ONE = 2")
    assert CodeCache("code", [source]).folder != before


def test_where_the_users_cache_cannot_be_made_the_temporary_folder_takes_it(
    source: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", no_folder(temporary / "file"))
    folder = CodeCache("code", [source]).folder
    assert folder is not None
    assert folder.parent == temporary / f"onebed-{os.getuid()}"
    assert stat.S_IMODE(folder.parent.stat().st_mode) & 0o022 == 0


def test_a_temporary_folder_that_others_can_write_is_not_trusted_and_code_still_runs(
    source: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", no_folder(temporary / "file"))
    open_to_all = temporary / f"onebed-{os.getuid()}"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    cache = CodeCache("code", [source])
    assert cache.folder is None
    cache.mark_complete()
    assert not cache.is_complete()
    assert cache.compile(lambda number: number + 1)(1) == 2


def test_a_user_without_a_home_has_no_cache_there(
    source: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    folder = CodeCache("code", [source]).folder
    assert folder is not None
    assert folder.parent.parent == temporary


def test_it_is_complete_once_it_is_marked(source: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(temporary))
    cache = CodeCache("code", [source])
    assert not cache.is_complete()
    cache.mark_complete()
    assert cache.is_complete()
    os.utime(source, (1, 1))
    assert not CodeCache("code", [source]).is_complete()
