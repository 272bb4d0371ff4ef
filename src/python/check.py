"""Checks for exercises: run a learner's function, and say in a sentence what is wrong.

A test cell reads like this::

    from lessonbook import check

    run = check.run(add_later, 2, 3, delay=1.5)
    run.gives(5)
    run.takes(1.5)
    check.passed()

Async functions run on a virtual clock (`run`), on the real one (`run_real`) or in a Python of
their own (`run_script`), plain ones at once (`call`). What is never right fails by itself: calls
that block the event loop, a forgotten ``await``, a deadlock, code that does not end.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import sys
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any, NoReturn

from .check_report import CheckFailed, show_call, show_seconds, show_value
from .check_run import Outcome, carry_out, recording
from .check_same import same
from .check_script import carry_out_script
from .check_words import fault_of, list_words

__all__ = [
    "CheckFailed",
    "Run",
    "Watch",
    "at_once",
    "call",
    "equal",
    "is_async",
    "passed",
    "raises",
    "run",
    "run_real",
    "run_script",
    "that",
    "watch",
]


class Run:
    """What one call did. Its methods fail where that is not what was wanted.

    Each takes a last argument `why`: a sentence for the learner, added to the message.
    """

    def __init__(self, name: str, outcome: Outcome) -> None:
        self._name = name
        #: What the call returned.
        self.result = outcome.result
        #: What it printed.
        self.printed = outcome.printed
        #: Seconds that it took on the clock it ran on.
        self.seconds = outcome.seconds
        #: How often the loop came round, and so how often another task could go on.
        self.turns = outcome.rounds
        #: Words for each task that had not ended when it returned.
        self.left = tuple(outcome.left)

    def gives(self, expected: object, why: str = "") -> None:
        """Fail unless it returned a value like this one, of the same type."""
        if inspect.isawaitable(self.result):
            if inspect.iscoroutine(self.result):
                self.result.close()
            self._fail(f"gave {show_value(self.result)} itself: there is an `await` missing.", "")
        if not same(self.result, expected):
            self._fail(f"gave {show_value(self.result)}; expected {show_value(expected)}.", why)

    def gives_items(self, expected: list[object], why: str = "") -> None:
        """Fail unless going through what it returned gives these items; an endless rest is cut."""
        try:
            iterator = iter(self.result)
        except TypeError:
            self._fail(f"gave {show_value(self.result)}, and nothing to go through.", why)
        items: list[object] = []
        try:
            for item in iterator:
                items.append(item)
                if len(items) > len(expected):
                    break
        except Exception as error:
            fault_of_items = f"raised {type(error).__name__}: {error} after {len(items)} items."
            self._fail(fault_of_items, why)
        if not same(items, expected):
            more = " and goes on" if len(items) > len(expected) else ""
            self._fail(f"gave {show_value(items)}{more}; expected {show_value(expected)}.", why)

    def prints(self, expected: str, why: str = "") -> None:
        """Fail unless it printed this text; blanks at the ends of lines do not count."""
        got, wanted = _lines(self.printed), _lines(expected)
        if got != wanted:
            told = repr(" | ".join(got)) if got else "nothing"
            self._fail(f"printed {told}; expected {' | '.join(wanted)!r}.", why)

    def takes(self, seconds: float, why: str = "") -> None:
        """Fail unless it took so long, to a thousandth of a second: for the virtual clock."""
        if abs(self.seconds - seconds) > 0.001:
            took, wanted = show_seconds(self.seconds), show_seconds(seconds)
            waited = "waited 0.0 s" if self.seconds == 0 else f"took {took}"
            self._fail(f"{waited}; expected {wanted}.", why)

    def takes_less_than(self, seconds: float, why: str = "") -> None:
        """Fail when it took so long or longer."""
        if self.seconds >= seconds:
            took, limit = show_seconds(self.seconds), show_seconds(seconds)
            self._fail(f"took {took}; it has to be done within {limit}.", why)

    def gives_turns(self, at_least: int, why: str = "") -> None:
        """Fail unless other tasks could go on so many times while it ran."""
        if self.turns < at_least:
            times = ("never", "only once", "only twice", f"only {self.turns} times")
            words = f"{times[min(self.turns, 3)]} let other tasks go on"
            self._fail(f"{words}; expected {at_least} times.", why)

    def leaves_no_tasks(self, why: str = "") -> None:
        """Fail when a task that it started had not ended when it returned."""
        if self.left:
            one = "a task has" if len(self.left) == 1 else f"{len(self.left)} tasks have"
            self._fail(f"returned while {one} not ended: {list_words(self.left)}", why)

    def _fail(self, fault: str, why: str) -> NoReturn:
        raise CheckFailed(_join(f"{self._name} {fault}", why), self.printed) from None


class Watch:
    """How checks used a watched function: see `watch`."""

    def __init__(self) -> None:
        #: The arguments of each call, in order.
        self.calls: list[tuple[Any, ...]] = []
        #: Calls that had not ended when the latest check was over.
        self.running = 0
        #: Most calls that ran at the same time.
        self.peak = 0
        self.finished = 0
        self.failed = 0
        self.cancelled = 0
        self._run: object = None

    def begin(self, run: object, args: tuple[Any, ...]) -> None:
        """Count a call of a run; what an earlier run left behind does not count."""
        if run is not self._run:
            self._run, self.running = run, 0
        self.calls.append(args)
        self.running += 1
        self.peak = max(self.peak, self.running)


def run(function: Callable[..., Awaitable[Any]], /, *args: Any, **options: Any) -> Run:
    """Run an async function on a virtual clock, where nobody waits and times are exact.

    Parameters
    ----------
    function, *args, **options
        The function, and what it is called with.

    Returns
    -------
    Run
        What it did. `time.sleep` counts on the same clock, also in threads of `to_thread`.

    Raises
    ------
    CheckFailed
        It raised an error, blocked the loop, forgot an ``await``, or did not come to an end.
    """
    return _run(function, args, options, sys._getframe(1), virtual=True)


def run_real(function: Callable[..., Awaitable[Any]], /, *args: Any, **options: Any) -> Run:
    """Run an async function on the real clock; else like `run`."""
    return _run(function, args, options, sys._getframe(1), virtual=False)


def run_script(function: Callable[[], Awaitable[Any]]) -> Run:
    """Run the cell of an async function as a script of its own, ended by ``asyncio.run``.

    Parameters
    ----------
    function : coroutine function
        Taken without arguments. The whole cell that defines it goes into the script.
    """
    name = show_call(function, (), {})
    outcome, fault = carry_out_script(function)
    if fault:
        raise CheckFailed(f"As a script, {name} {fault}", printed=outcome.printed)
    return Run(f"As a script, {name}", outcome)


def call(function: Callable[..., Any], /, *args: Any, **options: Any) -> Run:
    """Call a plain function."""
    names = _names_of(sys._getframe(1))
    name = show_call(function, args, options)

    async def at_once() -> Any:
        return function(*args, **options)

    outcome = carry_out(at_once, names, virtual=True)
    # A plain function may block: nobody else waits.
    outcome.blocked = []
    _fail_on_fault(name, outcome)
    return Run(name, outcome)


def raises(
    kind: type[BaseException], function: Callable[..., Any], /, *args: Any, **options: Any
) -> Run:
    """Run a function, async or not, and fail unless it raises this kind of error."""
    names = _names_of(sys._getframe(1))
    name = show_call(function, args, options)

    async def either() -> Any:
        value = function(*args, **options)
        return await value if inspect.isawaitable(value) else value

    outcome = carry_out(either, names, virtual=True)
    if isinstance(outcome.error, kind) and not isinstance(outcome.error, CheckFailed):
        return Run(name, outcome)
    _fail_on_fault(name, outcome)
    gave = show_value(outcome.result)
    raise CheckFailed(f"{name} gave {gave}; expected a {kind.__name__}.", printed=outcome.printed)


def equal(actual: object, expected: object, why: str = "") -> None:
    """Fail unless two values are alike and of the same type; lists and the like go item by item."""
    if not same(actual, expected):
        raise CheckFailed(
            _join(f"It is {show_value(actual)}; expected {show_value(expected)}.", why)
        )


def that(condition: object, message: str) -> None:
    """Fail with this message unless the condition is `True` itself."""
    if condition is not True:
        raise CheckFailed(message)


def is_async(function: object) -> None:
    """Fail unless it is a function made with ``async def``."""
    if not inspect.iscoroutinefunction(function):
        name = getattr(function, "__name__", show_value(function))
        kind = "a plain function" if callable(function) else "not a function"
        raise CheckFailed(f"{name} is {kind}; it has to be made with `async def`.")


def watch(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Wrap an async function so that ``function.watch``, a `Watch`, tells how checks used it."""
    seen = Watch()

    @functools.wraps(function)
    async def watched(*args: Any, **options: Any) -> Any:
        run, how = recording.run, "failed"
        if run is not None:
            seen.begin(run, args)
        try:
            result = await function(*args, **options)
            how = "finished"
            return result
        except asyncio.CancelledError:
            how = "cancelled"
            raise
        finally:
            if run is not None and run is recording.run:
                seen.running -= 1
                setattr(seen, how, getattr(seen, how) + 1)

    watched.watch = seen  # type: ignore[attr-defined]
    return watched


def at_once(watched: Callable[..., Any], limit: int, why: str = "") -> None:
    """Fail unless exactly so many calls of a watched function ran at the same time."""
    peak = watched.watch.peak  # type: ignore[attr-defined]
    name = f"{watched.__name__}()"
    if peak < limit:
        raise CheckFailed(_join(f"Only {peak} {name} ran at a time; the limit is {limit}.", why))
    if peak > limit:
        raise CheckFailed(_join(f"{peak} {name} ran at once; the limit is {limit}.", why))


def passed(words: str = "") -> None:
    """Say that the checks above went well; the last line of a test cell."""
    print(_join("Passed.", words))


def _run(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    options: dict[str, Any],
    caller: FrameType,
    virtual: bool,
) -> Run:
    names = _names_of(caller)
    name = show_call(function, args, options)
    outcome = carry_out(lambda: function(*args, **options), names, virtual)
    _fail_on_fault(name, outcome)
    return Run(name, outcome)


def _fail_on_fault(name: str, outcome: Outcome) -> None:
    error = outcome.error
    if isinstance(error, AssertionError) and str(error):
        # What the test itself found out while it ran.
        raise CheckFailed(str(error), outcome.printed)
    fault = fault_of(outcome)
    if fault:
        raise CheckFailed(f"{name} {fault}", outcome.printed, outcome.trace)


def _names_of(frame: FrameType) -> dict[str, Any]:
    """Return the globals of the cell that called; learners' functions have the same."""
    return frame.f_globals


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _join(fault: str, why: str) -> str:
    return f"{fault} {why}" if why else fault
