"""Runs a cell of a notebook as a script in a Python of its own."""

from __future__ import annotations

import inspect
import linecache
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from .check_run import Outcome

__all__ = ["carry_out_script"]

#: Seconds that a script may run.
LONGEST = 20


def carry_out_script(function: Callable[[], Any]) -> tuple[Outcome, str]:
    """Run the cell that defines a function as a script; return what it did, and its fault or ""."""
    outcome = Outcome()
    source = _cell_of(function)
    if not source:
        return outcome, "cannot be found in a cell. Define it in a cell of its own."
    fault = _fault_of(source)
    if fault:
        return outcome, fault
    script = f"{source}\n\n__import__('asyncio').run({function.__name__}())\n"
    command = [sys.executable, "-c", script]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=LONGEST, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return outcome, f"has not ended after {LONGEST} s."
    except OSError as error:
        return outcome, f"cannot be checked here, since no second Python can be started ({error})."
    outcome.printed = ran.stdout
    if ran.returncode != 0 or "never awaited" in ran.stderr:
        errors = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
        named = [line for line in errors if "never awaited" in line] or errors[-1:]
        return outcome, f"ended with an error: {named[0].strip()}"
    return outcome, ""


def _cell_of(function: Callable[[], Any]) -> str:
    file = inspect.unwrap(function).__code__.co_filename
    if "ipykernel_" in file or file.startswith("<"):
        return "".join(linecache.getlines(file))
    return inspect.getsource(function)


def _fault_of(source: str) -> str:
    """Find what a cell may hold and a script may not."""
    try:
        compile(source, "<script>", "exec")
    except SyntaxError as error:
        if "'await' outside" in str(error) or "outside async" in str(error):
            where = f"line {error.lineno} has an `await` outside a function"
            return f"cannot start: {where}. A cell allows that, a file does not."
        return f"cannot start: {error.msg} in line {error.lineno}."
    return ""
