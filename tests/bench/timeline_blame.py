"""How often the line that held the loop is named: ``python tests/bench/timeline_blame.py``.

Each way to block is made to last more than 0.1 s, is followed by a plain line, a call or nothing,
and is recorded several times. Prints what was named wrongly, and the part that was named rightly.
"""

import asyncio
import collections
import hashlib
import json
import platform
import random
import re
import sys
import time
import types
from pathlib import Path

ROUNDS = 4
LONG = 0.14
BEFORE = "import asyncio\nasync def worker():\n    await asyncio.sleep(0)\n    a = 1\n    "
FIRST = BEFORE.count("\n") + 1
TAILS = ("    b = 2", "    print(end='')", "")

# Name: (code, what makes `data` from a size, a size to begin with, how it grows)
BLOCKS = {
    "sleep": ("time.sleep(0.15)", None, 0, 0),
    "loop": ("t = time.perf_counter()\n    while time.perf_counter() - t < 0.15: pass", None, 0, 0),
    "sum": ("sum(data)", range, 1_000_000, 1.5),
    "sorted": ("sorted(data)", lambda n: [random.random() for _ in range(n)], 100_000, 1.5),
    "power": ("x = 3**data", int, 100_000, 1.5),
    "product": ("x = data * data", lambda n: 7**n, 100_000, 1.4),
    "in": ("x = -1 in data", lambda n: list(range(n)), 1_000_000, 1.5),
    "map": ("x = list(map(str, data))", range, 100_000, 1.5),
    "comprehension": ("x = [i * i for i in data]", range, 100_000, 1.5),
    "str": ("x = str(data)", lambda n: 7**n, 20_000, 1.3),
    "re": ("re.match(r'(a+)+$', data)", lambda n: "a" * n + "b", 18, 1.05),
    "json": ("x = json.dumps(data)", lambda n: {str(i): i for i in range(n)}, 100_000, 1.5),
    "hash": ("hashlib.sha256(data)", bytes, 10_000_000, 1.5),
}
NAMES = {"hashlib": hashlib, "json": json, "re": re, "time": time}


def load():
    package = types.ModuleType("lessonbook")
    package.__path__ = [str(Path(__file__).parents[2] / "src" / "python")]
    sys.modules["lessonbook"] = package
    from lessonbook.recorder import Recorder

    return Recorder


def big_enough(code, make, size, growth):
    """Return data with which the code takes long enough."""
    while True:
        names = {**NAMES, "data": make(size)}
        start = time.process_time()
        exec(code, names)
        if time.process_time() - start > LONG:
            return names["data"]
        size = int(size * growth) + 1


def named(recorder, code, tail, data):
    """Record the code; return how long it held the loop, and the lines that were named."""
    source = f"{BEFORE}{code}\n{tail}\n    await asyncio.sleep(0)\n"
    names = {**NAMES, "data": data}
    exec(compile(source, "<cell>", "exec"), names)
    record = recorder(is_readers=lambda file: file == "<cell>")

    async def main():
        record.start()
        await asyncio.create_task(names["worker"]())
        record.stop()

    asyncio.run(main())
    longest = max(end - start for _lane, start, end, *_rest in record.slices)
    return longest, [blocked[4] for blocked in record.blocked]


def main():
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    recorder = load()
    counts = collections.Counter()
    for name, (code, make, size, growth) in BLOCKS.items():
        data = None if make is None else big_enough(code, make, size, growth)
        right = range(FIRST, FIRST + code.count("\n") + 1)
        for tail in TAILS * ROUNDS:
            lasted, lines = named(recorder, code, tail, data)
            if lasted < 0.1:
                continue
            is_right = lines != [] and all(line in right for line in lines)
            counts[is_right] += 1
            if not is_right:
                print(f"  {name}: {lasted:.2f} s, named {lines} for {list(right)}")
    share = counts[True] / sum(counts.values())
    print(f"Python {platform.python_version()}: {share:.0%} of {sum(counts.values())} blocks named")


main()
