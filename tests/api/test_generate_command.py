"""``onebed generate``."""

import sys
from pathlib import Path

import pytest

from api.cli import main
from scenarios.files import load
from scenarios.generate import generate


def onebed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["onebed", *arguments])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_written_file_is_the_generated_hospital(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "hospital.json"

    assert onebed(monkeypatch, "generate", "--beds", "200", "--waiting", "9", "--seed", "3", "-o", str(file)) == 0
    assert load(file) == generate(beds=200, waiting=9, seed=3)


def test_a_hospital_of_too_few_beds_is_bad_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hospital.json"

    assert onebed(monkeypatch, "generate", "--beds", "20", "-o", str(file)) == 2
    assert "100" in capsys.readouterr().err
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_bad_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nowhere" / "hospital.json"

    assert onebed(monkeypatch, "generate", "--beds", "200", "-o", str(file)) == 2
    assert "cannot be written (No such file or directory)" in capsys.readouterr().err
