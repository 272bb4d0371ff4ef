"""The wheel alone, in an empty environment without Node: installed, started, and read from.

Building it needs Node and the page's packages; running it must need neither. One environment
serves all tests here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import TOKEN, Client, free_port, page_config, wait_until_listening, write_notebook
from lessonbook.places import CHECKOUT

SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def wheel() -> Path:
    assert CHECKOUT is not None
    node = shutil.which("node")
    assert node is not None, "Node.js is needed to build the wheel (not to use it)"
    subprocess.run(
        [node, "scripts/wheel.mjs"],
        cwd=CHECKOUT,
        env={**os.environ, "LESSONBOOK_PYTHON": sys.executable},
        check=True,
    )
    version = json.loads((CHECKOUT / "package.json").read_text())["version"]
    return CHECKOUT / "dist" / f"lessonbook-{version}-py3-none-any.whl"


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the variables of a process in the new environment, whose PATH holds nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    python = folder / SCRIPTS / ("python.exe" if os.name == "nt" else "python")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel],
        check=True,
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PATH": str(folder / SCRIPTS), "JUPYTER_TOKEN": TOKEN}


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=environment["PATH"])
    assert program is not None
    return subprocess.run(
        [program, *command[1:]], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def client(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("lessons")
    write_notebook(folder, "asyncio.ipynb", "1 + 1")
    port = free_port()
    program = shutil.which("jupyter", path=environment["PATH"])
    assert program is not None
    command = [program, "lessonbook", "asyncio.ipynb", "--no-browser", f"--port={port}"]
    with subprocess.Popen(
        [*command, "--allow-root"],
        cwd=folder,
        env=environment,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            wait_until_listening(port, process)
            yield Client(port, "/")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


def test_the_wheel_holds_the_page_the_program_and_no_leftovers(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    manifest = json.loads(zipfile.ZipFile(wheel).read("lessonbook/static/manifest.json"))
    for name in (manifest["entry"], f"{manifest['entry']}.br", manifest["style"]):
        assert f"lessonbook/static/{name}" in names
    assert "lessonbook/cli/lessonbook.mjs" in names
    assert "lessonbook/measure.py" in names
    assert any(name.endswith("jupyter_server_config.d/lessonbook.json") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".map")]


def test_there_is_no_node_in_the_environment(environment: dict[str, str]) -> None:
    assert shutil.which("node", path=environment["PATH"]) is None


def test_jupyter_lessonbook_opens_the_notebook_it_was_given(client: Client) -> None:
    answer = client.send("GET", f"/?token={TOKEN}")
    assert answer.headers["Location"].startswith("/lessonbook/notebooks/asyncio.ipynb")
    assert page_config(client.get("lessonbook/notebooks/asyncio.ipynb"))["page"] == "notebook"


def test_the_page_its_script_its_style_and_its_data_arrive(client: Client) -> None:
    page = client.get("lessonbook/notebooks/asyncio.ipynb")
    static = page_config(page)["staticUrl"]
    linked = [part.split('"')[0] for part in page.text.split(f'="{static}')[1:]]
    assert len(linked) >= 2
    for name in linked:
        answer = client.send("GET", static + name, Accept_Encoding="br")
        assert answer.status == 200
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
    data = client.get("lessonbook/api/contents/asyncio.ipynb")
    assert data.json["content"]["cells"][0]["source"] == "1 + 1"
    specs = client.get("api/kernelspecs").json
    assert "python3" in specs["kernelspecs"]


def test_every_jupyter_server_of_the_environment_has_the_extension(
    environment: dict[str, str],
) -> None:
    listed = run(environment, "jupyter", "server", "extension", "list")
    said = re.sub(r"\x1b\[\d*m", "", listed.stdout + listed.stderr)  # without its colours
    assert "lessonbook enabled" in said


def test_the_modules_for_kernels_are_part_of_the_package(environment: dict[str, str]) -> None:
    answer = run(environment, "python", "-c", "import lessonbook.measure as m; print(m.__name__)")
    assert answer.stdout.strip() == "lessonbook.measure", answer.stderr


def test_the_terminal_commands_say_how_to_get_node(environment: dict[str, str]) -> None:
    answer = run(environment, "jupyter", "lessonbook", "check", "asyncio.ipynb")
    assert answer.returncode == 2
    assert 'pip install "lessonbook[cli]"' in answer.stderr
    assert answer.stderr.count("\n") == 1
