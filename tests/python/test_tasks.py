"""The list of tasks that are alive, in a real kernel: whose they are, what they wait for."""

import json
from pathlib import Path

import pytest

SOURCE = (Path(__file__).parents[2] / "src" / "python" / "tasks.py").read_text(encoding="utf-8")
INSTALL = """
import sys, types
module = types.ModuleType("lessonbook_tasks")
exec(compile({source!r}, "<lessonbook.tasks>", "exec"), module.__dict__)
sys.modules["lessonbook_tasks"] = module
module.watch()
module.watch()
"""


@pytest.fixture(scope="module")
def listing_kernel(kernel):
    ran = kernel.run(INSTALL.format(source=SOURCE))
    assert ran.error is None, ran.error
    return kernel


def run(kernel, code):
    ran = kernel.run(code)
    assert ran.error is None, ran.error
    return ran


def listed(kernel):
    """The tasks that the kernel names. This client sends no cell ids, so tests set them by hand."""
    return json.loads(run(kernel, "import lessonbook_tasks as t; t.report()").stdout)


WAITS = {
    "asyncio.sleep(600)": "sleep(600)",
    "asyncio.Event().wait()": "Event.wait",
    "asyncio.Queue().get()": "Queue.get",
}


@pytest.mark.parametrize(("awaited", "word"), WAITS.items())
def test_a_task_is_named_with_what_it_waits_for(listing_kernel, awaited, word):
    run(
        listing_kernel,
        f"""import asyncio, lessonbook_tasks
lessonbook_tasks._cell.set("mine")
async def work():
    await {awaited}
task = asyncio.create_task(work(), name="the work")
await asyncio.sleep(0)""",
    )
    found = [item for item in listed(listing_kernel) if item["name"] == "the work"]
    run(listing_kernel, "task.cancel()\nawait asyncio.gather(task, return_exceptions=True)")
    (item,) = found
    assert item["coroutine"] == "work"
    assert item["cell"] == "mine"
    assert item["line"] == 4
    # Before Python 3.11 the class is not known.
    assert item["waits"] in (word, word.split(".")[-1])


def test_cancel_ends_one_task_by_its_id_and_all_without(listing_kernel):
    run(
        listing_kernel,
        """import asyncio, lessonbook_tasks as t
t._cell.set("mine")
tasks = [asyncio.create_task(asyncio.sleep(600), name=f"n{i}") for i in range(3)]
await asyncio.sleep(0)""",
    )
    found = {item["name"]: item["id"] for item in listed(listing_kernel)}
    assert set(found) == {"n0", "n1", "n2"}
    run(listing_kernel, f"t.cancel([{found['n1']!r}])\nawait asyncio.sleep(0.01)")
    assert run(listing_kernel, "print([x.cancelled() for x in tasks])").stdout == (
        "[False, True, False]\n"
    )
    run(listing_kernel, "t.cancel(None)\nawait asyncio.sleep(0.01)")
    assert run(listing_kernel, "print([x.cancelled() for x in tasks])").stdout == (
        "[True, True, True]\n"
    )
    assert listed(listing_kernel) == []


def test_the_kernels_own_tasks_and_finished_ones_are_left_out(listing_kernel):
    run(
        listing_kernel,
        "import asyncio, lessonbook_tasks as t\nt._cell.set('mine')\n"
        "done = asyncio.create_task(asyncio.sleep(0))\nawait done",
    )
    assert listed(listing_kernel) == []
