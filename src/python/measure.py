"""Measurements for the cells of a comparison table, taken in the reader's own kernel.

A table cell names one expression per claim (``metadata.lessonbook.measure``); the front end
runs ``await report(expression, globals())``. Each measurement returns three runs and cleans up
after itself. Nothing here judges a claim, and nothing needs more than the standard library
(psutil is used where it is present).
"""

import ast
import asyncio
import contextlib
import gc
import inspect
import math
import numbers
import os
import platform
import sys
import threading
import time
import tracemalloc

__all__ = [
    "coroutine_memory",
    "memory_of",
    "task_heartbeats",
    "task_memory",
    "task_switch",
    "task_waits",
    "tasks_at_once",
    "thread_address_space",
    "thread_heartbeats",
    "thread_memory",
    "thread_speedup",
    "thread_switch",
    "thread_waits",
    "threads_at_once",
    "time_of",
]

MIME_TYPE = "application/vnd.lessonbook.measure.v1+json"

RUNS = 3
MAX_VALUES = 100
MAX_WORDS = 500

BEAT = 0.01
BLOCKED_FOR = 0.2
SETTLE = 0.05

NO_THREADS = "Not possible here: this kernel cannot start threads."
NO_MEMORY_FIGURES = "Not possible here: this system does not say how much memory the kernel uses."
DISTURBED = "Not measured: the kernel gave memory back in the meantime. Measure again."


def memory_of(make):
    """Measure the memory of what a function makes, for claims about any object.

    Parameters
    ----------
    make : callable
        Called without arguments; what it returns is kept while its memory is read.

    Returns
    -------
    dict
        ``values`` in bytes, unit ``"B"``.
    """
    values = []
    for _ in range(RUNS):
        with _traced_memory() as used:
            kept = make()
            values.append(used())
        del kept
    return {"values": values, "unit": "B", "note": "Memory while it is kept."}


def time_of(work):
    """Measure how long a function takes, for claims about any code.

    Parameters
    ----------
    work : callable
        Called without arguments; as often in one run as fits into a hundredth of a second.

    Returns
    -------
    dict
        ``values`` in seconds for one call, unit ``"s"``.
    """
    start = time.perf_counter()
    work()
    calls = max(1, min(10_000, int(0.01 / max(time.perf_counter() - start, 1e-7))))
    values = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        values.append((time.perf_counter() - start) / calls)
    return {"values": values, "unit": "s", "note": f"One call, from {calls:,} in a row."}


def thread_memory(count=200):
    """Measure the RAM that one waiting thread takes.

    Parameters
    ----------
    count : int
        Threads started for one run; the figure is their average.

    Returns
    -------
    dict
        ``values`` in bytes of resident memory, unit ``"B"``. The note gives the address space
        beside it. An ``error`` where threads or memory figures are missing.
    """
    runs = _thread_footprints(count)
    if isinstance(runs, str):
        return {"error": runs}
    reserved = sorted(run[1] for run in runs)[len(runs) // 2]
    return {
        "values": [run[0] for run in runs],
        "unit": "B",
        "note": f"RAM in use; {reserved / 2**20:.1f} MB of address space is reserved beside it.",
    }


def thread_address_space(count=200):
    """Measure the address space that one waiting thread reserves.

    Parameters
    ----------
    count : int
        Threads started for one run; the figure is their average.

    Returns
    -------
    dict
        ``values`` in bytes of virtual memory, unit ``"B"``, or an ``error``.
    """
    runs = _thread_footprints(count)
    if isinstance(runs, str):
        return {"error": runs}
    return {
        "values": [run[1] for run in runs],
        "unit": "B",
        "note": "Address space reserved, not RAM in use.",
    }


def coroutine_memory(count=10_000):
    """Measure one coroutine object that has not been started.

    Parameters
    ----------
    count : int
        Objects made for one run; the figure is their average.

    Returns
    -------
    dict
        ``values`` in bytes, unit ``"B"``.
    """

    async def nothing():
        return None

    values = []
    for _ in range(RUNS):
        with _traced_memory() as used:
            coroutines = [nothing() for _ in range(count)]
            values.append(used() / count)
        for coroutine in coroutines:
            coroutine.close()
    return {"values": values, "unit": "B", "note": "A coroutine object that nobody has started."}


async def task_memory(count=5_000):
    """Measure one task that waits in ``asyncio.sleep``, its timer included.

    Parameters
    ----------
    count : int
        Tasks started for one run; the figure is their average.

    Returns
    -------
    dict
        ``values`` in bytes, unit ``"B"``.
    """
    values = []
    for _ in range(RUNS):
        tasks = []
        try:
            with _traced_memory() as used:
                tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(count)]
                await asyncio.sleep(0)
                values.append(used() / count)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    return {"values": values, "unit": "B", "note": "A task asleep in asyncio.sleep."}


def threads_at_once(limit=2_000):
    """Count threads that wait at the same time, up to a limit that is safe for the machine.

    Parameters
    ----------
    limit : int
        Most threads to start. At most half of what the system still allows is taken, so that
        other programs keep running.

    Returns
    -------
    dict
        ``values`` in threads, unit ``"threads"``: a lower bound, as the note says. An ``error``
        where no thread can be started.
    """
    limit = min(limit, _room_for_threads() // 2)
    values = []
    longest = 0.0
    for _ in range(RUNS):
        start = time.perf_counter()
        with _waiting_threads(limit) as threads:
            values.append(sum(thread.is_alive() for thread in threads))
        longest = max(longest, time.perf_counter() - start)
    if min(values) == 0:
        return {"error": NO_THREADS}
    reason = (
        "the measurement stops there by itself"
        if min(values) == limit
        else "the system refused the next one"
    )
    return {
        "values": values,
        "unit": "threads",
        "note": f"At least this many: {reason}. Started and ended within {longest:.2f} s.",
    }


async def tasks_at_once(count=20_000):
    """Count tasks that sleep at the same time.

    Parameters
    ----------
    count : int
        Tasks to start; each takes about 1.5 KB while it sleeps.

    Returns
    -------
    dict
        ``values`` in tasks, unit ``"tasks"``: a lower bound, as the note says.
    """
    asleep = 0
    most = 0

    async def sleeper():
        nonlocal asleep, most
        asleep += 1
        most = max(most, asleep)
        try:
            await asyncio.sleep(0.1)
        finally:
            asleep -= 1

    values = []
    longest = 0.0
    for _ in range(RUNS):
        most = 0
        start = time.perf_counter()
        await asyncio.gather(*(sleeper() for _ in range(count)))
        longest = max(longest, time.perf_counter() - start)
        values.append(most)
    return {
        "values": values,
        "unit": "tasks",
        "note": "At least this many: the measurement stops there by itself. "
        f"Each slept 0.1 s; all were done within {longest:.2f} s.",
    }


def thread_waits(count=1_000, seconds=0.1):
    """Measure how long it takes until many threads, each of which waits, are all done.

    Parameters
    ----------
    count : int
        Threads started for one run; at most half of what the system still allows.
    seconds : float
        How long each of them waits.

    Returns
    -------
    dict
        ``values`` in seconds for all of them together, unit ``"s"``. An ``error`` where threads
        are missing, or too few of them allowed.
    """
    if _room_for_threads() // 2 < count:
        return {"error": f"Not measured: this system does not allow {count:,} more threads."}
    values = []
    for _ in range(RUNS):
        threads = [
            threading.Thread(target=time.sleep, args=(seconds,), daemon=True) for _ in range(count)
        ]
        start = time.perf_counter()
        if not _run_all(threads):
            return {"error": NO_THREADS}
        values.append(time.perf_counter() - start)
    return {"values": values, "unit": "s", "note": f"{count:,} threads, each waits {seconds} s."}


async def task_waits(count=1_000, seconds=0.1):
    """Measure how long it takes until many tasks, each of which waits, are all done.

    Parameters
    ----------
    count : int
        Tasks started for one run.
    seconds : float
        How long each of them waits.

    Returns
    -------
    dict
        ``values`` in seconds for all of them together, unit ``"s"``.
    """
    values = []
    for _ in range(RUNS):
        start = time.perf_counter()
        await asyncio.gather(*(asyncio.sleep(seconds) for _ in range(count)))
        values.append(time.perf_counter() - start)
    return {"values": values, "unit": "s", "note": f"{count:,} tasks, each waits {seconds} s."}


def thread_speedup(steps=200_000):
    """Measure how many times as fast two threads compute as one.

    Parameters
    ----------
    steps : int
        Additions that each thread makes in one run.

    Returns
    -------
    dict
        ``values`` of time one after the other ÷ time side by side, unit ``"times as fast"``. The
        note says whether the GIL is on and how many processors there are. An ``error`` where no
        thread can be started.
    """

    def compute():
        total = 0
        for number in range(steps):
            total += number

    values = []
    for _ in range(RUNS):
        start = time.perf_counter()
        compute()
        compute()
        alone = time.perf_counter() - start
        threads = [threading.Thread(target=compute, daemon=True) for _ in range(2)]
        start = time.perf_counter()
        if not _run_all(threads):
            return {"error": NO_THREADS}
        values.append(alone / (time.perf_counter() - start))
    has_gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    lock = "with the GIL" if has_gil else "without a GIL"
    note = f"Two threads that compute, {lock}, on {os.cpu_count()} processors."
    return {"values": values, "unit": "times as fast", "note": note}


def thread_switch(switches=4_000):
    """Measure how long it takes to hand work from one thread to another.

    Parameters
    ----------
    switches : int
        Hand-offs in one run, back and forth between two threads.

    Returns
    -------
    dict
        ``values`` in seconds for one switch, unit ``"s"``. An ``error`` where no thread can be
        started.
    """
    values = []
    for _ in range(RUNS):
        ping, pong = threading.Semaphore(0), threading.Semaphore(0)
        rounds = switches // 2

        def answer(ping=ping, pong=pong, rounds=rounds):
            for _ in range(rounds):
                ping.acquire()
                pong.release()

        thread = threading.Thread(target=answer, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return {"error": NO_THREADS}
        try:
            start = time.perf_counter()
            for _ in range(rounds):
                ping.release()
                pong.acquire()
            values.append((time.perf_counter() - start) / switches)
        finally:
            # After an interrupt the other thread still waits for its rounds.
            ping.release(rounds)
            thread.join()
    return {"values": values, "unit": "s", "note": "One switch from thread to thread."}


async def task_switch(switches=10_000):
    """Measure how long it takes the loop to go from one task to another.

    Parameters
    ----------
    switches : int
        Turns in one run, shared by two tasks.

    Returns
    -------
    dict
        ``values`` in seconds for one switch, unit ``"s"``.
    """

    async def take_turns():
        for _ in range(switches // 2):
            await asyncio.sleep(0)

    values = []
    for _ in range(RUNS):
        start = time.perf_counter()
        await asyncio.gather(take_turns(), take_turns())
        values.append((time.perf_counter() - start) / switches)
    return {"values": values, "unit": "s", "note": "One switch from task to task."}


def thread_heartbeats():
    """Count the beats of a thread while another thread blocks for 0.2 s.

    Returns
    -------
    dict
        ``values`` in beats (one is due every 10 ms), unit ``"beats"``. An ``error`` where no
        thread can be started.
    """
    values = []
    for _ in range(RUNS):
        beats = 0
        stop = threading.Event()

        def heart(stop=stop):
            nonlocal beats
            while not stop.wait(BEAT):
                beats += 1

        thread = threading.Thread(target=heart, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return {"error": NO_THREADS}
        try:
            time.sleep(BLOCKED_FOR)
            values.append(beats)
        finally:
            stop.set()
            thread.join()
    return {"values": values, "unit": "beats", "note": _beats_note("another thread calls")}


async def task_heartbeats(in_thread=False):
    """Count the beats of a task while another task of its loop calls ``time.sleep(0.2)``.

    Parameters
    ----------
    in_thread : bool
        Whether the call goes through ``asyncio.to_thread``, which is the repair.

    Returns
    -------
    dict
        ``values`` in beats (one is due every 10 ms), unit ``"beats"``. An ``error`` where the
        repair needs a thread and none can be started.
    """
    values = []
    for _ in range(RUNS):
        beats = 0

        async def heart():
            nonlocal beats
            while True:
                await asyncio.sleep(BEAT)
                beats += 1

        task = asyncio.create_task(heart())
        try:
            await asyncio.sleep(0)
            if in_thread:
                await asyncio.to_thread(time.sleep, BLOCKED_FOR)
            else:
                time.sleep(BLOCKED_FOR)
            values.append(beats)
        except RuntimeError:
            return {"error": NO_THREADS}
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    caller = "another thread calls" if in_thread else "another task calls"
    return {"values": values, "unit": "beats", "note": _beats_note(caller)}


async def report(expression, namespace):
    """Evaluate a measuring expression and display what it gives as a MIME bundle.

    Parameters
    ----------
    expression : str
        A Python expression. The measurements of this module are in scope, then `namespace`.
        If it gives an awaitable, that is awaited; ``await`` may also stand in it.
    namespace : dict
        The reader's globals; not changed.

    Notes
    -----
    Displays `MIME_TYPE` with ``{"expression", "values", "unit", "python"}`` and maybe ``"note"``,
    or with ``{"expression", "error"}``: an expression that fails is reported, never raised. The
    same in words is under ``text/plain``.
    """
    from IPython.display import display

    try:
        data = _checked(await _evaluate(expression, namespace))
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        data = {"error": f"Could not measure this. {words}"[:MAX_WORDS]}
    data = {"expression": str(expression), **data}
    display({MIME_TYPE: data, "text/plain": _in_words(data)}, raw=True)


async def _evaluate(expression, namespace):
    code = compile(expression, "<measure>", "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names = {name: globals()[name] for name in __all__}
    result = eval(code, {**namespace, **names})
    while inspect.isawaitable(result):
        result = await result
    return result


def _checked(result):
    """Return the measurement as plain JSON data; raise ValueError where it has another shape."""
    if not isinstance(result, dict):
        raise ValueError(f"the expression gave {type(result).__name__}, not a dict of values")
    if "error" in result:
        return {"error": str(result["error"])[:MAX_WORDS]}
    values = result.get("values")
    if not isinstance(values, (list, tuple)) or not 1 <= len(values) <= MAX_VALUES:
        raise ValueError(f"'values' must be a list of 1 to {MAX_VALUES} numbers")
    unit = result.get("unit")
    if not isinstance(unit, str) or not unit:
        raise ValueError(f"'unit' must be a text such as 'B' or 's', not {unit!r}")
    checked = {
        "values": [_checked_number(value) for value in values],
        "unit": unit,
        "python": platform.python_version(),
    }
    if result.get("note") is not None:
        checked["note"] = str(result["note"])[:MAX_WORDS]
    return checked


def _checked_number(value):
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ValueError(f"'values' must be numbers, not {value!r}")
    # Numbers from other packages (numpy's, fractions) become Python's, which JSON can hold.
    number = int(value) if isinstance(value, numbers.Integral) else float(value)
    if not math.isfinite(number):
        raise ValueError(f"'values' must be finite numbers, not {number!r}")
    return number


def _in_words(data):
    if "error" in data:
        return data["error"]
    values = sorted(data["values"])
    words = f"{values[len(values) // 2]:.6g} {data['unit']} ({values[0]:.6g} to {values[-1]:.6g})"
    return f"{words}. {data['note']}" if "note" in data else words


def _beats_note(caller):
    due = round(BLOCKED_FOR / BEAT)
    return f"Heartbeats while {caller} time.sleep({BLOCKED_FOR}); about {due} are due."


def _run_all(threads):
    """Run threads to their end; False where the system refused one. The others have ended then."""
    started = []
    try:
        for thread in threads:
            thread.start()
            started.append(thread)
    except RuntimeError:
        return False
    finally:
        for thread in started:
            thread.join()
    return True


@contextlib.contextmanager
def _waiting_threads(count):
    """Start up to `count` threads that only wait; end all of them on leaving.

    Yields the list of threads that could be started, which is shorter than `count` where the
    system refuses one.
    """
    release = threading.Event()
    threads = []
    try:
        for _ in range(count):
            thread = threading.Thread(target=release.wait, daemon=True)
            try:
                thread.start()
            except RuntimeError:
                break
            threads.append(thread)
        yield threads
    finally:
        release.set()
        for thread in threads:
            thread.join()


def _thread_footprints(count):
    """Return (RAM, address space) in bytes per thread for each run, or why that is impossible."""
    if _process_memory() is None:
        return NO_MEMORY_FIGURES
    # The first threads of a process also set up the allocator's arenas, which is not their cost.
    with _waiting_threads(min(count, 32)):
        pass
    # Garbage that is freed between two readings would count against the threads, and join() may
    # return a moment before the system has taken the stacks back. So tidy up and wait once, then
    # compare every run with this one reading.
    gc.collect()
    time.sleep(SETTLE)
    ram_before, space_before = _process_memory()
    runs = []
    for _ in range(RUNS):
        with _waiting_threads(count) as threads:
            if not threads:
                return NO_THREADS
            ram, space = _process_memory()
            runs.append(((ram - ram_before) / len(threads), (space - space_before) / len(threads)))
    if min(min(run) for run in runs) <= 0:
        return DISTURBED
    return runs


def _process_memory():
    """Return this process's (resident, virtual) memory in bytes, or None where it is unknown."""
    try:
        import psutil
    except ImportError:
        return _process_memory_from_proc()
    info = psutil.Process().memory_info()
    return info.rss, info.vms


def _process_memory_from_proc():
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            virtual, resident = (int(pages) for pages in statm.read().split()[:2])
    except OSError:
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    return resident * page, virtual * page


@contextlib.contextmanager
def _traced_memory():
    """Yield a function that gives the bytes allocated since entry; leave tracing as it was."""
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    try:
        yield lambda: tracemalloc.get_traced_memory()[0] - before
    finally:
        if not was_tracing:
            tracemalloc.stop()


def _room_for_threads():
    """Return how many more threads the system allows, as far as Linux says; else a large number."""
    room = 1_000_000
    used = _number_in("/sys/fs/cgroup/pids.current")
    allowed = _number_in("/sys/fs/cgroup/pids.max")
    if used is not None and allowed is not None:
        room = min(room, allowed - used)
    running = _number_of_threads_running()
    for limit in ("/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max"):
        allowed = _number_in(limit)
        if running is not None and allowed is not None:
            room = min(room, allowed - running)
    return max(room, 0)


def _number_in(path):
    try:
        with open(path, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        # No such limit on this system, or the word "max", which means none.
        return None


def _number_of_threads_running():
    try:
        with open("/proc/loadavg", encoding="ascii") as file:
            return int(file.read().split()[3].split("/")[1])
    except (OSError, ValueError, IndexError):
        return None
