"""Runs a whole notebook in this Python without a kernel, and prints what each cell showed.

Reads JSON from stdin, a list of ``[id, source]``; prints an object of ``{id: {"shown", "error"}}``.
Cells may await, share one running loop, and show their last expression unless it ends with a
semicolon. It needs the standard library alone, so that any Python can run it.
"""

import ast
import asyncio
import contextlib
import contextvars
import inspect
import io
import json
import linecache
import sys
import types
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "server"))


class Printer(io.TextIOBase):
    """Standard output that goes to the cell whose code prints."""

    cell = contextvars.ContextVar("cell")

    def write(self, text):
        return self.cell.get().write(text)


async def run_lesson(cells):
    """Run the cells one after the other; return what each showed."""
    names = types.ModuleType("__main__").__dict__
    shown = {}
    with contextlib.redirect_stdout(Printer()):
        for name, source in cells:
            # In a task, since what a cell's tasks print later is output of that cell.
            shown[name] = await asyncio.create_task(run_cell(source, f"<cell {name}>", names))
    return {
        name: {"shown": printed.getvalue(), "error": error}
        for name, (printed, error) in shown.items()
    }


async def run_cell(source, file, names):
    """Run one cell; return what it prints and gives, and its error as ``Name: words``."""
    linecache.cache[file] = (len(source), None, [line + "\n" for line in source.split("\n")], file)
    printed = io.StringIO()
    Printer.cell.set(printed)
    try:
        for node, mode in _parts(source):
            code = compile(node, file, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            value = eval(code, names)
            if code.co_flags & inspect.CO_COROUTINE:
                value = await value
            if mode == "eval" and value is not None and not source.rstrip().endswith(";"):
                print(repr(value))
            del value
    except Exception as exception:
        return printed, f"{type(exception).__name__}: {exception}"
    return printed, None


def _parts(source):
    """Split a cell into its statements and its last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    if body:
        yield ast.Module(body, []), "exec"
    if last is not None:
        yield ast.Expression(last.value), "eval"


if __name__ == "__main__":
    # A coroutine that is never awaited is a sample of the lesson.
    warnings.simplefilter("ignore", RuntimeWarning)
    json.dump(asyncio.run(run_lesson(json.load(sys.stdin))), sys.stdout)
