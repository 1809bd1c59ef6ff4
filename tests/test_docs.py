"""What the READMEs show works: shell lines and Python samples run as they stand, links and make targets exist."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = sorted(
    path
    for path in (
        ROOT / name
        for name in subprocess.run(
            ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )
    if "vendor" not in path.parts
)
RUNS_ON = {"serve"}
MAIN = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def blocks(path: Path, language: str) -> list[str]:
    """Fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(readme: Path) -> list[str]:
    return [line for block in blocks(readme, "sh") for line in block.splitlines() if line.startswith("onebed ")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("readme", [path for path in MAIN if path.exists()], ids=name)
def test_every_command_of_the_readme_runs(readme: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    lines = commands(readme)
    assert lines
    if readme != MAIN[0]:
        lines = [line for line in lines if line not in commands(MAIN[0])]
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        if words[0] in RUNS_ON:
            assert_options_exist(words)
            continue
        run = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert run.returncode == 0, f"{line}\n{run.stderr}"


def assert_options_exist(words: list[str]) -> None:
    """A command that runs until it is stopped is only asked for its options; the tests of the server run it."""
    run = subprocess.run([sys.executable, "-m", "api", words[0], "--help"], cwd=ROOT, capture_output=True, text=True)
    assert all(word in run.stdout for word in words if word.startswith("--")), words


@pytest.mark.parametrize("readme", [path for path in READMES if blocks(path, "python")], ids=name)
def test_every_python_sample_runs(readme: Path, tmp_path: Path) -> None:
    program = "\n".join(blocks(readme, "python"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("readme", READMES, ids=name)
def test_every_linked_file_exists(readme: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", readme.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (readme.parent / t).exists()]
    assert missing == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets
