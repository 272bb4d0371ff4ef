"""What a record of an event loop says about the code: data for checks, sentences for readers.

These are hints for feedback. They say what was seen on one run and take no points by themselves.
"""

__all__ = ["findings"]

# Most findings of one kind.
_MOST = 20


def findings(bundle: dict) -> "list[dict]":
    """List what stands out in a record, in the order of the code's own time.

    Parameters
    ----------
    bundle : dict
        A record in the format of ``lessonbook.timeline_bundle``.

    Returns
    -------
    list of dict
        Each has ``kind``, ``text`` (one sentence), ``task`` (a label or None), ``line`` (or None)
        and, by kind:

        ``blocked``
            A line held the loop. ``seconds``, ``source``, ``waiting`` (other tasks alive then).
        ``leaked-task``
            A task was still pending at the end. ``waits`` names what for, or is None.
        ``lost-task``
            A task was collected before it was over: nothing held it.
        ``task-error``
            A task ended with an error. ``error``.
        ``never-awaited``
            A coroutine was thrown away without ``await``.
        ``concurrency``
            Always one, the last: ``most`` tasks were under way at the same time, ``tasks`` in all;
            ``concurrent`` is true from two on. The cell itself does not count, nor do tasks that
            were there before.
    """
    reader = _Reader(bundle)
    return [
        *reader.blocked(),
        *reader.unawaited(),
        *reader.by_state(0, "leaked-task"),
        *reader.by_state(4, "lost-task"),
        *reader.by_state(3, "task-error"),
        reader.concurrency(),
    ]


class _Reader:
    def __init__(self, bundle):
        self._bundle = bundle
        self._tasks = bundle["tasks"]
        self._count = len(self._tasks["state"])
        self._root = bundle["cell"]["root"]
        self._waits = self._last_waits()

    def blocked(self):
        found = []
        for item in self._bundle["blocked"][:_MOST]:
            seconds = item["dur"] / 1e6
            waiting = sum(
                self._is_alive(task, item["start"]) for task in self._others(item["task"])
            )
            line = None if item["line"] < 0 else item["line"]
            where = f"Line {line} (`{item['src']}`)" if item["src"] else f"{item['func']}()"
            text = f"{where} held the event loop for {seconds:.2f} s: no other task could run."
            found.append(
                _finding("blocked", text, self._label(item["task"]), line)
                | {"seconds": seconds, "source": item["src"], "waiting": waiting}
            )
        return found

    def unawaited(self):
        return [
            _finding(
                "never-awaited",
                f"{item['name']}() was called and never awaited, so none of it ran.",
                item["name"],
                None if item["line"] < 0 else item["line"],
            )
            for item in self._bundle["unawaited"][:_MOST]
        ]

    def by_state(self, state, kind):
        found = []
        for task in range(self._count):
            if self._tasks["state"][task] != state or task == self._root:
                continue
            if self._tasks["earlier"][task]:
                continue
            line = self._tasks["line"][task]
            label = self._label(task)
            wait = self._waits.get(task)
            extra = {"waits": wait} if kind == "leaked-task" else {}
            error = self._tasks["error"][task]
            if kind == "task-error":
                extra = {"error": self._bundle["strings"][error] if error >= 0 else ""}
            text = _SENTENCES[kind].format(label=label, **extra)
            found.append(_finding(kind, text, label, line if line >= 0 else None) | extra)
        return found[:_MOST]

    def concurrency(self):
        """Count the tasks that had started and were not over, at the moment when most were."""
        moments = []
        earlier = self._tasks["earlier"]
        tasks = [task for task in range(self._count) if task != self._root and not earlier[task]]
        for task in tasks:
            started, ended = self._tasks["started"][task], self._tasks["ended"][task]
            if started >= 0:
                moments.append((started, 1))
                moments.append((self._bundle["duration"] + 1 if ended < 0 else ended, -1))
        now = most = 0
        # At one moment those that end go first: back to back is not at the same time.
        for _at, change in sorted(moments):
            now += change
            most = max(most, now)
        total = len(tasks) + sum(self._bundle["dropped"]["tasks"].values())
        if most < 2:
            text = "No two tasks were under way at the same time."
        else:
            text = f"{most} of {total} tasks were under way at the same time."
        data = {"most": most, "tasks": total, "concurrent": most > 1}
        return _finding("concurrency", text, None, None) | data

    def _others(self, task):
        return (other for other in range(self._count) if other not in (task, self._root))

    def _is_alive(self, task, moment):
        ended = self._tasks["ended"][task]
        return 0 <= self._tasks["created"][task] <= moment and (ended < 0 or ended > moment)

    def _label(self, task):
        if not 0 <= task < self._count:
            return None
        strings = self._bundle["strings"]
        name, coro = self._tasks["name"][task], self._tasks["coro"][task]
        return strings[name] if name >= 0 else strings[coro] if coro >= 0 else ""

    def _last_waits(self):
        slices, waits = self._bundle["slices"], self._bundle["waits"]
        last = {}
        for task, why in zip(slices["task"], slices["why"], strict=True):
            last[task] = (
                f"{waits[why]['kind']} {waits[why]['detail']}".strip() if why >= 0 else None
            )
        return last


_SENTENCES = {
    "leaked-task": "{label} was still running at the end: await it or cancel it.",
    "lost-task": "{label} vanished before it was over: keep the task in a variable.",
    "task-error": "{label} ended with {error}.",
}


def _finding(kind, text, task, line):
    return {"kind": kind, "text": text, "task": task, "line": line}
