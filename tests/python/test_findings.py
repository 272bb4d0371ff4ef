"""``lessonbook.timeline.record()`` and what it finds, as checks use it: no kernel, no cell."""

import asyncio
import importlib
import sys
import threading
import time
from pathlib import Path

import pytest

HERE = Path(__file__)


@pytest.fixture(scope="module")
def timeline():
    package = importlib.import_module("lessonbook")
    package.__path__.append(str(HERE.parents[2] / "src" / "python"))
    yield importlib.import_module("lessonbook.timeline")
    package.__path__.pop()


def found(timeline, main, run=asyncio.run, **options):
    """What is found while `main` runs, by kind."""
    with timeline.record(is_readers=lambda name: name == __file__, **options) as recording:
        run(main())
    by_kind = {}
    for finding in recording.findings():
        by_kind.setdefault(finding["kind"], []).append(finding)
    return by_kind


async def nap(seconds):
    await asyncio.sleep(seconds)


def test_tasks_that_overlap_are_concurrent(timeline):
    async def main():
        await asyncio.gather(nap(0.01), nap(0.02), nap(0.03))

    (concurrency,) = found(timeline, main)["concurrency"]
    # main is a task too.
    assert (concurrency["most"], concurrency["tasks"]) == (4, 4)
    assert concurrency["concurrent"] is True


def test_one_after_the_other_is_not_concurrent(timeline):
    with timeline.record() as recording:
        for _ in range(3):
            asyncio.run(nap(0.001))
    concurrency = recording.findings()[-1]
    assert (concurrency["most"], concurrency["tasks"]) == (1, 3)
    assert concurrency["concurrent"] is False
    assert concurrency["text"] == "No two tasks were under way at the same time."


def test_inside_a_running_loop_only_what_happens_in_the_block_counts(timeline):
    async def main():
        before = asyncio.create_task(nap(0.001))
        await before
        with timeline.record() as recording:
            await asyncio.gather(nap(0.001), nap(0.001))
        await asyncio.gather(nap(0.001), nap(0.001), nap(0.001))
        return recording.findings()

    (concurrency,) = asyncio.run(main())
    assert (concurrency["kind"], concurrency["most"]) == ("concurrency", 2)


def test_a_blocking_line_is_named_with_the_tasks_that_had_to_wait(timeline):
    async def bad():
        time.sleep(0.12)  # the line

    async def main():
        await asyncio.gather(nap(0.01), bad())

    (blocked,) = found(timeline, main)["blocked"]
    line = next(
        number
        for number, text in enumerate(HERE.read_text(encoding="utf-8").splitlines(), 1)
        if text.endswith("# the line")
    )
    assert (blocked["line"], blocked["source"]) == (line, "time.sleep(0.12)  # the line")
    assert 0.1 < blocked["seconds"] < 1
    assert blocked["waiting"] == 2
    assert blocked["text"].startswith(f"Line {line} (`time.sleep(0.12)")


def test_a_task_that_is_left_is_found_with_what_it_waits_for(timeline):
    async def main():
        with timeline.record() as recording:
            left = asyncio.create_task(asyncio.sleep(600), name="the ticker")
            await asyncio.sleep(0)
        left.cancel()
        return recording.findings()

    (leaked, _concurrency) = asyncio.run(main())
    assert (leaked["kind"], leaked["task"], leaked["waits"]) == (
        "leaked-task",
        "the ticker",
        "sleep 600",
    )
    assert leaked["text"] == "the ticker was still running at the end: await it or cancel it."


def test_errors_and_coroutines_that_nobody_awaited(timeline):
    async def fail():
        raise ValueError("no")

    async def main():
        await asyncio.gather(fail(), return_exceptions=True)
        nap(1)

    with pytest.warns(RuntimeWarning, match="nap' was never awaited"):
        by_kind = found(timeline, main)
    assert [(item["task"], item["error"]) for item in by_kind["task-error"]] == [
        ("fail()", "ValueError")
    ]
    assert [item["task"] for item in by_kind["never-awaited"]] == ["nap"]


class InstantLoop(asyncio.SelectorEventLoop):
    """A loop with a clock of its own, which jumps to the next timer."""

    seconds = 0.0

    def time(self):
        return self.seconds

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.seconds = max(self.seconds, self._scheduled[0].when())
        super()._run_once()


def test_a_loop_with_a_clock_of_its_own(timeline):
    def run(coroutine):
        loop = InstantLoop()
        try:
            loop.run_until_complete(coroutine)
        finally:
            loop.close()

    async def main():
        await asyncio.gather(nap(1000), nap(2000))

    by_kind = found(timeline, main, run=run)
    assert set(by_kind) == {"concurrency"}
    assert by_kind["concurrency"][0]["most"] == 3


def test_two_threads_have_records_of_their_own(timeline):
    results = {}

    def work(count):
        with timeline.record() as recording:
            asyncio.run(main(count))
        results[count] = recording.findings()[-1]["most"]

    async def main(count):
        await asyncio.gather(*(nap(0.05) for _ in range(count)))

    threads = [threading.Thread(target=work, args=(count,)) for count in (2, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {2: 3, 5: 6}


def test_a_record_within_a_record_says_so_and_leaves_the_first_alone(timeline):
    with timeline.record() as outer:
        with timeline.record() as inner:
            asyncio.run(nap(0.001))
        asyncio.run(nap(0.001))
    assert inner.bundle()["warnings"] == ["This thread is being recorded already."]
    assert outer.findings()[-1]["tasks"] == 2


def test_what_is_patched_on_top_stays_and_costs_no_error(timeline, monkeypatch):
    original = asyncio.Handle._run
    calls = []
    with timeline.record():
        ours = asyncio.Handle._run

        def theirs(handle):
            calls.append(handle)
            return ours(handle)

        asyncio.Handle._run = theirs
    asyncio.run(nap(0.001))
    assert calls
    with timeline.record() as recording:
        asyncio.run(nap(0.001))
    assert recording.findings()[-1]["tasks"] == 1
    asyncio.Handle._run = original
    sys.modules["lessonbook.patches"]._patched.pop("run", None)
