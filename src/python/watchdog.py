"""A thread that looks at which line of the reader's code one slice runs on and on.

A loop that is blocked cannot speak for itself, so its stack is read from outside. A slice may also
last because the machine is busy with other programs; that is told apart and blamed on nobody.
"""

import collections
import contextlib
import sys
import threading
import time

from lessonbook.held import held_line

from lessonbook import cells

__all__ = ["Watchdog"]

# Seconds between two looks; and how many looks at one slice are kept.
PAUSE = 0.01
MOST_LOOKS = 2_000
# Seconds without a look from which on the code must have been in C.
LATE = 3 * PAUSE
# Of the looks that a slice should have got, and of the work that would be blocking: the part from
# which on they count.
DENSE = 0.4

# The offset up to which a function has only begun: its first instructions make a coroutine.
_BEGUN = 10

now = time.perf_counter


class Watchdog:
    """Looks at the slice in `opened` (``lane``, ``start``) from a thread of its own."""

    def __init__(self, opened, is_readers):
        self._opened = opened
        self._is_readers = is_readers
        self._over = threading.Event()
        # The slice that was looked at last, by its start, and what was seen of it: (time, place).
        self._start = 0.0
        self._looks: list[tuple] = []
        self._clock = _ThreadClock()
        # What the clock said last before the slice, and at the first look at it.
        self._before = self._at_first_look = (0.0, 0.0)

    def start(self, thread: int) -> bool:
        """Begin to watch a thread, which calls this; false where no other can be started."""
        self._clock = _ThreadClock(thread, threading.get_native_id())
        self._before = self._clock.read()
        watcher = threading.Thread(
            target=self._watch, args=(thread,), name="lessonbook watchdog", daemon=True
        )
        try:
            watcher.start()
        except RuntimeError:
            return False
        return True

    def stop(self) -> None:
        """End the thread, which takes a moment."""
        self._over.set()

    def blamed(self, start: float, end: float, threshold: float, guess) -> "list[tuple]":
        """Say which lines held the loop during a slice or a part of one, right when it has ended.

        Parameters
        ----------
        start, end : float
            Seconds of ``perf_counter``.
        threshold : float
            Seconds for which something has to be held.
        guess : tuple or None
            ``(file, line, function)`` to be blamed where code in C let nobody look.

        Returns
        -------
        list of tuple
            ``(start, end, file, line, function, source)``, one for each line that held it for
            `threshold` seconds, else one for the line that was seen most; none where the reader's
            code was not seen for so long: the kernel's own work is nobody's fault. A guess has no
            source; its line is where the function begins.
        """
        looks = [look for look in self._looks if start <= look[0] <= end]
        clock, before = self._clock.read(), self._before
        self._before = clock
        has_worked = clock[0] - before[0] >= threshold * DENSE
        # The first look is in the slice; the other moment was some time before.
        waited = clock[1] - (self._at_first_look if looks else before)[1]
        if end - start - waited < threshold and not has_worked:
            return []
        readers = sum(place is not None for _at, place in looks)
        is_sparse = len(looks) < DENSE * (end - start) / PAUSE
        if is_sparse and not has_worked:
            # This thread was not let run either, and no work was done: the machine was busy.
            return []
        if is_sparse and readers == 0 and guess is not None:
            return [(start, end, *guess, "")]
        if readers == 0 or (end - start) * readers / len(looks) < threshold:
            return []
        spans = _spans_of(looks, start, end)
        long = [span for span in spans if span[1] - span[0] >= threshold]
        if not long:
            counts = collections.Counter(place for _at, place in looks if place is not None)
            long = [(spans[0][0], spans[-1][1], counts.most_common(1)[0][0])]
        return [
            (since, until, file, line, function, cells.source_of(file, line))
            for since, until, (file, line, function) in long
        ]

    def _watch(self, thread):
        opened = self._opened
        while not self._over.wait(PAUSE):
            lane, start = opened.lane, opened.start
            at = now()
            if lane is None or at - start < PAUSE:
                clock = self._clock.read()
                # Unless this thread was held up, and a slice has begun or gone on meanwhile.
                if opened.start == start and now() - at < PAUSE:
                    self._before = clock
                continue
            before = self._looks[-1][0] if self._start == start else start
            is_late = at - before > LATE
            seen = self._look(thread, is_late)
            # Two attributes, one after the other: a slice that ended meanwhile is thrown away.
            if opened.lane is not lane or opened.start != start:
                continue
            place = seen and _place_of(*seen, is_late)
            if self._start != start:
                self._start, self._looks = start, [(at, place)]
                # Last, since the other thread goes on while the clock is read.
                self._at_first_look = self._clock.read()
            elif len(self._looks) < MOST_LOOKS:
                self._looks.append((at, place))

    def _look(self, thread, is_late):
        """Give where the reader's code stands: code, offset, line, names, whether it has called."""
        frame = sys._current_frames().get(thread)
        has_called = False
        for _depth in range(1_000):
            if frame is None:
                return None
            code, offset, line = frame.f_code, frame.f_lasti, frame.f_lineno
            # Where a function has just begun, nothing of it has taken time.
            has_begun = is_late and line == code.co_firstlineno and offset <= _BEGUN
            if self._is_readers(code.co_filename) and not has_begun:
                return code, offset, line, frame.f_globals, has_called
            has_called = has_called or has_begun
            frame = frame.f_back
        return None


def _place_of(code, offset, line, names, has_called, is_late):
    if is_late:
        line = held_line(code, offset, line, names, has_called)
    return code.co_filename, line, code.co_name


def _spans_of(looks, start, end):
    """Join looks at one place to ``(since, until, place)``; spans without a place are left out."""
    spans = []
    for index, (at, place) in enumerate(looks):
        since = start if index == 0 else (looks[index - 1][0] + at) / 2
        if spans and spans[-1][2] == place:
            continue
        if spans:
            spans[-1][1] = since
        spans.append([since, end, place])
    return [tuple(span) for span in spans if span[2] is not None]


class _ThreadClock:
    """Seconds that a thread has worked, and seconds that it wanted to and the machine was busy.

    The first where the system has a clock for each thread, the second on Linux (the file's format:
    https://docs.kernel.org/scheduler/sched-stats.html); elsewhere they stand still.
    """

    def __init__(self, thread=None, native=None):
        self._clock = None
        self._path = f"/proc/self/task/{native}/schedstat"
        if thread is not None:
            with contextlib.suppress(AttributeError, OSError):
                self._clock = time.pthread_getcpuclockid(thread)

    def read(self):
        worked = 0.0
        try:
            if self._clock is not None:
                worked = time.clock_gettime(self._clock)
            with open(self._path, "rb", buffering=0) as file:
                return worked, int(file.read(100).split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return worked, 0.0
