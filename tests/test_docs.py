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
README, CHINESE_README = ROOT / "README.md", ROOT / "README.zh-CN.md"


def blocks(text: str, language: str) -> list[str]:
    """Fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def sections(readme: Path) -> dict[str, list[str]]:
    """The commands under each heading; those of one build on each other."""
    parts = re.split(r"^## (.+)$", readme.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title: commands(text) for title, text in zip(parts[1::2], parts[2::2], strict=True) if commands(text)}


def commands(text: str) -> list[str]:
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("onebed ")]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("title", sections(README))
def test_the_commands_of_a_section_of_the_readme_run(title: str, tmp_path: Path) -> None:
    run_as_shown(sections(README)[title], tmp_path)


def test_the_commands_that_only_the_chinese_readme_has_run(tmp_path: Path) -> None:
    shown = commands(README.read_text(encoding="utf-8"))
    lines = commands(CHINESE_README.read_text(encoding="utf-8"))
    assert lines
    run_as_shown([line for line in lines if line not in shown], tmp_path)


def run_as_shown(lines: list[str], folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        if words[0] in RUNS_ON:
            assert_options_exist(words)
            continue
        run = subprocess.run(
            [sys.executable, "-m", "api", *words],
            cwd=folder,
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


def programs() -> dict[str, str]:
    """The Python samples of each README, as one program."""
    samples = {name(path): "\n".join(blocks(path.read_text(encoding="utf-8"), "python")) for path in READMES}
    return {readme: program for readme, program in samples.items() if program}


@pytest.mark.parametrize("readme", programs())
def test_every_python_sample_runs(readme: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", programs()[readme]],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
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
