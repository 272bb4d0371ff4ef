"""The event loop that checks run on: in a thread of its own, on a virtual or on the real clock.

On the virtual clock nobody waits: when every task sleeps, the clock jumps to the next timer. So
``sleep(10)`` costs nothing, times are exact on a busy machine too, and a deadlock is seen at once.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import selectors
import threading
import time
from collections.abc import Callable
from typing import Any

from .check_blocking import Blocked

__all__ = ["CheckLoop", "DeadlockError", "EndlessError"]

#: Virtual seconds after which a run counts as one without end.
LONGEST = 600.0
#: Rounds of the loop in which its clock may stand still.
MOST_ROUNDS = 50_000
#: Processor seconds that one round may take before it counts as blocking.
LONG_ROUND = 0.25
#: Real seconds to wait for threads and sockets before looking again.
GLANCE = 0.05

_real_sleep = time.sleep


class DeadlockError(Exception):
    """Every task waits, and nothing is left that could wake one."""


class EndlessError(Exception):
    """The run goes on and on: for too much ``time``, or too many ``rounds`` at one time."""


class CheckLoop(asyncio.SelectorEventLoop):
    """An event loop that counts its rounds and notes when one of them takes too long."""

    def __init__(self, virtual: bool) -> None:
        self.virtual = virtual
        self.thread = threading.get_ident()
        self.rounds = 0
        self.blocked: list[Blocked] = []
        self._now = 0.0
        self._rounds_at_now = 0
        self._cpu = time.thread_time()
        self._calls: set[_ThreadCall] = set()
        self._calls_by_thread: dict[int, _ThreadCall] = {}
        super().__init__(_CheckSelector(self))

    def time(self) -> float:
        """Return the seconds on this loop's clock."""
        return self._now if self.virtual else super().time()

    def sleep_in_loop(self, seconds: float) -> None:
        """Let time pass for everybody, as ``time.sleep`` in the loop's thread does."""
        if self.virtual:
            self._go_to(self._now + max(0.0, seconds))
        else:
            _real_sleep(seconds)

    def sleep_in_thread(self, seconds: float) -> bool:
        """Sleep by the virtual clock in a thread that `run_in_executor` started."""
        call = self._calls_by_thread.get(threading.get_ident())
        if call is None or not self.virtual:
            return False
        woken = threading.Event()

        def begin() -> None:
            call.sleeps = True
            self.call_later(max(0.0, seconds), end)

        def end() -> None:
            call.sleeps = False
            woken.set()

        call.woken = woken
        self.call_soon_threadsafe(begin)
        woken.wait()
        return True

    def run_in_executor(
        self, executor: concurrent.futures.Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run a function in a thread; the virtual clock stands still until it sleeps or ends."""
        if not isinstance(executor, (concurrent.futures.ThreadPoolExecutor, type(None))):
            return super().run_in_executor(executor, func, *args)
        call = _ThreadCall()
        self._calls.add(call)

        def work() -> Any:
            call.started = True
            self._calls_by_thread[threading.get_ident()] = call
            try:
                return func(*args)
            finally:
                self._calls_by_thread.pop(threading.get_ident(), None)
                if call.cancelled:
                    self._calls.discard(call)

        future = super().run_in_executor(executor, work)

        def finish(done: asyncio.Future[Any]) -> None:
            call.cancelled = done.cancelled()
            # A cancelled call that has begun runs on in its thread.
            if not (call.cancelled and call.started):
                self._calls.discard(call)

        future.add_done_callback(finish)
        return future

    def release_threads(self) -> None:
        """Wake the threads that sleep by this clock, since it will not go on."""
        for call in list(self._calls):
            if call.woken is not None:
                call.woken.set()

    def note_round(self) -> None:
        """Note the round that is over when it took long, and start the clock of the next."""
        cpu = time.thread_time()
        if cpu - self._cpu > LONG_ROUND:
            self.blocked.append(Blocked("computing", cpu - self._cpu, None, self.rounds))
        self._cpu = cpu

    def begin_round(self) -> None:
        """Count a round; raise `EndlessError` when there were too many at one time."""
        self.note_round()
        self.rounds += 1
        self._rounds_at_now += 1
        if self.virtual and self._rounds_at_now > MOST_ROUNDS:
            raise EndlessError("rounds")

    def threads_work(self) -> bool:
        """Tell whether a thread that the loop started does something other than sleep."""
        return any(not call.sleeps for call in self._calls)

    def has_sockets(self) -> bool:
        """Tell whether the loop watches anything but its own end of a pipe."""
        return len(self._selector.get_map()) > 1

    def jump(self) -> None:
        """Go to the next timer; raise `DeadlockError` where nothing can ever come."""
        if self._ready:
            return  # A thread handed something over just now.
        if not self._scheduled:
            raise DeadlockError
        if self.virtual:
            self._go_to(self._scheduled[0].when())

    def _go_to(self, now: float) -> None:
        if now > self._now:
            self._now = now
            self._rounds_at_now = 0
        if self._now > LONGEST:
            raise EndlessError("time")


class _ThreadCall:
    """A function that runs in a thread for the loop."""

    def __init__(self) -> None:
        self.started = False
        self.sleeps = False
        self.cancelled = False
        self.woken: threading.Event | None = None


class _CheckSelector(selectors.DefaultSelector):
    """Where the loop waits; here it learns that it has nothing to do."""

    def __init__(self, loop: CheckLoop) -> None:
        super().__init__()
        self._loop = loop
        self._silent = 0

    def select(self, timeout: float | None = None) -> Any:
        loop = self._loop
        loop.begin_round()
        if timeout is not None and (timeout <= 0 or not loop.virtual):
            return super().select(timeout)
        if loop.threads_work():
            return super().select(GLANCE)
        if loop.has_sockets():
            ready = super().select(GLANCE)
            self._silent = 0 if ready else self._silent + 1
            # Where a timer is due, silence is taken for an answer sooner.
            if ready or (timeout is None and self._silent < 40):
                return ready
        loop.jump()
        return []
