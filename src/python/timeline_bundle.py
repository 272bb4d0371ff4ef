"""A record of an event loop as JSON: the format ``application/vnd.lessonbook.timeline.v1+json``.

All times are whole microseconds since the record began; -1 stands for "not (yet)" and "unknown".

``version`` (1), ``unit`` ("us"), ``t0`` (ms since the epoch), ``duration``, ``threshold`` (a slice
blocks from here on), ``phase`` ("running", "background": the cell has ended and its tasks live on,
"over"), ``complete`` (nothing was left out, and no task was left), ``python``, ``loop``;
``cell``: ``{id or null, executionCount or null, root, end}``: the task that stands for the cell (0,
or -1 where tasks alone were recorded) and when the cell ended;
``files``: ``[{cell: id or null, name}]``; ``strings``: texts, which others name by their place;
``tasks``: columns ``name``, ``coro``, ``error`` (places in strings, -1), ``parent`` (a task, -1),
``created``, ``started``, ``ended``, ``state`` (0 pending, 1 done, 2 cancelled, 3 error, 4 lost),
``eager``, ``earlier`` (0 or 1), ``file``, ``line`` (where it was made);
``slices``: columns ``task``, ``start`` (microseconds after the start of the slice before), ``dur``,
``why`` (a wait; -1 the task ended, -2 it ran on), ``file``, ``line`` (where it waits then);
``waits``: ``[{kind, detail, on: [tasks]}]``; ``late``: ``[{task, due, at}]`` (a timer that came
late because the loop was held); ``blocked``: ``[{task, start, dur, file, line, func, src}]``
(without ``src`` it is somewhere in the function that begins at that line);
``predict`` (the reader guesses before the picture is shown);
``callbacks``: ``[{start, dur, name, file, line}]`` (an empty name: the kernel's own work);
``unawaited``: ``[{name, file, line}]``; ``kernel`` (microseconds of the kernel's own work);
``dropped``: ``{slices, tasks: {name of a coroutine: how many}}``; ``warnings``: ``[text]``.
"""

import platform
import time

from lessonbook.lanes import given_name

from lessonbook import cells

__all__ = ["MIME_TYPE", "make_bundle"]

MIME_TYPE = "application/vnd.lessonbook.timeline.v1+json"

_COLUMNS = ("task", "start", "dur", "why", "file", "line")


def make_bundle(recorder, phase="over", cell=None, execution_count=None) -> dict:
    """Turn what a recorder has so far into the JSON of this format."""
    return _Writer(recorder).bundle(phase, cell, execution_count)


class _Writer:
    def __init__(self, recorder):
        self._recorder = recorder
        self._began = recorder.began
        self._strings: dict[str, int] = {}
        self._files: dict[str, int] = {}

    def bundle(self, phase, cell, execution_count):
        recorder = self._recorder
        end = recorder.ended or time.perf_counter()
        root = recorder.root
        tasks = self._tasks()
        slices = self._slices()
        rest = {
            "waits": [
                {"kind": kind, "detail": _words(detail), "on": list(on)}
                for kind, detail, on in recorder.waits
            ],
            "late": [
                {"task": lane, "due": self._at(due), "at": self._at(at)}
                for lane, due, at in recorder.late
            ],
            "blocked": [self._blocked(*span) for span in recorder.blocked],
            "callbacks": [self._callback(*span) for span in recorder.callbacks],
            "unawaited": [
                {"name": name, "file": self._file(file), "line": line}
                for name, file, line in recorder.unawaited
            ],
        }
        dropped = {"slices": recorder.dropped_slices, "tasks": dict(recorder.dropped_tasks)}
        return {
            "version": 1,
            "unit": "us",
            "t0": round((time.time() - (time.perf_counter() - self._began)) * 1000),
            "duration": self._at(end),
            "threshold": round(recorder.threshold * 1e6),
            "phase": phase,
            "predict": False,
            "complete": phase == "over"
            and not recorder.pending
            and not dropped["slices"]
            and not dropped["tasks"],
            "python": platform.python_version(),
            "loop": type(recorder.loop).__name__,
            "cell": {
                "id": cell,
                "executionCount": execution_count,
                "root": -1 if root is None else root.number,
                "end": self._at(root.ended if root is not None else None),
            },
            "files": [{"cell": cells.cell_of(name), "name": name} for name in self._files],
            "strings": list(self._strings),
            "tasks": tasks,
            "slices": slices,
            **rest,
            "kernel": round(recorder.kernel_time * 1e6),
            "dropped": dropped,
            "warnings": list(recorder.warnings),
        }

    def _at(self, moment):
        return -1 if moment is None else max(0, round((moment - self._began) * 1e6))

    def _string(self, text):
        return self._strings.setdefault(text, len(self._strings)) if text else -1

    def _file(self, name):
        return self._files.setdefault(name, len(self._files)) if name else -1

    def _tasks(self):
        lanes = self._recorder.lanes
        return {
            "name": [self._string(_name_of(lane)) for lane in lanes],
            "coro": [self._string(lane.coro) for lane in lanes],
            "parent": [lane.parent for lane in lanes],
            "created": [self._at(lane.created) for lane in lanes],
            "started": [self._at(lane.started) for lane in lanes],
            "ended": [self._at(lane.ended) for lane in lanes],
            "state": [lane.state for lane in lanes],
            "eager": [int(lane.eager) for lane in lanes],
            "earlier": [int(lane.is_earlier) for lane in lanes],
            "error": [self._string(lane.error) for lane in lanes],
            "file": [self._file(lane.file) for lane in lanes],
            "line": [lane.line for lane in lanes],
        }

    def _slices(self):
        columns = {name: [] for name in _COLUMNS}
        before = 0
        for lane, start, end, why, code, line in sorted(self._recorder.slices, key=_start_of):
            at = self._at(start)
            file = -1 if code is None else self._file(code.co_filename)
            row = (lane, at - before, max(0, round((end - start) * 1e6)), why, file, line)
            for name, value in zip(_COLUMNS, row, strict=True):
                columns[name].append(value)
            before = at
        return columns

    def _blocked(self, lane, start, end, file, line, function, source):
        return {
            "task": lane,
            "start": self._at(start),
            "dur": round((end - start) * 1e6),
            "file": self._file(file),
            "line": line,
            "func": function,
            "src": source,
        }

    def _callback(self, start, end, name, file, line):
        return {
            "start": self._at(start),
            "dur": round((end - start) * 1e6),
            "name": name,
            "file": self._file(file),
            "line": line,
        }


def _start_of(row):
    return row[1]


def _words(detail):
    return detail if isinstance(detail, str) else f"{detail:g}"


def _name_of(lane):
    """Return the name that the reader gave a task, as late as it can be asked for."""
    task = None if lane.ref is None else lane.ref()
    return lane.name if task is None else given_name(task)
