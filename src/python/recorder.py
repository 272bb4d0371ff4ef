"""Records what an event loop does: which task runs when, why it waits, and what holds the loop.

A slice is one ``Handle._run``. A recorder belongs to the thread that starts it. What goes wrong in
here becomes a warning of the record, never an exception in the reader's code.
"""

import asyncio
import inspect
import threading
import time
import types
import weakref

from lessonbook.lanes import (
    CANCELLED,
    DONE,
    ERROR,
    LOST,
    PENDING,
    Lane,
    code_of,
    find_frame,
    given_name,
    is_own,
    label_of,
    name_of,
)
from lessonbook.patches import turn_off, turn_on
from lessonbook.waits import find_wait
from lessonbook.watchdog import Watchdog

from lessonbook import cells

__all__ = ["Recorder"]

MOST_TASKS = 500
MOST_SLICES = 5_000
# Callbacks, late timers, blocked slices: more than this is noise.
MOST_OTHERS = 500
# A slice is blocked from here on, in seconds; a timer is late from half of it on.
THRESHOLD = 0.05
# What the loop does besides tasks is drawn from here on, in seconds.
VISIBLE = 0.001

now = time.perf_counter


# What may hold the loop besides a lane: numbers below 0 are not recorded as slices.
_KERNEL, _INTERNAL, _CALLBACK, _SURPLUS = Lane(-1), Lane(-2), Lane(-3), Lane(-4)


class _Open:
    """The slice that runs now. The watchdog's thread reads it."""

    __slots__ = ("callback", "lane", "owner", "start")

    def __init__(self):
        self.lane = self.owner = self.callback = None
        self.start = 0.0


class Recorder:
    """Records the event loop of the thread that calls ``start``.

    Parameters
    ----------
    root : str or None
        The name of a first lane for the code that is running now, such as a cell. None: the record
        begins with the tasks.
    is_readers : callable
        Whether a file name is one of the reader's; lines are named in those only.
    threshold : float
        Seconds from which on a slice counts as blocking.
    """

    def __init__(self, root=None, is_readers=cells.is_readers_file, threshold=THRESHOLD):
        self.is_readers = is_readers
        self.threshold = threshold
        self.lanes: list[Lane] = []
        # (lane, start, end, wait or -1, code or None, line)
        self.slices: list[tuple] = []
        # (kind, detail, lanes) → its number
        self.waits: dict[tuple, int] = {}
        # (lane, due, at)
        self.late: list[tuple] = []
        # (lane, start, end, file, line, function, source)
        self.blocked: list[tuple] = []
        # (start, end, name, file, line); an empty name stands for the kernel's own work
        self.callbacks: list[tuple] = []
        # (function, file, line) of coroutines that nobody awaited
        self.unawaited: list[tuple] = []
        self.kernel_time = 0.0
        self.dropped_slices = 0
        # Tasks beyond the limit, by the name of their coroutine.
        self.dropped_tasks: dict[str, int] = {}
        self.warnings: list[str] = []
        self.began = self.ended = None
        self.root: Lane | None = None
        self.loop = None
        self._root_name = root
        self._thread = 0
        self._by_id: dict[int, Lane] = {}
        self._known: dict = {}
        self._open = _Open()
        # Lanes of callbacks that are functions, by the id of their code; and the code, to keep it.
        self._by_code: dict[int, Lane] = {}
        self._codes: list = []
        self._first_owner = None
        self._making: list[Lane] = []
        # The last slice that was long.
        self._long = (0.0, 0.0)
        self._watchdog = Watchdog(self._open, is_readers)
        # loop.time() minus perf_counter(), where the loop goes by the real clock.
        self.offset = None

    # Life

    def start(self) -> None:
        """Begin. What runs now becomes the first slice where a root was named."""
        self._thread = threading.get_ident()
        self.began = now()
        try:
            self.loop = asyncio.get_running_loop()
        except RuntimeError:
            self.loop = None
        if self._root_name is not None:
            self._open_root()
        turn_on(self._thread, self)
        if not self._watchdog.start(self._thread):
            self.warnings.append("This kernel has no threads, so blocking lines cannot be named.")
        self.check_loop()

    def stop(self) -> None:
        """End the record; calling it again changes nothing."""
        if self.ended is not None:
            return
        self.cut()
        turn_off(self._thread, self)
        self._watchdog.stop()
        self.ended = now()

    def check_loop(self) -> None:
        """Look at the loop of this thread: it may have come since the start."""
        if self.loop is None:
            try:
                self.loop = asyncio.get_running_loop()
            except RuntimeError:
                return
        if not isinstance(self.loop, asyncio.BaseEventLoop):
            kind = type(self.loop).__module__.split(".")[0]
            self.warnings.append(f"The event loop of {kind} cannot be recorded.")
        elif self.offset is None:
            offset = self.loop.time() - now()
            # A loop with a clock of its own has no late timers.
            if abs(self.loop.time() - time.monotonic()) < 1:
                self.offset = offset

    def cut(self) -> None:
        """Close the slice that runs now, so that the record is whole up to this moment."""
        opened = self._open
        lane = opened.lane
        if lane is not None:
            opened.lane = None
            self._close(lane, opened.owner, opened.callback, opened.start, now(), is_cut=True)

    def end_root(self, state: int, error: str = "") -> None:
        """Say how the root ended; its lane ends now unless its task ended before."""
        root = self.root
        if root is None:
            return
        if root.ended is None:
            if self._open.lane is root:
                self.cut()
            root.ended = now()
        root.state, root.error = state, error
        owner = self._first_owner
        # Without an await the cell ran inside a task of the kernel, which goes on.
        if owner is not None and not owner.done() and self._by_id.get(id(owner)) is root:
            self._by_id[id(owner)] = _KERNEL
        self._first_owner = None

    @property
    def pending(self) -> "list[Lane]":
        """The lanes of tasks that were made during the record and are not over."""
        return [
            lane
            for lane in self.lanes
            if lane.state == PENDING and not lane.is_earlier and lane is not self.root
        ]

    def lost_errors(self) -> "list[Lane]":
        """Return the tasks whose error nobody has looked at yet."""
        return [
            lane
            for lane in self.lanes
            if lane.state == ERROR
            and lane.ref is not None
            and getattr(lane.ref(), "_log_traceback", False)
        ]

    # What the patches call

    def make_step(self, original):
        """Make what runs a handle and records it. It is in every handle's way."""
        by_id, by_code, opened = self._by_id, self._by_code, self._open
        close, meet, cut = self._close, self._meet, self.cut
        lateness = self.threshold / 2
        timer, builtin = asyncio.TimerHandle, types.BuiltinMethodType

        def step(handle):
            callback = handle._callback
            owner = getattr(callback, "__self__", None)
            if owner is None:
                lane = by_code.get(id(getattr(callback, "__code__", None)))
            else:
                lane = by_id.get(id(owner))
            if lane is None:
                lane = meet(callback, owner)
            elif type(callback) is builtin and callback.__name__ == "cancel":
                # `call_later(1, task.cancel)` is no step of the task.
                lane = _INTERNAL
            if opened.lane is not None:
                # The slice that ran when the record began ended in code that is not patched.
                cut()
            opened.owner = owner
            opened.callback = callback
            opened.start = start = now()
            opened.lane = lane
            if type(handle) is timer:
                offset = self.offset
                if offset is not None and start + offset - handle._when > lateness:
                    self._note_late(handle, handle._when - offset, start)
            try:
                original(handle)
            finally:
                end = now()
                if opened.lane is lane and opened.start == start:
                    opened.lane = opened.owner = opened.callback = None
                    close(lane, owner, callback, start, end)

        return step

    def create(self, original, loop, coro, args, options):
        """Make a task and open its lane."""
        if is_own(coro):
            return original(loop, coro, *args, **options)
        try:
            lane = self._new_lane(loop, coro)
        except Exception as error:
            self._broken(error)
            return original(loop, coro, *args, **options)
        opened, before = self._open, self._open.lane
        self._making.append(lane)
        asked = now()
        try:
            task = original(loop, coro, *args, **options)
        except BaseException:
            if self.lanes and self.lanes[-1] is lane:
                self.lanes.pop()
            raise
        finally:
            self._making.pop()
        try:
            self._made(lane, task, coro, asked)
            if lane.eager and before is not None and opened.lane is before:
                opened.start = now()
        except Exception as error:
            self._broken(error)
        return task

    def warn_unawaited(self, coro) -> None:
        """Note a coroutine that was thrown away without having been awaited."""
        if len(self.unawaited) < MOST_OTHERS:
            code = getattr(coro, "cr_code", None)
            name = getattr(coro, "__qualname__", "")
            file, line = self._place()
            if file == "" and code is not None:
                file, line = code.co_filename, code.co_firstlineno
            self.unawaited.append((name, file, line))

    # Lanes

    def _open_root(self):
        root = Lane(0, coro=self._root_name)
        root.created = root.started = self.began
        self.root = root
        self.lanes.append(root)
        opened = self._open
        opened.start, opened.lane = self.began, root
        task = asyncio.current_task(self.loop) if self.loop is not None else None
        if task is not None:
            opened.owner = self._first_owner = task
            self._by_id[id(task)] = root
            # A handle that is ready ends the loop's wait at once, so the slice's end is seen.
            self.loop.call_soon(_nothing)

    def _new_lane(self, loop, coro):
        label = label_of(coro, self.is_readers)
        if len(self.lanes) >= MOST_TASKS:
            name = label.partition("(")[0]
            self.dropped_tasks[name] = self.dropped_tasks.get(name, 0) + 1
            return _SURPLUS
        lane = Lane(len(self.lanes), coro=label, parent=self._parent(loop))
        code = code_of(coro)
        if code is not None and self.is_readers(code.co_filename):
            lane.code = (code.co_filename, code.co_firstlineno, code.co_name)
        lane.file, lane.line = self._place()
        lane.created = now()
        self.lanes.append(lane)
        return lane

    def _parent(self, loop):
        try:
            current = asyncio.current_task(loop)
        except RuntimeError:
            current = None
        lane = None if current is None else self._by_id.get(id(current))
        if lane is None and self._making:
            # An eager task makes tasks before it has a lane of its own.
            lane = self._making[-1]
        if lane is None and self._open.lane is self.root:
            lane = self.root
        return -1 if lane is None or lane.number < 0 else lane.number

    def _place(self):
        frame = find_frame(self.is_readers)
        return ("", -1) if frame is None else (frame.f_code.co_filename, frame.f_lineno)

    def _made(self, lane, task, coro, asked):
        if lane is _SURPLUS:
            self._by_id[id(task)] = _SURPLUS
            return
        lane.name = given_name(task)
        self._adopt(task, lane)
        if not inspect.iscoroutine(coro) or inspect.getcoroutinestate(coro) == "CORO_CREATED":
            return
        # An eager task has run already, inside the slice of the one that made it.
        lane.eager = True
        lane.started = asked
        opened = self._open
        maker = opened.lane
        if maker is not None and maker.number >= 0:
            self._add(maker.number, opened.start, asked, -2, None, -1)
            self._note_long(maker, opened.start, asked)
        self._close(lane, task, None, asked, now())

    def _adopt(self, task, lane):
        """Know a task by its id for as long as it lives, without holding it."""
        key, by_id = id(task), self._by_id
        by_id[key] = lane

        def forget(_ref):
            if by_id.get(key) is lane:
                del by_id[key]
            if lane.state == PENDING and self.ended is None:
                lane.state, lane.ended = LOST, now()

        lane.ref = weakref.ref(task, forget)

    def _meet(self, callback, owner):
        """Find the lane of a handle whose owner has not been seen yet."""
        try:
            if self.loop is None:
                self.check_loop()
            if asyncio.isfuture(owner) and hasattr(owner, "get_coro"):
                return self._meet_task(owner)
            return self._meet_callback(callback, owner)
        except Exception as error:
            self._broken(error)
            return _INTERNAL

    def _meet_callback(self, callback, owner):
        code = code_of(callback)
        if callback is _nothing or (code is not None and cells.is_own_file(code.co_filename)):
            lane = _KERNEL
        else:
            is_readers = code is not None and self.is_readers(code.co_filename)
            lane = _CALLBACK if is_readers else _INTERNAL
        if owner is None and code is not None and getattr(callback, "__code__", None) is code:
            self._by_code[id(code)] = lane
            self._codes.append(code)
        return lane

    def _meet_task(self, task):
        # A task that is over must not be asked for its coroutine: Python 3.12.1 crashes.
        if task.done():
            return _INTERNAL
        coro = task.get_coro()
        if is_own(coro):
            lane = Lane(_KERNEL.number)
        elif len(self.lanes) >= MOST_TASKS:
            lane = Lane(_SURPLUS.number)
        else:
            lane = Lane(len(self.lanes), coro=label_of(coro, self.is_readers))
            lane.created = lane.started = self.began
            lane.is_earlier = True
            self.lanes.append(lane)
        self._adopt(task, lane)
        return lane

    # Slices

    def _close(self, lane, owner, callback, start, end, is_cut=False):
        """Record a slice that has ended. This runs once for each: calls are what it costs."""
        try:
            number = lane.number
            if number >= 0:
                if lane.started is None:
                    lane.started = start
                if owner is None or is_cut or owner.done():
                    self._close_last(lane, owner, start, end)
                elif len(self.slices) < MOST_SLICES:
                    self.slices.append((number, start, end, *self._find_wait(owner)))
                else:
                    self.dropped_slices += 1
            elif lane is _CALLBACK:
                code = code_of(callback)
                place = ("", -1) if code is None else (code.co_filename, code.co_firstlineno)
                self._add_work(start, end, name_of(callback), *place)
            elif number == _KERNEL.number:
                self.kernel_time += end - start
                if end - start >= VISIBLE:
                    self._add_work(start, end, "")
            elif number == _SURPLUS.number:
                self.dropped_slices += 1
            elif end - start >= VISIBLE:
                self._add_work(start, end, "asyncio")
            if end - start >= self.threshold / 2:
                self._note_long(lane, start, end)
        except Exception as error:
            self._broken(error)

    def _close_last(self, lane, owner, start, end):
        if owner is None or owner.done():
            if owner is not None and lane.ended is None:
                self._end_task(lane, owner, end)
            self._add(lane.number, start, end, -1, None, -1)
        elif owner is asyncio.current_task(self.loop):
            # It was cut and runs on: there is nothing that it waits for.
            self._add(lane.number, start, end, -2, None, -1)
        else:
            self._add(lane.number, start, end, *self._find_wait(owner))

    def _find_wait(self, task):
        kind, detail, on, code, line = find_wait(
            task.get_coro(), getattr(task, "_fut_waiter", None), self._known, self.is_readers
        )
        if on:
            found = map(self._by_id.get, map(id, on))
            on = tuple(lane.number for lane in found if lane is not None and lane.number >= 0)
        waits = self.waits
        return waits.setdefault((kind, detail, on), len(waits)), code, line

    def _end_task(self, lane, task, end):
        lane.ended = end
        lane.name = given_name(task) if lane is not self.root else ""
        self._by_id.pop(id(task), None)
        if task.cancelled():
            lane.state = CANCELLED
            return
        # Not `exception()`: asyncio would take it that somebody has looked at the error.
        error = getattr(task, "_exception", None)
        lane.state = DONE if error is None else ERROR
        if error is not None:
            lane.error = type(error).__name__

    def _add(self, number, start, end, wait, code, line):
        if len(self.slices) < MOST_SLICES:
            self.slices.append((number, start, end, wait, code, line))
        else:
            self.dropped_slices += 1

    def _add_work(self, start, end, name, file="", line=-1):
        if len(self.callbacks) < MOST_OTHERS:
            self.callbacks.append((start, end, name, file, line))

    def _note_long(self, lane, start, end):
        if end - start < self.threshold / 2:
            return
        self._long = (start, end)
        if end - start < self.threshold:
            return
        for span in self._watchdog.blamed(start, end, self.threshold, lane.code):
            if len(self.blocked) < MOST_OTHERS:
                self.blocked.append((lane.number, *span))

    def _note_late(self, handle, due, start):
        # A timer is late by the loop's fault only where something held the loop when it was due.
        if not self._long[0] <= due <= self._long[1] or len(self.late) >= MOST_OTHERS:
            return
        try:
            lane = self._whose_timer(handle)
            if lane is not None:
                self.late.append((lane, max(due, self.began), start))
        except Exception as error:
            self._broken(error)

    def _whose_timer(self, handle):
        """Find the lane that a timer wakes: the task that waits for the future it sets."""
        for thing in (handle._callback, *(handle._args or ())):
            owner = getattr(getattr(thing, "__self__", None), "_task", None)
            for lane in self.lanes:
                task = None if lane.ref is None else lane.ref()
                if lane is self.root:
                    task = self._first_owner
                if task is not None and (task is owner or getattr(task, "_fut_waiter", 0) is thing):
                    return lane.number
        return None

    def _broken(self, error):
        text = f"The recorder stumbled over {type(error).__name__}: {error}"[:200]
        if text not in self.warnings and len(self.warnings) < 10:
            self.warnings.append(text)


def _nothing():
    """Be a handle that is ready."""
