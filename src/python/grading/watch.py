"""Watches the event loop while a test cell runs: what the code under test did with its tasks.

The grader runs this text once in a fresh kernel, after the guard, where a notebook uses asyncio.
The guard arms it before a test and takes what it saw after it. What it sees is advice for the
student and costs no points, so any trouble in here means: nothing seen.
"""

import sys

from lessonbook.findings import findings
from lessonbook.lanes import DONE, ERROR
from lessonbook.recorder import Recorder
from lessonbook.timeline_bundle import make_bundle

_shell = get_ipython()  # noqa: F821 -- IPython's builtin
# Errors of tasks are what many tests are about; the test itself judges them.
_KINDS = ("blocked", "never-awaited", "leaked-task", "lost-task", "concurrency")
_MOST = 10


class _Watch:
    """The record of the test cell that runs now."""

    def __init__(self):
        self.armed = False
        self.recorder = None

    def arm(self):
        """Record the cell that runs next."""
        self._end(None)
        self.armed = True

    def take(self):
        """Give what was seen since it was armed: dicts with `kind`, `text` and more by kind."""
        recorder, self.recorder, self.armed = self.recorder, None, False
        try:
            if recorder is None or recorder.ended is None:
                return []
            seen = findings(make_bundle(recorder))
            return [one for one in seen if one["kind"] in _KINDS][-_MOST:]
        except Exception:
            return []

    def begin(self, info):
        """Begin with the cell."""
        if not self.armed:
            return
        self.armed = False
        try:
            # A line of the test is not the student's to mend.
            test = _shell.compile.get_code_name(info.raw_cell, info.raw_cell, 0)
            recorder = Recorder("the test", lambda file: file != test and _is_students(file))
            recorder.start()
            self.recorder = recorder
        except Exception:
            self.recorder = None

    def end(self, result):
        """End with the cell."""
        error = None if result is None else result.error_before_exec or result.error_in_exec
        self._end(error)

    def _end(self, error):
        recorder = self.recorder
        if recorder is None or recorder.ended is not None:
            return
        try:
            recorder.end_root(DONE if error is None else ERROR, type(error).__name__)
            recorder.stop()
        except Exception:
            self.recorder = None


def _is_students(file):
    return any(part in file for part in _guard["_CELL"]) or file.startswith(_guard["_folder"])


_guard = sys.modules["_lessonbook_guard"]
_watch = _Watch()
_shell.events.register("pre_run_cell", _watch.begin)
_shell.events.register("post_run_cell", _watch.end)
_guard["watch"] = _watch
