"""What recording costs, on the Python that runs it: ``python tests/bench/timeline_cost.py``.

Prints CPU time for each ``Handle._run``, the best of several runs: with nothing patched, with the
recorder loaded and idle, and while it records; and what a full record weighs.
"""

import asyncio
import json
import platform
import sys
import time
import types
from pathlib import Path

RUNS = 15
TASKS, TURNS = 480, 9


def load():
    package = types.ModuleType("lessonbook")
    package.__path__ = [str(Path(__file__).parents[2] / "src" / "python")]
    sys.modules["lessonbook"] = package
    from lessonbook import timeline

    return timeline


async def work(sleep):
    for _ in range(TURNS):
        await asyncio.sleep(sleep)


async def all_work(sleep):
    await asyncio.gather(*(work(sleep) for _ in range(TASKS)))


def cpu_time(sleep):
    start = time.process_time()
    asyncio.run(all_work(sleep))
    return time.process_time() - start


def best(sleep, around=None):
    times = []
    for _ in range(RUNS):
        if around is None:
            times.append(cpu_time(sleep))
        else:
            with around():
                times.append(cpu_time(sleep))
    return min(times)


def count_handles(sleep):
    handles = 0
    original = asyncio.Handle._run

    def counting(handle):
        nonlocal handles
        handles += 1
        return original(handle)

    asyncio.Handle._run = counting
    try:
        asyncio.run(all_work(sleep))
    finally:
        asyncio.Handle._run = original
    return handles


def main():
    before = {sleep: best(sleep) for sleep in (0, 1e-5)}
    timeline = load()
    print(f"Python {platform.python_version()}")
    for sleep, bare in before.items():
        handles = count_handles(sleep)
        idle = best(sleep)
        recording = best(sleep, timeline.record)
        print(
            f"  sleep({sleep:g}): {handles} handles, {bare / handles * 1e6:.2f} µs each; "
            f"loaded and idle {(idle / bare - 1) * 100:+.0f} %; "
            f"recording +{(recording - bare) / handles * 1e6:.2f} µs each"
        )
    with timeline.record() as recording:
        asyncio.run(all_work(1e-5))
    bundle = recording.bundle()
    size = len(json.dumps(bundle, separators=(",", ":")))
    print(
        f"  record of {len(bundle['tasks']['state'])} tasks, "
        f"{len(bundle['slices']['task'])} slices: {size / 1000:.1f} kB"
    )


main()
