"""The timeline of a cell: what its tasks did on the event loop, as an output of the cell.

The front end calls ``load()`` once in a fresh kernel and ``arm(cell)`` before it runs a cell that
is to be recorded; ``%%timeline`` on a cell's first line does the same in any front end after
``%load_ext lessonbook.timeline``. The cell's code stays as it is. ``record()`` is for checks.
"""

import contextlib
import contextvars
import threading
import time
import uuid

from lessonbook.findings import findings
from lessonbook.lanes import CANCELLED, DONE, ERROR
from lessonbook.recorder import Recorder
from lessonbook.timeline_bundle import MIME_TYPE, make_bundle
from lessonbook.timeline_picture import draw_svg, draw_text

from lessonbook import cells

__all__ = ["Recording", "arm", "findings", "load", "load_ipython_extension", "record"]

MAGIC = "%%timeline"

# Seconds until a running cell shows a first picture, and between two of them; the pause grows with
# what a picture weighs, so that pictures stay below BYTES_PER_SECOND.
FIRST_PICTURE = 0.5
PAUSE = 0.25
BYTES_PER_SECOND = 200_000
# Tasks that outlive their cell are followed for so long, in seconds.
FOLLOWED = 10

# Cells whose next run is recorded, and whether the reader is to guess before the picture.
_armed: "dict[str, bool]" = {}
# The recording of each thread that records a cell.
_recordings: "dict[int, CellRecording]" = {}


def load() -> None:
    """Make the kernel understand ``%%timeline`` and ``arm``. Calling it again changes nothing."""
    load_ipython_extension(_shell())


def load_ipython_extension(shell) -> None:
    """Be the hook that ``%load_ext lessonbook.timeline`` calls."""
    if getattr(shell, "lessonbook_timeline", False):
        return
    shell.lessonbook_timeline = True
    cells.watch()
    shell.input_transformers_cleanup.append(_without_magic)
    shell.events.register("pre_run_cell", _on_start)
    shell.events.register("post_run_cell", _on_end)


def arm(cell: str, predict: bool = False) -> None:
    """Record the next run of a cell, by its id.

    Parameters
    ----------
    cell : str
        The id under which the front end runs the cell.
    predict : bool
        Whether the reader is to guess what happened before the picture is shown.
    """
    _armed[cell] = predict


class Recording:
    """What ``record()`` gives: ask it when the block is over."""

    def __init__(self, recorder):
        self._recorder = recorder

    def bundle(self) -> dict:
        """Return the record in the format of ``lessonbook.timeline_bundle``."""
        return make_bundle(self._recorder)

    def findings(self) -> "list[dict]":
        """Return what stands out; see ``lessonbook.findings``."""
        return findings(self.bundle())


@contextlib.contextmanager
def record(threshold=0.05, is_readers=cells.is_readers_file):
    """Record the event loops that run in this thread inside a ``with`` block.

    Works round an ``await`` as well as round ``asyncio.run``, also on a loop with a clock of its
    own; times are those of the real clock.

    Parameters
    ----------
    threshold : float
        Seconds from which on a slice counts as blocking.
    is_readers : callable
        Whether a file name is one of the reader's: only their lines are blamed.

    Yields
    ------
    Recording
        Ask it for ``findings()`` after the block. Where a thread is being recorded already, as by
        ``%%timeline``, it says so in its ``warnings`` and is empty.
    """
    recorder = Recorder(is_readers=is_readers, threshold=threshold)
    try:
        recorder.start()
    except RuntimeError as error:
        recorder.ended = recorder.began
        recorder.warnings.append(str(error))
    try:
        yield Recording(recorder)
    finally:
        recorder.stop()


class CellRecording:
    """The record of one run of a cell, and its output."""

    def __init__(self, info, execution_count, predict):
        self._info = info
        self._cell = getattr(info, "cell_id", None)
        self._count = execution_count
        self._predict = predict
        self._display_id = f"lessonbook-timeline-{uuid.uuid4().hex[:12]}"
        self._is_shown = False
        self._clear = None
        self._timer = None
        self._ended_at = 0.0
        self._seen = None
        self._recorder = Recorder(root="the cell")
        # What is shown later belongs to this cell too.
        self._context = contextvars.copy_context()

    def start(self):
        self._watch_clearing()
        self._recorder.start()
        self._call_later(FIRST_PICTURE, self._show_running)

    def end_cell(self, result):
        """Show the record when the cell is over, and follow the tasks that live on."""
        is_nested = getattr(result, "info", self._info) is not self._info
        if self._ended_at or is_nested:
            return
        self._stop_timer()
        self._stop_watching_clearing()
        self._recorder.end_root(*_outcome(result))
        self._ended_at = time.perf_counter()
        # The loop of a subshell may end with the cell, and then nobody would follow.
        can_follow = threading.current_thread() is threading.main_thread()
        if self._recorder.pending and self._recorder.loop is not None and can_follow:
            self._show("background")
            self._call_later(0.1, self._follow, 0.1)
        else:
            self.finish()

    def finish(self):
        """End the record and show all of it."""
        self._stop_timer()
        self._stop_watching_clearing()
        if _recordings.get(self._recorder._thread) is self:
            del _recordings[self._recorder._thread]
        self._recorder.stop()
        self._context.run(self._show, "over")

    def _watch_clearing(self):
        """Show the picture anew when the cell clears its output, the picture with it."""
        publisher = _shell().display_pub
        clear = publisher.clear_output

        def clear_output(*args, **options):
            self._is_shown = False
            return clear(*args, **options)

        publisher.clear_output = self._clear = clear_output

    def _stop_watching_clearing(self):
        own = vars(_shell().display_pub)
        if own.get("clear_output") is self._clear:
            own.pop("clear_output", None)

    def _stop_timer(self):
        if self._timer is not None:
            self._timer.cancel()

    def _call_later(self, delay, call, *args):
        loop = self._recorder.loop
        self._timer = None if loop is None else loop.call_later(delay, call, *args)

    def _show_running(self):
        size = self._show("running")
        self._call_later(max(PAUSE, size / BYTES_PER_SECOND), self._show_running)

    def _follow(self, pause):
        recorder = self._recorder
        since = time.perf_counter() - self._ended_at
        if not recorder.pending or since >= FOLLOWED:
            self.finish()
            return
        seen = (len(recorder.slices), recorder.dropped_slices, len(recorder.lanes))
        if seen != self._seen:
            self._seen = seen
            size = self._show("background")
            pause = max(pause, size / BYTES_PER_SECOND)
        self._call_later(min(pause, FOLLOWED - since), self._follow, min(1.0, pause * 1.5))

    def _show(self, phase):
        """Show what there is; gives the size in bytes, roughly. A fault is told, never raised."""
        try:
            bundle = make_bundle(self._recorder, phase, self._cell, self._count)
            bundle["predict"] = self._predict
            data = {MIME_TYPE: bundle, "text/plain": "Recording …"}
            if phase != "running":
                data["text/plain"] = draw_text(bundle)
                data["image/svg+xml"] = draw_svg(bundle)
        except Exception as error:
            reason = f"The timeline could not be made ({type(error).__name__}: {error})."
            bundle, data = {}, {"text/plain": reason}
        from IPython.display import display

        display(data, raw=True, display_id=self._display_id, update=self._is_shown)
        self._is_shown = True
        return 20 * len(bundle.get("slices", {}).get("task", ())) + 2_000


def _outcome(result):
    """State and error of a cell, from IPython's ``ExecutionResult``; None after an interrupt."""
    error = None if result is None else result.error_before_exec or result.error_in_exec
    if result is not None and error is None:
        return DONE, ""
    name = "CancelledError" if error is None else type(error).__name__
    return CANCELLED if name in ("CancelledError", "KeyboardInterrupt") else ERROR, name


def _without_magic(lines):
    """Make a comment of ``%%timeline``, so that the lines below keep their numbers."""
    if lines and _is_magic(lines[0]):
        return ["# " + lines[0], *lines[1:]]
    return lines


def _is_magic(line):
    return line.split(None, 1)[:1] == [MAGIC]


def _on_start(info):
    cell = getattr(info, "cell_id", None)
    first = (info.raw_cell or "").lstrip().partition("\n")[0]
    predict = _armed.pop(cell, None)
    if _is_magic(first):
        predict = predict or "predict" in first.split()[1:]
    if predict is None:
        return
    thread = threading.get_ident()
    try:
        # The count has gone on already.
        count = _shell().execution_count - 1 if info.store_history else None
        recording = CellRecording(info, count, predict)
        before = _recordings.get(thread)
        if before is not None:
            before.finish()
        _recordings[thread] = recording
        recording.start()
    except Exception as error:
        # The cell runs all the same.
        _recordings.pop(thread, None)
        _tell(error)


def _on_end(result):
    recording = _recordings.get(threading.get_ident())
    if recording is None:
        return
    try:
        recording.end_cell(result)
    except Exception as error:
        _recordings.pop(threading.get_ident(), None)
        _tell(error)


def _tell(error):
    from IPython.display import display

    text = f"This run could not be recorded ({type(error).__name__}: {error})."
    display({"text/plain": text}, raw=True)


def _shell():
    from IPython import get_ipython

    return get_ipython()
