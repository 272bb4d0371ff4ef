"""Saves one notebook again and again in processes that are killed at random moments.

Arguments: the folder, how many processes, the seed. Prints how many states of the file were found
that are none of the saved versions, and how many versions were seen at all, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from lessonbook.conditional_save import save_if_unchanged
from lessonbook.path_locks import PathLocks
from lessonbook.whole_writes import write_whole

NAME = "lesson.ipynb"
CELLS = 4


def version(number: int) -> dict[str, Any]:
    """Make a notebook of which every cell says its version."""
    cells = [
        {
            "cell_type": "markdown",
            "id": f"cell-{index}",
            "metadata": {},
            "source": f"{number} " + "x" * 50_000,
        }
        for index in range(CELLS)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def read_version(path: Path) -> int | None:
    """Read back which version a file is; None when it is no whole one."""
    try:
        cells = json.loads(path.read_text())["cells"]
        numbers = {int("".join(cell["source"]).split()[0]) for cell in cells}
    except (ValueError, KeyError, FileNotFoundError):
        return None
    return numbers.pop() if len(numbers) == 1 and len(cells) == CELLS else None


async def save_for_ever(manager: Any, number: int) -> None:
    """Save version after version."""
    locks = PathLocks()
    while True:
        number += 1
        await save_if_unchanged(
            manager, locks, NAME, version(number), expected=None, overwrite=True
        )


def main(folder: Path, rounds: int, seed: int) -> None:
    """Let processes save until a timer kills each, and look at the file after each."""
    manager = AsyncLargeFileManager(root_dir=str(folder))
    write_whole(manager)
    chance = random.Random(seed)
    path = folder / NAME
    path.write_text(json.dumps(version(0)))
    # What the first save loads is there then, and a process has time for several.
    locks = PathLocks()
    asyncio.run(save_if_unchanged(manager, locks, NAME, version(1), expected=None, overwrite=True))
    broken, seen, last = 0, set(), 1
    for _round in range(rounds):
        pid = os.fork()
        if pid == 0:
            # Not caught, this ends the process between any two instructions, as a kill does.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.01, 0.12))
            asyncio.run(save_for_ever(manager, last))
        os.waitpid(pid, 0)
        found = read_version(path)
        if found is None or found < last:
            broken += 1
        else:
            seen.add(found)
            last = found
    print(json.dumps({"broken": broken, "versions": len(seen), "left": len(os.listdir(folder))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
