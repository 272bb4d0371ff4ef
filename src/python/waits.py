"""What a coroutine waits for, in one word, and at which line of the reader's code it stands.

Reads the chain of what awaits what from outside; nothing is called that could change the task.
The way from a coroutine to the future goes through ``cr_await``, ``gi_yieldfrom`` and ``ag_await``
(https://docs.python.org/3/library/inspect.html); the function of asyncio that the reader's code
called tells the reason.
"""

import asyncio
import gc
import types

__all__ = ["find_wait"]

# A chain longer than this is cut: recursion in coroutines must not make the recorder slow.
_DEEPEST = 200
_NUMBERS = (int, float)
_COROUTINE, _GENERATOR = types.CoroutineType, types.GeneratorType
# A task that waits for no future has given the others their turn.
_TURN = ("turn", "", ())
# Most tasks that a wait names.
_MOST_ON = 50


class _Known:
    """What is known of a code object; it keeps the object, so that its id stays its own."""

    __slots__ = ("code", "is_readers", "read")

    def __init__(self, code, is_readers, read):
        self.code = code
        self.is_readers = is_readers
        self.read = read


def find_wait(coroutine, waiter, known: dict, is_readers) -> tuple:
    """Say what a suspended coroutine waits for. This runs once for each slice: it has to be quick.

    Parameters
    ----------
    coroutine : coroutine, generator or async generator
        What a task runs. It must not be running now.
    waiter : asyncio.Future or None
        The task's ``_fut_waiter``.
    known : dict
        Empty at first; hand the same one in again, it saves time.
    is_readers : callable
        Whether a file name is one of the reader's.

    Returns
    -------
    kind : str
        ``sleep``, ``turn``, ``queue.get``, ``queue.put``, ``queue.join``, ``event``, ``condition``,
        ``lock``, ``semaphore``, ``barrier``, ``taskgroup``, ``gather``, ``wait``, ``wait_for``,
        ``as_completed``, ``task``, ``thread``, ``process``, ``io.read``, ``io.write``,
        ``io.connect``, ``io.accept``, ``io.server``, or ``future`` for all else.
    detail : str or float
        Seconds of a sleep or limit, a number of tasks, the name of a function; or empty.
    on : tuple of asyncio.Task
        The tasks that it waits for.
    code : types.CodeType or None
        Of the reader's innermost frame in the chain.
    line : int
        Where that frame stands; -1 without one.
    """
    inner = coroutine
    readers = found = reader = None
    for _depth in range(_DEEPEST):
        sort = type(inner)
        if sort is _COROUTINE:
            frame, awaited = inner.cr_frame, inner.cr_await
        elif sort is _GENERATOR:
            frame, awaited = inner.gi_frame, inner.gi_yieldfrom
        else:
            frame, awaited = _look_inside(inner)
        if frame is None:
            break
        code = frame.f_code
        entry = known.get(id(code))
        if entry is None:
            entry = known[id(code)] = _Known(code, is_readers(code.co_filename), _reader_of(code))
        if entry.is_readers:
            readers, found, reader = frame, None, None
        elif entry.read is not None and (found is None or reader is _wait_for):
            # What the reader's code calls names the wait; what runs inside it, a limit's wait.
            found, reader = frame, entry.read
        if awaited is None or awaited is waiter:
            break
        inner = awaited
    if waiter is None:
        kind, detail, on = _TURN
    else:
        kind, detail, on = _of_future(waiter) if found is None else reader(found)
    if readers is None:
        return kind, detail, on, None, -1
    return kind, detail, on, readers.f_code, readers.f_lineno


def _look_inside(thing):
    """Give the frame of something awaited and what it awaits in its turn; frame None at the end."""
    if isinstance(thing, types.CoroutineType):
        return thing.cr_frame, thing.cr_await
    if isinstance(thing, types.GeneratorType):
        return thing.gi_frame, thing.gi_yieldfrom
    if isinstance(thing, types.AsyncGeneratorType):
        return thing.ag_frame, thing.ag_await
    # Wrappers that hide what they hold: of `async for`, `anext`, a coroutine's `__await__`.
    if type(thing).__name__.startswith(("async_generator", "anext", "coroutine_wrapper")):
        for held in gc.get_referents(thing):
            if isinstance(held, (types.CoroutineType, types.AsyncGeneratorType)):
                return _look_inside(held)
            if type(held).__name__.startswith(("async_generator", "anext")):
                return _look_inside(held)
    return None, None


def _of_future(waiter):
    """Tell a reason when no frame of asyncio stands in the chain."""
    if _is_task(waiter):
        return "task", "", (waiter,)
    children = getattr(waiter, "_children", None)
    if isinstance(children, list):
        return "gather", len(children), _tasks(children)
    for entry in getattr(waiter, "_callbacks", None) or ():
        callback = entry[0] if isinstance(entry, tuple) else entry
        # `run_in_executor` chains the loop's future to one of a thread pool.
        if getattr(callback, "__qualname__", "").startswith("_chain_future"):
            return "thread", "", ()
    return "future", "", ()


def _tasks(futures):
    found = []
    for future in futures:
        if _is_task(future):
            found.append(future)
            if len(found) == _MOST_ON:
                break
    return tuple(found)


def _is_task(thing):
    # Not by the class: a task may also be one of Python's own making, or a library's.
    return asyncio.isfuture(thing) and hasattr(thing, "get_coro")


def _local(frame, name):
    return frame.f_locals.get(name)


def _sleep(frame):
    delay = frame.f_locals.get("delay")
    if delay == 0:
        return "turn", "", ()
    return "sleep", delay if type(delay) in _NUMBERS else "", ()


def _wait(frame):
    futures = _local(frame, "fs")
    return "wait", "", _tasks(futures) if isinstance(futures, (set, list, tuple)) else ()


def _wait_for(frame):
    limit = _local(frame, "timeout")
    future = _local(frame, "fut")
    return "wait_for", limit if type(limit) in _NUMBERS else "", _tasks((future,))


def _as_completed(frame):
    waiting = _local(frame, "todo") or getattr(_local(frame, "self"), "_todo", None)
    return "as_completed", "", _tasks(waiting) if isinstance(waiting, (set, list)) else ()


def _task_group(frame):
    tasks = getattr(_local(frame, "self"), "_tasks", None)
    on = _tasks(tuple(tasks)) if isinstance(tasks, (set, list)) else ()
    return "taskgroup", len(on) or "", on


def _thread(frame):
    name = getattr(_local(frame, "func"), "__name__", "")
    return "thread", name if isinstance(name, str) else "", ()


def _lock(frame):
    """Classes of asyncio.locks share their methods' names."""
    name = type(_local(frame, "self")).__name__.lower()
    for word in ("event", "condition", "semaphore", "barrier", "lock"):
        if word in name:
            return word, "", ()
    return "lock", "", ()


def _always(kind):
    return lambda frame: (kind, "", ())


# By the file in asyncio and the function's name; what is not here says nothing of the reason.
_READERS = {
    "tasks": {
        "sleep": _sleep,
        "__sleep0": _always("turn"),
        "_wait": _wait,
        "wait_for": _wait_for,
        "_wait_for_one": _as_completed,
    },
    "taskgroups": {"__aexit__": _task_group, "_aexit": _task_group},
    "threads": {"to_thread": _thread},
    "queues": {
        "get": _always("queue.get"),
        "put": _always("queue.put"),
        "join": _always("queue.join"),
    },
    "locks": dict.fromkeys(("wait", "acquire", "_block", "_wait", "_acquire_restore"), _lock),
    "streams": {
        "_wait_for_data": _always("io.read"),
        "drain": _always("io.write"),
        "_drain_helper": _always("io.write"),
        "wait_closed": _always("io.write"),
        "open_connection": _always("io.connect"),
        "open_unix_connection": _always("io.connect"),
    },
    "base_events": {
        "create_connection": _always("io.connect"),
        "_connect_sock": _always("io.connect"),
        "sock_connect": _always("io.connect"),
        "_create_connection_transport": _always("io.connect"),
        "getaddrinfo": _always("io.connect"),
        "serve_forever": _always("io.server"),
        "wait_closed": _always("io.server"),
        "subprocess_exec": _always("process"),
        "subprocess_shell": _always("process"),
    },
    "selector_events": {
        "sock_recv": _always("io.read"),
        "sock_recv_into": _always("io.read"),
        "sock_recvfrom": _always("io.read"),
        "sock_sendall": _always("io.write"),
        "sock_sendto": _always("io.write"),
        "sock_connect": _always("io.connect"),
        "sock_accept": _always("io.accept"),
    },
    "unix_events": {
        "create_unix_connection": _always("io.connect"),
        "_make_subprocess_transport": _always("process"),
    },
    "base_subprocess": {"_wait": _always("process"), "_connect_pipes": _always("process")},
    "subprocess": {
        "wait": _always("process"),
        "communicate": _always("process"),
        "create_subprocess_exec": _always("process"),
        "create_subprocess_shell": _always("process"),
    },
}


def _reader_of(code):
    folder, _, file = code.co_filename.replace("\\", "/").rpartition("/")
    if not folder.endswith("/asyncio") or not file.endswith(".py"):
        return None
    return _READERS.get(file[:-3], {}).get(code.co_name)
