"""The asyncio tasks that are still alive: which cell made them, what each waits for, and their end.

The front end calls ``watch()`` once in a fresh kernel, and ``report()`` and ``cancel()`` later in a
subshell, so that both answer while a cell runs. Tasks of the kernel itself are left out.
"""

import asyncio
import contextvars
import json
import weakref

__all__ = ["cancel", "report", "watch"]

_cell = contextvars.ContextVar("lessonbook_cell", default=None)
_cells = weakref.WeakKeyDictionary()
# Parts of a path that say that code is the kernel's own.
_OWN = ("/ipykernel/", "/IPython/", "/tornado/", "/zmq/", "/jupyter_client/")


def watch():
    """Begin to note which cell makes which task. Calling it again changes nothing."""
    shell = get_ipython()  # noqa: F821 -- IPython's builtin
    base = asyncio.BaseEventLoop
    if getattr(base.create_task, "lessonbook", False):
        return
    create_task = base.create_task

    def create_noted_task(self, *args, **options):
        task = create_task(self, *args, **options)
        cell = _cell.get()
        if cell is not None:
            _cells[task] = cell
        return task

    create_noted_task.lessonbook = True
    base.create_task = create_noted_task
    shell.events.register("pre_run_cell", _on_run)


def report():
    """Print the tasks that are alive, as a JSON list, newest last."""
    found = []
    for task, cell in _snapshot():
        # The coroutine of a task that is over must not be asked for: Python 3.12.1 crashes.
        if task.done():
            continue
        coroutine = task.get_coro()
        code = _code_of(coroutine)
        if code is not None and any(part in code.co_filename for part in _OWN):
            continue
        waits, line = _describe(coroutine)
        found.append(
            {
                "id": str(id(task)),
                "name": task.get_name(),
                "coroutine": getattr(coroutine, "__qualname__", type(coroutine).__name__),
                "cell": cell,
                "waits": waits,
                "line": line,
            }
        )
    print(json.dumps(found))


def cancel(ids):
    """Cancel the tasks with these ids; ``None`` cancels all that ``report`` would name."""
    for task, _cell_id in _snapshot():
        if (ids is None or str(id(task)) in ids) and not task.done():
            code = _code_of(task.get_coro())
            if code is None or not any(part in code.co_filename for part in _OWN):
                task.get_loop().call_soon_threadsafe(task.cancel)


def _on_run(info):
    _cell.set(getattr(info, "cell_id", None))


def _snapshot():
    # Another thread may add a task meanwhile.
    for _attempt in range(10):
        try:
            return list(_cells.items())
        except RuntimeError:
            continue
    return []


def _code_of(coroutine):
    for name in ("cr_code", "gi_code", "ag_code"):
        code = getattr(coroutine, name, None)
        if code is not None:
            return code
    return None


def _describe(coroutine):
    """Say what a coroutine waits for, and at which line of a cell."""
    line = None
    waits = "its turn"
    inner = coroutine
    for _depth in range(100):
        frame = _first(inner, "cr_frame", "gi_frame", "ag_frame")
        if frame is None:
            break
        name = frame.f_code.co_filename
        if "ipykernel_" in name or name.startswith("<ipython-input"):
            line = frame.f_lineno
        if getattr(inner, "cr_running", False):
            return "nothing: it runs now", line
        if "/asyncio/" in name.replace("\\", "/"):
            waits = _words(frame)
        awaited = _first(inner, "cr_await", "gi_yieldfrom", "ag_await")
        if awaited is None:
            break
        if isinstance(awaited, asyncio.Task):
            return f"the task {awaited.get_name()}", line
        if waits == "its turn":
            waits = getattr(awaited, "__qualname__", None) or type(awaited).__name__
        inner = awaited
    return waits, line


def _words(frame):
    name = getattr(frame.f_code, "co_qualname", frame.f_code.co_name)
    if name == "sleep":
        return f"sleep({frame.f_locals.get('delay')})"
    return name


def _first(thing, *names):
    for name in names:
        value = getattr(thing, name, None)
        if value is not None:
            return value
    return None
