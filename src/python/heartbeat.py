"""Notices when code of the reader holds the event loop while a cell runs and tasks are alive.

The loop itself beats, every 20 ms; a beat that comes late says that something held the loop, and a
thread has looked which line it was. Nothing beats while no task of a cell is alive.
"""

import threading
import time

from lessonbook.watchdog import Watchdog

from lessonbook import cells

__all__ = ["Heartbeat"]

# Seconds between two beats, and from which on a late one is worth a word.
PERIOD = 0.02
THRESHOLD = 0.1

now = time.perf_counter


class Heartbeat:
    """Beats in the loop of the thread that calls ``start``.

    Parameters
    ----------
    is_needed : callable
        Asked at each beat whether there is to be another one.
    note : callable
        Called with ``(seconds, file, line, function, source)`` for each line that held the loop.
    """

    def __init__(self, is_needed, note):
        self._is_needed = is_needed
        self._note = note
        self._loop = self._timer = self._watchdog = None
        # What the watchdog looks at: a slice that begins when the next beat is due.
        self.lane = None
        self.start = 0.0

    def begin(self, loop) -> None:
        """Begin to beat, unless it does already."""
        if self._timer is not None:
            return
        self._watchdog = Watchdog(self, cells.is_readers_file)
        if self._watchdog.start(threading.get_ident()):
            self._loop = loop
            self._wait()

    def end(self) -> None:
        """Stop beating; what held the loop until now is noted."""
        if self._timer is not None:
            self._look()
            self._timer.cancel()
            self._watchdog.stop()
            self._timer = self._watchdog = self._loop = None

    def _wait(self):
        self.start = now() + PERIOD
        self.lane = self
        self._timer = self._loop.call_later(PERIOD, self._beat)

    def _beat(self):
        self._look()
        if self._is_needed():
            self._wait()
        else:
            self.end()

    def _look(self):
        since, end = self.start, now()
        if self.lane is None or end - since < THRESHOLD:
            return
        self.lane = None
        for start, until, *place in self._watchdog.blamed(since, end, THRESHOLD, None):
            self._note(until - start, *place)
