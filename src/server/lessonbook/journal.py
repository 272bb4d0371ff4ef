"""What a kernel's runs have printed, kept so that a page which was away can be told.

Pure bookkeeping: ``journal_kernels.py`` brings the messages, ``journal_api.py`` gives them out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from .output_spool import OutputSpool, text_of

OUTPUT_TYPES = frozenset(
    {
        "stream",
        "display_data",
        "update_display_data",
        "execute_result",
        "error",
        "clear_output",
    }
)

# Streams grow together up to this many bytes, so that a full journal gives up little at a time.
_LONGEST_STREAM = 16_384
# What an entry costs besides its content, roughly.
_OVERHEAD = 400
# Runs whose outputs are gone are remembered by their end alone; this many of them.
_MOST_RUNS = 2_000


class SeenIds:
    """The ids of messages: as ranges where they end in a counter, as ipykernel's do."""

    def __init__(self) -> None:
        self._ranges: dict[str, list[list[int]]] = {}
        self._others: list[str] = []

    def add(self, message_id: str) -> int:
        """Keep an id; return about how many bytes that took."""
        prefix, _, digits = message_id.rpartition("_")
        # Up to 15 digits: what reads this in the page counts in floating point.
        if not re.fullmatch("0|[1-9][0-9]{0,14}", digits):
            self._others.append(message_id)
            return len(message_id) + 60
        number = int(digits)
        ranges = self._ranges.setdefault(prefix, [])
        if ranges and ranges[-1][1] + 1 == number:
            ranges[-1][1] = number
            return 0
        ranges.append([number, number])
        return 120

    def has_other(self, message_id: str) -> bool:
        """Whether an id that does not end in a counter was added."""
        return message_id in self._others

    def as_json(self) -> dict[str, Any]:
        """Return ``{"ranges": {prefix: [[first, last], ...]}, "others": [id, ...]}``."""
        return {"ranges": self._ranges, "others": self._others}


@dataclass
class Entry:
    """One output, or several parts of a stream that came one after the other."""

    seq: int
    type: str
    content: dict[str, Any]
    size: int
    messages: int = 1
    # The text of a stream, in the parts that it came in.
    texts: list[str] = field(default_factory=list)
    # Somebody was told this entry, so what comes is a new one.
    sealed: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return ``{"seq", "type", "content"}``."""
        content = {**self.content, "text": "".join(self.texts)} if self.texts else self.content
        return {"seq": self.seq, "type": self.type, "content": content}


@dataclass
class Run:
    """One execution, from its first message to the last that its background tasks print."""

    msg_id: str
    seen: SeenIds = field(default_factory=SeenIds)
    entries: deque[Entry] = field(default_factory=deque)
    # Whether it was listened to from its first message on.
    complete: bool = False
    # "running"; "ended"; "lost": the kernel was restarted meanwhile.
    state: str = "running"
    execution_count: int | None = None
    ename: str | None = None
    dropped: int = 0
    late: bool = False

    def as_json(self, since: int) -> dict[str, Any]:
        """Return the run with those of its entries that have a higher number."""
        return {
            "msg_id": self.msg_id,
            "complete": self.complete,
            "state": self.state,
            "execution_count": self.execution_count,
            "ename": self.ename,
            "dropped": self.dropped,
            "late": self.late,
            "seen": self.seen.as_json(),
            "entries": [entry.as_json() for entry in self.entries if entry.seq > since],
        }


class OutputJournal:
    """The outputs of one kernel's runs, the newest ``limit`` bytes of them.

    What has to give way goes to the spool as text, if there is one.
    """

    def __init__(self, limit: int, spool: OutputSpool | None = None) -> None:
        self._limit = limit
        self._spool = spool
        self._runs: dict[str, Run] = {}
        self._size = 0
        self._seq = 0

    def record(
        self,
        msg_type: str,
        message_id: str,
        parent_id: str,
        content: dict[str, Any],
        size: int,
    ) -> None:
        """Keep an iopub message that an execute request caused.

        Parameters
        ----------
        msg_type, message_id : str
            Of the message's header.
        parent_id : str
            The ``msg_id`` of the execute request.
        content : dict
            The message's content; kept, not copied.
        size : int
            Its length in bytes.
        """
        run = self._runs.get(parent_id)
        if run is None:
            run = self._runs[parent_id] = Run(parent_id)
            self._size += _OVERHEAD
        self._seq += 1
        self._size += run.seen.add(message_id)
        if msg_type == "status":
            _note_state(run, content.get("execution_state"))
        elif msg_type == "execute_input":
            run.execution_count = content.get("execution_count")
        elif msg_type in OUTPUT_TYPES:
            self._add(run, msg_type, content, size)
        if self._size > self._limit or len(self._runs) > _MOST_RUNS:
            self._shrink()

    def add_echo(self, parent_id: str, message_id: str, text: str) -> None:
        """Keep what a run asked and was answered; the kernel prints neither.

        Parameters
        ----------
        parent_id : str
            The run; one that is not known changes nothing.
        message_id : str
            By which the page knows it again; one that was kept already changes nothing.
        text : str
            Question and answer as a terminal shows them.
        """
        run = self._runs.get(parent_id)
        if run is None or run.seen.has_other(message_id):
            return
        content = {"name": "stdout", "text": text}
        self.record("stream", message_id, parent_id, content, len(text.encode()))

    def answer(self, since: int = 0, msg_ids: Collection[str] | None = None) -> dict[str, Any]:
        """Tell what was kept.

        Parameters
        ----------
        since : int
            Entries with a higher ``seq`` only. The ``seq`` of an answer, given back later, gives
            exactly what came after it.
        msg_ids : collection of str, optional
            Of these runs only.

        Returns
        -------
        dict
            ``seq`` and ``runs``, the oldest run first.
        """
        runs = [run for run in self._runs.values() if msg_ids is None or run.msg_id in msg_ids]
        for run in runs:
            if run.entries:
                run.entries[-1].sealed = True
        return {"seq": self._seq, "runs": [run.as_json(since) for run in runs]}

    def text(self, msg_id: str) -> Iterator[bytes] | None:
        """Give all that a run printed, as text in pieces; None for a run that is not known."""
        run = self._runs.get(msg_id)
        return None if run is None else self._text_of(run)

    def _text_of(self, run: Run) -> Iterator[bytes]:
        entries = [entry.as_json() for entry in run.entries]
        if self._spool is not None:
            yield from self._spool.read(run.msg_id)
        for entry in entries:
            yield text_of(entry["type"], entry["content"]).encode("utf-8", "replace")

    def close(self) -> None:
        """Drop what lies on the disk."""
        if self._spool is not None:
            self._spool.close()

    def forget(self, msg_ids: Collection[str]) -> None:
        """Drop runs that nobody will ask for."""
        for msg_id in msg_ids:
            run = self._runs.pop(msg_id, None)
            if self._spool is not None:
                self._spool.forget(msg_id)
            if run is not None:
                self._size -= _OVERHEAD + sum(entry.size for entry in run.entries)

    def end_runs(self) -> None:
        """Note that the kernel's process is gone: what ran is over, and nobody knows how."""
        for run in self._runs.values():
            if run.state == "running":
                run.state = "lost"

    @property
    def size(self) -> int:
        """About how many bytes are kept."""
        return self._size

    def _add(self, run: Run, msg_type: str, content: dict[str, Any], size: int) -> None:
        run.late = run.late or run.state != "running"
        last = run.entries[-1] if run.entries else None
        text = content.get("text")
        if msg_type == "stream" and isinstance(text, str):
            if (
                last is not None
                and last.type == "stream"
                and not last.sealed
                and last.content.get("name") == content.get("name")
                and last.size + size <= _LONGEST_STREAM
            ):
                last.texts.append(text)
                last.seq = self._seq
                last.size += size
                last.messages += 1
                self._size += size
                return
            content = {"name": content.get("name")}
        elif msg_type == "error" and run.state == "running":
            run.ename = str(content.get("ename", ""))
        elif msg_type == "clear_output" and not content.get("wait"):
            self._size -= sum(entry.size for entry in run.entries)
            run.entries.clear()
            run.dropped = 0
            if self._spool is not None:
                self._spool.forget(run.msg_id)
        entry = Entry(self._seq, msg_type, content, size + _OVERHEAD)
        if msg_type == "stream" and isinstance(text, str):
            entry.texts.append(text)
        run.entries.append(entry)
        self._size += entry.size

    def _shrink(self) -> None:
        """Give up the oldest outputs, and say how many messages they were."""
        for run in self._runs.values():
            while run.entries and self._size > self._limit:
                entry = run.entries.popleft()
                run.dropped += entry.messages
                if self._spool is not None:
                    kept = entry.as_json()
                    self._spool.add(run.msg_id, text_of(kept["type"], kept["content"]))
                self._size -= entry.size
            if self._size <= self._limit:
                break
        too_many = len(self._runs) - _MOST_RUNS
        if too_many > 0 or self._size > self._limit:
            ended = self._ended_runs()
            self.forget([next(ended, "") for _ in range(max(too_many, 1))])

    def _ended_runs(self) -> Iterator[str]:
        return (run.msg_id for run in self._runs.values() if run.state != "running")


def _note_state(run: Run, state: object) -> None:
    if state == "busy":
        run.complete = True
    elif state == "idle" and run.state == "running":
        run.state = "ended"
