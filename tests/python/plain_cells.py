"""Runs cells of a notebook in this Python without a kernel, and says how the last one ended.

As a program: reads JSON from stdin, a list of ``{"cells": [source, …]}``, runs each in a fresh
namespace, and prints a list of ``{"failed", "message", "cpu", "wall"}``. It needs the standard
library alone, so that any Python can run it.
"""

import ast
import asyncio
import contextlib
import io
import json
import linecache
import sys
import time
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "server"))


def run_cells(cells):
    """Run the cells; return the error of the last, or None. Others may fail: nobody asks."""
    names = types.ModuleType("__main__").__dict__
    error = None
    # One for all cells, as in a kernel.
    loop = asyncio.new_event_loop()
    for number, source in enumerate(cells):
        file = f"<cell {id(names)} {number}>"
        lines = [line + "\n" for line in source.split("\n")]
        linecache.cache[file] = (len(source), None, lines, file)
        error = _run(source, file, names, loop)
    loop.close()
    return error


def _run(source, file, names, loop):
    try:
        code = compile(source, file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        with contextlib.redirect_stdout(io.StringIO()):
            result = eval(code, names)
            if asyncio.iscoroutine(result):
                loop.run_until_complete(result)
    except Exception as error:
        return error
    return None


def report(cells):
    """Run the cells and time the last one with all it started."""
    *before, last = cells
    cpu, wall = time.process_time(), time.perf_counter()
    error = run_cells([*before, last])
    return {
        "failed": None if error is None else type(error).__name__,
        "message": "" if error is None else str(error),
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
    }


if __name__ == "__main__":
    json.dump([report(job["cells"]) for job in json.load(sys.stdin)], sys.stdout)
