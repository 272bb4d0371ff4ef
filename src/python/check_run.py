"""One run of a learner's function for a check: in a thread, watched, stopped when it hangs.

What happened is written down at the moment the function returns, before anything is tidied up.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import inspect
import io
import linecache
import re
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .check_blocking import Blocked, noting_blocking_calls
from .check_loop import CheckLoop, DeadlockError, EndlessError
from .check_places import Place, place_of_error, place_of_frame, trace_of, words_of_task
from .check_report import CheckFailed

__all__ = ["NotAwaitableError", "Outcome", "StuckError", "carry_out", "recording"]

#: Processor seconds in one stretch after which a thread counts as caught in a loop.
LONGEST_COMPUTING = 2.0
#: Seconds in which a thread does nothing at all after which it counts as blocked for good.
LONGEST_BLOCKED = 3.0
#: Seconds that any run may take.
LONGEST_RUN = 30.0
#: Seconds between two looks at the thread.
GLANCE = 0.02


class Recording:
    """Which run is being recorded: what happens after it, in tidying up, is no evidence."""

    run: object = None


recording = Recording()


class StuckError(Exception):
    """The thread does not come back: it ``computes``, ``blocks``, or just ``lasts`` too long."""


class NotAwaitableError(Exception):
    """The function gave something that cannot be awaited."""

    def __init__(self, value: object) -> None:
        super().__init__(value)
        self.value = value


class _Stopped(BaseException):
    """Raised in the thread to end it."""


@dataclass
class Outcome:
    """What one run did."""

    result: Any = None
    error: BaseException | None = None
    #: Seconds on the loop's clock, and rounds of the loop in which others could have gone on.
    seconds: float = 0.0
    rounds: int = 0
    #: Words for each task that had not ended when the function returned.
    left: list[str] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    #: Coroutines that were made and thrown away: the name of each, and where it was made.
    unawaited: list[tuple[str, Place | None]] = field(default_factory=list)
    printed: str = ""
    #: Where the error was raised, or where the thread was when it was given up.
    place: Place | None = None
    #: The way of the error through the learner's code.
    trace: list[str] = field(default_factory=list)


def carry_out(function: Callable[[], Any], names: dict[str, Any], virtual: bool) -> Outcome:
    """Run a function that gives an awaitable on a loop of its own, and say what happened.

    Parameters
    ----------
    function : callable
        Called without arguments while the loop runs.
    names : dict
        The globals of the learner's code: lines of functions with these count as theirs.
    virtual : bool
        Whether the clock jumps, or the real one is used.
    """
    run = _Run(function, names, virtual)
    with _quiet() as heard, _free_from_loops(names):
        try:
            run.start()
        except RuntimeError as error:
            raise CheckFailed(
                "This check needs a second thread, which this kernel has not."
            ) from error
        try:
            outcome = run.watch()
        finally:
            if run.is_alive():
                run.give_up()
        _let_go(outcome, names)
    outcome.printed = heard.printed.getvalue()
    outcome.unawaited = heard.unawaited()
    return outcome


def _let_go(outcome: Outcome, names: dict[str, Any]) -> None:
    """Turn the error's traceback into words: its frames keep alive what should be thrown away."""
    error = outcome.error
    if error is None or error.__traceback__ is None:
        return
    outcome.place = outcome.place or place_of_error(error, names)
    if not isinstance(error, (DeadlockError, EndlessError, NotAwaitableError, NotImplementedError)):
        outcome.trace = trace_of(error)
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = None


class _Run(threading.Thread):
    """The thread in which the loop runs, watched from the one that asked for it."""

    def __init__(self, function: Callable[[], Any], names: dict[str, Any], virtual: bool) -> None:
        super().__init__(daemon=True, name="lessonbook.check")
        self._function, self._names, self._virtual = function, names, virtual
        self._outcome = Outcome()
        self._loop: CheckLoop | None = None
        self._over = threading.Event()
        self._coroutine: Any = None

    def run(self) -> None:
        try:
            self._loop = CheckLoop(self._virtual)
            with noting_blocking_calls(self._names, self._loop, self._loop.blocked):
                self._run_on(self._loop)
        except _Stopped:
            pass
        except BaseException as error:
            self._outcome.error = self._outcome.error or error
        finally:
            self._over.set()

    def watch(self) -> Outcome:
        """Wait for the end and return what happened; a thread that hangs is not waited for."""
        began = since = time.monotonic()
        rounds, cpu = -1, 0.0
        seen: dict[int, Place] = {}
        while not self._over.wait(GLANCE):
            loop, now = self._loop, time.monotonic()
            if loop is None:
                continue
            if loop.rounds != rounds:
                rounds, cpu, since = loop.rounds, self._cpu(), now
            place = place_of_frame(sys._current_frames().get(self.ident or 0), self._names)
            if place is not None:
                seen[rounds] = place
            used, passed = self._cpu() - cpu, now - since
            # While the loop waits, none of the learner's lines is on the stack.
            if place is not None and used > LONGEST_COMPUTING:
                return self._stuck("computes", place)
            if place is not None and passed > LONGEST_BLOCKED and used < passed / 10:
                return self._stuck("blocks", place)
            if now - began > LONGEST_RUN:
                return self._stuck("lasts", place)
        outcome = self._outcome
        outcome.blocked = [_placed(blocked, seen) for blocked in outcome.blocked]
        return outcome

    def give_up(self) -> None:
        """End the thread as far as that is possible; a call outside Python goes on."""
        set_error = ctypes.pythonapi.PyThreadState_SetAsyncExc
        set_error(ctypes.c_ulong(self.ident or 0), ctypes.py_object(_Stopped))
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._loop.stop)
        self._over.wait(0.5)

    def _run_on(self, loop: CheckLoop) -> None:
        loop.set_exception_handler(lambda loop, context: None)
        # A coroutine that nobody awaits is then known to be of this run, and of which line.
        sys.set_coroutine_origin_tracking_depth(1)
        self._coroutine = self._main(loop)
        try:
            loop.run_until_complete(self._coroutine)
        except (DeadlockError, EndlessError) as error:
            self._outcome.error = error
            self._write_down(loop, asyncio.all_tasks(loop))
        finally:
            # The evidence is safe; a deadlock among what is tidied up is nobody's business.
            with contextlib.suppress(DeadlockError, EndlessError, RuntimeError):
                loop.run_until_complete(_cancel_all())
            loop.release_threads()
            if loop._default_executor is not None:
                loop._default_executor.shutdown(wait=False)
            loop.close()

    async def _main(self, loop: CheckLoop) -> None:
        began, rounds = loop.time(), loop.rounds
        recording.run = self
        try:
            value = self._function()
            if not inspect.isawaitable(value):
                raise NotAwaitableError(value)
            self._outcome.result = await value
        except (_Stopped, GeneratorExit):
            raise
        except BaseException as error:
            if self._outcome.error is not None:
                raise  # All is written down, and this is the tidying up.
            self._outcome.error = error
        self._outcome.seconds = loop.time() - began
        self._outcome.rounds = loop.rounds - rounds
        others = (
            task for task in asyncio.all_tasks(loop) if task.get_coro() is not self._coroutine
        )
        self._write_down(loop, others)

    def _write_down(self, loop: CheckLoop, tasks: Iterable[asyncio.Task[Any]]) -> None:
        loop.note_round()
        recording.run = None
        self._outcome.left = [words_of_task(task, self._names) for task in tasks]
        self._outcome.blocked = list(loop.blocked)

    def _stuck(self, how: str, place: Place | None) -> Outcome:
        blocked = [] if self._loop is None else list(self._loop.blocked)
        return Outcome(error=StuckError(how), place=place, blocked=blocked)

    def _cpu(self) -> float:
        """Return the processor time of the thread; where the system keeps it secret, real time."""
        try:
            return time.clock_gettime(time.pthread_getcpuclockid(self.ident or 0))
        except (AttributeError, OSError):
            return time.monotonic()


class _Heard:
    """What the learner's code said while it ran."""

    def __init__(self, warned: list[warnings.WarningMessage]) -> None:
        self.printed = io.StringIO()
        self._warned = warned

    def unawaited(self) -> list[tuple[str, Place | None]]:
        pattern = re.compile(
            r"coroutine '(?P<name>.*)' was never awaited\nCoroutine created at .*\n"
            r'  File "(?P<file>.*)", line (?P<line>\d+), in (?P<function>.*)\n'
        )
        found = (pattern.match(str(warning.message)) for warning in self._warned)
        return [(match["name"].rpartition(".")[2], _place_of(match)) for match in found if match]


def _place_of(match: re.Match[str]) -> Place:
    line = int(match["line"])
    source = linecache.getline(match["file"], line).strip()
    return Place(line, match["function"], source)


@contextlib.contextmanager
def _quiet() -> Iterator[_Heard]:
    """Keep what is printed and warned of; a test cell with anything on stderr counts as failed."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        heard = _Heard(warned)
        with contextlib.redirect_stdout(heard.printed), contextlib.redirect_stderr(io.StringIO()):
            # What an earlier run left in cycles must not be thrown away during this one.
            was_enabled = gc.isenabled()
            gc.disable()
            try:
                yield heard
            finally:
                if was_enabled:
                    gc.enable()


@contextlib.contextmanager
def _free_from_loops(names: dict[str, Any]) -> Iterator[None]:
    """Let locks and queues that the kernel's loop has used before be used by the check's."""
    module = names.get("__name__")
    owners: list[Any] = [names]
    for value in list(names.values()):
        kind = value if isinstance(value, type) else type(value)
        if kind.__module__ == module:
            owners.append(getattr(value, "__dict__", {}))
    bound = [
        (value, value._loop)
        for owner in owners
        for value in list(owner.values())
        if isinstance(value, asyncio.mixins._LoopBoundMixin)
    ]
    for value, _loop in bound:
        value._loop = None
    try:
        yield
    finally:
        for value, loop in bound:
            value._loop = loop


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _placed(blocked: Blocked, seen: dict[int, Place]) -> Blocked:
    """Give a stretch of computing the line that was seen in its round."""
    if blocked.place is not None or blocked.round not in seen:
        return blocked
    return blocked._replace(place=seen[blocked.round])
