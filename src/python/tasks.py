"""The event loop as it is now: which tasks live, what each waits for, and what holds or held it.

The front end calls ``watch()`` once in a fresh kernel, and ``report()`` and ``cancel()`` later in a
subshell, so that both answer while a cell runs or blocks. Tasks of the kernel itself are left out.
"""

import asyncio
import contextvars
import json
import sys
import threading
import time
import weakref

from lessonbook.heartbeat import Heartbeat
from lessonbook.lanes import is_own
from lessonbook.waits import find_wait

from lessonbook import cells

__all__ = ["cancel", "report", "watch"]

# A loop that does not answer within so many seconds is held by something.
ANSWERS_WITHIN = 0.05

_cell = contextvars.ContextVar("lessonbook_cell", default=None)
_cells = weakref.WeakKeyDictionary()
_known: dict = {}
# What held the loop in the last run of each cell: cell → (file, line) → (seconds, function, source)
_blocked: dict = {}


class _Main:
    """The kernel's own thread and loop, and the cell that runs there."""

    thread = None
    loop = None
    cell = None
    task = None
    # When the loop was asked for an answer that has not come yet.
    asked = None
    answered = threading.Event()


def watch() -> None:
    """Begin to note which cell makes which task. Calling it again changes nothing."""
    from IPython import get_ipython

    base = asyncio.BaseEventLoop
    if getattr(base.create_task, "lessonbook", False):
        return
    cells.watch()
    _Main.thread = threading.get_ident()
    _Main.loop = asyncio.get_running_loop()
    create_task = base.create_task

    def create_noted_task(self, *args, **options):
        task = create_task(self, *args, **options)
        cell = _cell.get()
        if cell is not None:
            _cells[task] = cell
            if _Main.cell is not None and self is _Main.loop:
                _heartbeat.begin(self)
        return task

    create_noted_task.lessonbook = True
    base.create_task = create_noted_task
    events = get_ipython().events
    events.register("pre_run_cell", _on_run)
    events.register("post_run_cell", _on_end)


def report() -> None:
    """Print the loop's state as JSON.

    ``tasks``: a list of ``{id, name, coroutine, cell, kind, detail, line, runs}``, newest last;
    what each waits for as ``lessonbook.waits`` names it. ``cell``: the same of the cell that runs
    on the main thread, or null. ``held``: ``{cell, line, source, function, seconds}`` when
    something holds the loop, or null. ``blocked``: what held it for 0.1 s and longer in the last
    run of each cell while tasks were alive, a list of ``{ran, cell, line, source, function,
    seconds}``; ``ran`` is the cell that ran, ``cell`` the one that holds the line, or null.
    """
    held = _held()
    found = [
        {
            "id": str(id(task)),
            "name": task.get_name(),
            "coroutine": getattr(coroutine, "__qualname__", type(coroutine).__name__),
            "cell": cell,
            **_describe(task, coroutine),
        }
        for task, cell, coroutine in _alive()
    ]
    print(
        json.dumps(
            {"tasks": found, "cell": _running_cell(), "held": held, "blocked": _list_blocked()}
        )
    )


def cancel(ids) -> None:
    """Cancel the tasks with these ids; ``None`` cancels all that ``report`` would name."""
    for task, _cell_id, _coroutine in _alive():
        if ids is None or str(id(task)) in ids:
            task.get_loop().call_soon_threadsafe(task.cancel)


def _on_run(info):
    cell = getattr(info, "cell_id", None)
    _cell.set(cell)
    if threading.get_ident() == _Main.thread:
        _Main.cell, _Main.task = cell, _current_cell_task()
        _blocked.pop(cell, None)
        if _has_tasks():
            _heartbeat.begin(_Main.loop)


def _on_end(_result):
    if threading.get_ident() == _Main.thread:
        _heartbeat.end()
        _Main.cell = _Main.task = None


def _has_tasks():
    return next(_alive(), None) is not None


def _note_blocked(seconds, file, line, function, source):
    """Note a line that held the loop, where it kept somebody waiting."""
    if _Main.cell is not None and _has_tasks():
        lines = _blocked.setdefault(_Main.cell, {})
        before = lines.get((file, line), (0.0,))[0]
        lines[file, line] = (before + seconds, function, source)


def _list_blocked():
    return [
        {
            "ran": ran,
            "cell": cells.cell_of(file),
            "line": line,
            "source": source,
            "function": function,
            "seconds": round(seconds, 2),
        }
        for ran, lines in list(_blocked.items())
        for (file, line), (seconds, function, source) in list(lines.items())
    ]


_heartbeat = Heartbeat(lambda: _Main.cell is not None, _note_blocked)


def _current_cell_task():
    """Return the cell's own task; None for a cell without await, which runs inside the kernel's."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return None
    name = getattr(task and task.get_coro(), "__name__", "")
    return task if name == "run_cell_async" else None


def _running_cell():
    cell, task = _Main.cell, _Main.task
    if cell is None:
        return None
    if task is None or task.done():
        return {"cell": cell, "kind": "", "detail": "", "line": None, "runs": True}
    return {"cell": cell, **_describe(task, task.get_coro())}


def _describe(task, coroutine):
    """Say what a task waits for, and at which line of a cell."""
    if getattr(coroutine, "cr_running", False):
        return {"kind": "", "detail": "", "line": None, "runs": True}
    kind, detail, _on, _code, line = find_wait(
        coroutine, getattr(task, "_fut_waiter", None), _known, cells.is_readers_file
    )
    words = detail if isinstance(detail, str) else f"{detail:g}"
    return {"kind": kind, "detail": words, "line": line if line > 0 else None, "runs": False}


def _held():
    """Say what holds the main loop, if it does not answer."""
    if _Main.loop is None or threading.get_ident() == _Main.thread:
        return None
    if _Main.asked is None:
        _Main.answered.clear()
        _Main.asked = time.monotonic()
        _Main.loop.call_soon_threadsafe(_Main.answered.set)
    if _Main.answered.wait(ANSWERS_WITHIN):
        _Main.asked = None
        return None
    frame = sys._current_frames().get(_Main.thread)
    while frame is not None and not cells.is_readers_file(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return None
    file, line = frame.f_code.co_filename, frame.f_lineno
    return {
        "cell": cells.cell_of(file),
        "line": line,
        "source": cells.source_of(file, line),
        "function": frame.f_code.co_name,
        "seconds": round(time.monotonic() - _Main.asked, 2),
    }


def _alive():
    """Yield task, cell and coroutine of the tasks that cells have made and that are not over."""
    for task, cell in _snapshot():
        # The coroutine of a task that is over must not be asked for: Python 3.12.1 crashes.
        if task.done():
            continue
        coroutine = task.get_coro()
        if not is_own(coroutine) and task is not _Main.task:
            yield task, cell, coroutine


def _snapshot():
    # Another thread may add a task meanwhile.
    for _attempt in range(10):
        try:
            return list(_cells.items())
        except RuntimeError:
            continue
    return []
