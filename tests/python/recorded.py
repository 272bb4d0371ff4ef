"""Records cells in a real kernel, and reads the picture: tasks by label, waits, who blocks."""

from pathlib import Path

MIME_TYPE = "application/vnd.lessonbook.timeline.v1+json"
STATES = ("pending", "done", "cancelled", "error", "lost")
SOURCE = Path(__file__).parents[2] / "src" / "python"

# The modules under test, importable from their folder.
LOAD = f"""
import sys, types
_package = sys.modules.setdefault("lessonbook", types.ModuleType("lessonbook"))
_package.__path__ = [{str(SOURCE)!r}]
import lessonbook.timeline
lessonbook.timeline.load()
del sys, types, _package, lessonbook
"""


class Picture:
    """A bundle, read as the tests speak of it."""

    def __init__(self, bundle):
        self.bundle = bundle
        tasks, strings = bundle["tasks"], bundle["strings"]
        count = len(tasks["state"])
        #: Labels by number, with the reader's name before where there is one.
        self.labels = [strings[at] if at >= 0 else "" for at in tasks["coro"]]
        self.names = [strings[at] if at >= 0 else "" for at in tasks["name"]]
        self.states = [STATES[state] for state in tasks["state"]]
        self.errors = [strings[at] if at >= 0 else "" for at in tasks["error"]]
        self.eager = [bool(flag) for flag in tasks["eager"]]
        self.parents = [
            None if tasks["parent"][task] < 0 else self.labels[tasks["parent"][task]]
            for task in range(count)
        ]
        #: For each task in order: what it waited for at the end of each slice.
        self.waits = [[] for _ in range(count)]
        self.wait_lines = [[] for _ in range(count)]
        slices = bundle["slices"]
        for task, why, line in zip(slices["task"], slices["why"], slices["line"], strict=True):
            if why >= 0:
                wait = bundle["waits"][why]
                self.waits[task].append(f"{wait['kind']} {wait['detail']}".strip())
                self.wait_lines[task].append(line)
        self.on = {
            f"{wait['kind']} {wait['detail']}".strip(): [self.labels[task] for task in wait["on"]]
            for wait in bundle["waits"]
        }
        self.blocked = [
            (self.labels[item["task"]] if item["task"] >= 0 else None, item["line"], item["src"])
            for item in bundle["blocked"]
        ]

    def tree(self):
        """Label, parent and end of each task."""
        return list(zip(self.labels, self.parents, self.states, strict=True))

    def waits_of(self, label):
        """All waits of the tasks with a label, without those that merely follow each other."""
        found = []
        for task, waits in zip(self.labels, self.waits, strict=True):
            if task == label:
                found += [wait for at, wait in enumerate(waits) if at == 0 or waits[at - 1] != wait]
        return found


def bundles(ran):
    """The timelines in a run's output, in the order in which they were shown."""
    shown = [*ran.displayed, *(data for _display, data in ran.updates)]
    return [data[MIME_TYPE] for data in shown if MIME_TYPE in data]


def is_over(ran):
    """Whether the record of a run has come to its end."""
    return any(bundle["phase"] == "over" for bundle in bundles(ran))


def record(kernel, code, **options):
    """Run `code`, a cell that is to be recorded; return its `Ran` and the final `Picture`."""
    ran = kernel.run(code, until=is_over, **options)
    (final,) = [bundle for bundle in bundles(ran) if bundle["phase"] == "over"]
    return ran, Picture(final)
