"""The words for what is never right: an error, a blocked loop, a forgotten await, a deadlock."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from .check_blocking import Blocked
from .check_loop import LONGEST, DeadlockError, EndlessError
from .check_report import show_seconds, show_value
from .check_run import NotAwaitableError, Outcome, StuckError

__all__ = ["fault_of", "list_words"]


def fault_of(outcome: Outcome) -> str:
    """Return the gravest fault of a run as the rest of a sentence; empty where there is none."""
    error = outcome.error
    if isinstance(error, StuckError):
        return _stuck(error, outcome)
    if isinstance(error, DeadlockError):
        waiting = list_words(outcome.left)
        return f"never ends. Deadlock: every task waits, and nothing can wake one. {waiting}"
    if isinstance(error, EndlessError):
        return _endless(error, outcome)
    if isinstance(error, NotImplementedError):
        return "is not written yet. Put your code in place of `raise NotImplementedError()`."
    if outcome.unawaited and not _is_second_loop(error):
        # A forgotten await is the reason for what follows from it.
        name, place = outcome.unawaited[0]
        at = "" if place is None else f" ({place})"
        return f"calls {name}() without `await`{at}, so that it never runs."
    if outcome.blocked:
        return _blocked(outcome.blocked[0])
    return "" if error is None else _error(error, outcome)


def _error(error: BaseException, outcome: Outcome) -> str:
    if isinstance(error, NotAwaitableError):
        gave = show_value(error.value)
        return f"gave {gave} at once and cannot be awaited. Is it made with `async def`?"
    if isinstance(error, asyncio.CancelledError):
        return "was cancelled, though nobody cancelled it from outside."
    at = "" if outcome.place is None else f", {outcome.place}"
    message = f": {error}" if str(error) else ""
    return f"raised {type(error).__name__}{message}{at}"


def _stuck(error: StuckError, outcome: Outcome) -> str:
    at = "" if outcome.place is None else f" It was at {outcome.place}"
    if str(error) == "computes":
        return f"computes without end and never gives up its turn.{at}"
    if str(error) == "blocks":
        return f"blocks the whole thread, so that nothing else can run.{at}"
    return f"has not come to an end.{at}"


def _endless(error: EndlessError, outcome: Outcome) -> str:
    if str(error) == "rounds":
        return f"goes round and round and never waits for anything. {list_words(outcome.left)}"
    return f"does not end, not within {LONGEST / 60:.0f} minutes. {list_words(outcome.left)}"


def _blocked(blocked: Blocked) -> str:
    seconds = f" for {show_seconds(blocked.seconds)}" if blocked.seconds else ""
    at = "" if blocked.place is None else f", {blocked.place}"
    return f"blocks the event loop{seconds}, so that no other task can go on: {blocked.what}{at}"


def _is_second_loop(error: BaseException | None) -> bool:
    """Tell ``asyncio.run`` in a running loop, whose coroutine is never awaited either."""
    return isinstance(error, RuntimeError) and "running event loop" in str(error)


def list_words(words: Sequence[str]) -> str:
    """List what several tasks wait for, with those that say the same counted, as a sentence."""
    counted = Counter(words)
    items = [f"{count} × {text}" if count > 1 else text for text, count in sorted(counted.items())]
    more = f"; and {len(items) - 3} more" if len(items) > 3 else ""
    return "; ".join(items[:3]) + more + "."
