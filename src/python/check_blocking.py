"""Notes calls that block a thread while code is checked, with the line that made them.

In the event loop's thread such a call is a mistake and is noted; on a virtual clock it also takes
no real time. Other threads may block: on a virtual clock they sleep by that clock.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from .check_places import Place, place_of_frame

__all__ = ["Blocked", "Sleeper", "noting_blocking_calls"]


class Blocked(NamedTuple):
    """A stretch in which the loop's thread did one thing alone."""

    #: What did it, such as ``time.sleep()`` or ``computing``.
    what: str
    #: Seconds; 0.0 where it cannot be known.
    seconds: float
    place: Place | None
    #: The round of the loop in which it was.
    round: int = 0


class Sleeper(Protocol):
    """How the loop under test passes time."""

    #: Ident of the thread that the loop runs in.
    thread: int

    def sleep_in_loop(self, seconds: float) -> None:
        """Pass time while the loop's thread does nothing else."""

    def sleep_in_thread(self, seconds: float) -> bool:
        """Sleep in a thread that the loop started; False when this one is not of them."""


_real_sleep = time.sleep


@contextlib.contextmanager
def noting_blocking_calls(
    names: dict[str, Any], loop: Sleeper, found: list[Blocked]
) -> Iterator[None]:
    """Put stand-ins for blocking calls in place, also under names that the learner imported."""

    def note(what: str, seconds: float) -> None:
        found.append(Blocked(what, seconds, place_of_frame(sys._getframe(2), names)))

    def sleep(seconds: float, /) -> None:
        if threading.get_ident() == loop.thread:
            note("time.sleep()", float(seconds))
            loop.sleep_in_loop(seconds)
        elif not loop.sleep_in_thread(seconds):
            _real_sleep(seconds)

    def stand_in(what: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if threading.get_ident() != loop.thread:
                return real(*args, **options)
            note(what, 0.0)
            raise RuntimeError(f"{what} blocks the event loop")

        return call

    patches: list[tuple[Any, str, Any]] = [(time, "sleep", sleep)]
    for owner, name, what in _blocking_calls():
        patches.append((owner, name, stand_in(what, getattr(owner, name))))
    with contextlib.ExitStack() as stack:
        for owner, name, new in patches:
            old = getattr(owner, name)
            setattr(owner, name, new)
            stack.callback(setattr, owner, name, old)
            # `from time import sleep` made a name of the learner's own.
            for own in [key for key, value in names.items() if value is old]:
                names[own] = new
                stack.callback(_put_back, names, own, new, old)
        yield


def _put_back(names: dict[str, Any], name: str, new: Any, old: Any) -> None:
    if names.get(name) is new:
        names[name] = old


def _blocking_calls() -> list[tuple[Any, str, str]]:
    calls: list[tuple[Any, str, str]] = [(builtins, "input", "input()")]
    # Only what the learner has loaded: the check needs nothing that is not there.
    for module, path, what in (
        ("subprocess", "run", "subprocess.run()"),
        ("urllib.request", "urlopen", "urlopen()"),
        ("requests", "Session.request", "requests"),
    ):
        *owners, name = path.split(".")
        owner = sys.modules.get(module)
        for part in owners:
            owner = getattr(owner, part, None)
        if owner is not None:
            calls.append((owner, name, what))
    return calls
