"""One task's lane in a record, and the names that coroutines and callbacks get there."""

import inspect

from lessonbook import cells

__all__ = [
    "CANCELLED",
    "DONE",
    "ERROR",
    "LOST",
    "PENDING",
    "Lane",
    "code_of",
    "find_frame",
    "given_name",
    "is_own",
    "label_of",
    "name_of",
]

# How a task stands. LOST: nothing held it any more before it was over.
PENDING, DONE, CANCELLED, ERROR, LOST = range(5)


# Tasks that `asyncio.run` makes when the reader's are over.
_LAST_TASKS = ("shutdown_asyncgens", "shutdown_default_executor")


class Lane:
    """One task. Times are in seconds of ``perf_counter``, None for what did not happen (yet)."""

    __slots__ = (
        "code",
        "coro",
        "created",
        "eager",
        "ended",
        "error",
        "file",
        "is_earlier",
        "line",
        "name",
        "number",
        "parent",
        "ref",
        "started",
        "state",
    )

    def __init__(self, number, name="", coro="", parent=-1):
        self.number = number
        self.name = name
        self.coro = coro
        self.parent = parent
        self.created = self.started = self.ended = None
        self.state = PENDING
        self.eager = False
        self.is_earlier = False
        self.error = ""
        # Where its coroutine is defined: (file, line, name); where it was made: file and line.
        self.code = None
        self.file = ""
        self.line = -1
        self.ref = None


def code_of(thing):
    """Return the code object of a coroutine, a function, or what wraps one."""
    for _depth in range(5):
        for name in ("cr_code", "gi_code", "ag_code", "__code__"):
            code = getattr(thing, name, None)
            if code is not None:
                return code
        inner = getattr(thing, "func", None) or getattr(thing, "__func__", None)
        if inner is None:
            return None
        thing = inner
    return None


def is_own(thing):
    """Tell whether a coroutine is the kernel's or one that asyncio keeps for itself."""
    code = code_of(thing)
    if code is None:
        return False
    name = code.co_filename
    is_hidden = code.co_name.startswith("_") or code.co_name in _LAST_TASKS
    return cells.is_own_file(name) or (is_hidden and "/asyncio/" in name.replace("\\", "/"))


def name_of(callback) -> str:
    """Return the name of a callback."""
    return getattr(callback, "__qualname__", None) or type(callback).__name__


def label_of(coro, is_readers):
    """Name a coroutine as it was called, such as ``fetch(1)``; only plain arguments are shown."""
    name = getattr(coro, "__qualname__", None) or type(coro).__name__
    name = name.rpartition("<locals>.")[2][:60]
    frame, code = getattr(coro, "cr_frame", None), getattr(coro, "cr_code", None)
    if frame is None or code is None or not is_readers(code.co_filename):
        return name
    values = []
    for argument in code.co_varnames[: min(code.co_argcount, 3)]:
        value = frame.f_locals.get(argument)
        if type(value) not in (int, float, str, bool):
            break
        text = repr(value)
        if len(text) > 16:
            break
        values.append(text)
    return f"{name}({', '.join(values)})"


def given_name(task) -> str:
    """Return the name that the reader gave a task; empty for one of asyncio's.

    Asyncio may set it after the task was made; 3.13.0 calls what a factory made "None".
    """
    name = getattr(task, "get_name", str)()
    return "" if name.startswith("Task-") or name == "None" else name[:60]


def find_frame(is_readers):
    """Find the reader's innermost frame on this thread's stack, if there is one."""
    frame = inspect.currentframe()
    for _depth in range(200):
        if frame is None or is_readers(frame.f_code.co_filename):
            return frame
        frame = frame.f_back
    return None
