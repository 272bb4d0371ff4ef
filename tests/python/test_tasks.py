"""The list of tasks that are alive, in a real kernel: whose they are, what they wait for."""

import json

import pytest
from recorded import SOURCE

INSTALL = f"""
import sys, types
_package = sys.modules.setdefault("lessonbook", types.ModuleType("lessonbook"))
_package.__path__ = [{str(SOURCE)!r}]
import lessonbook.tasks
lessonbook.tasks.watch()
lessonbook.tasks.watch()
"""


@pytest.fixture(scope="module")
def listing_kernel(kernel):
    ran = kernel.run(INSTALL)
    assert ran.error is None, ran.error
    return kernel


def run(kernel, code, **options):
    ran = kernel.run(code, **options)
    assert ran.error is None, ran.error
    return ran


def look(kernel):
    """What the kernel says of its event loop."""
    return json.loads(
        run(kernel, "import lessonbook.tasks as t; t.report()", cell_id="asks").stdout
    )


def listed(kernel):
    return look(kernel)["tasks"]


WAITS = {
    "asyncio.sleep(600)": ("sleep", "600"),
    "asyncio.Event().wait()": ("event", ""),
    "asyncio.Queue().get()": ("queue.get", ""),
}


@pytest.mark.parametrize(("awaited", "wait"), WAITS.items())
def test_a_task_is_named_with_what_it_waits_for(listing_kernel, awaited, wait):
    run(
        listing_kernel,
        f"""import asyncio
async def work():
    await {awaited}
task = asyncio.create_task(work(), name="the work")
await asyncio.sleep(0)""",
        cell_id="mine",
    )
    found = [item for item in listed(listing_kernel) if item["name"] == "the work"]
    run(listing_kernel, "task.cancel()\nawait asyncio.gather(task, return_exceptions=True)")
    (item,) = found
    assert item["coroutine"] == "work"
    assert item["cell"] == "mine"
    assert item["line"] == 3
    assert ((item["kind"], item["detail"]), item["runs"]) == (wait, False)


def test_cancel_ends_one_task_by_its_id_and_all_without(listing_kernel):
    run(
        listing_kernel,
        """import asyncio, lessonbook.tasks as t
tasks = [asyncio.create_task(asyncio.sleep(600), name=f"n{i}") for i in range(3)]
await asyncio.sleep(0)""",
        cell_id="mine",
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
        "import asyncio\ndone = asyncio.create_task(asyncio.sleep(0))\nawait done",
        cell_id="mine",
    )
    assert listed(listing_kernel) == []


def test_the_cell_that_runs_is_named_and_no_task_of_its_own(listing_kernel):
    now = look(listing_kernel)
    assert now["cell"] == {"cell": "asks", "kind": "", "detail": "", "line": None, "runs": True}
    assert (now["tasks"], now["held"]) == ([], None)


def test_a_cell_that_awaits_says_for_what_and_a_loop_that_is_held_by_which_line(listing_kernel):
    """Asked from another thread, as the front end asks in a subshell."""
    ran = run(
        listing_kernel,
        """import asyncio, threading, time, io, contextlib, lessonbook.tasks as t
said = []
def ask():
    t.print = said.append
    try:
        t.report()
    finally:
        del t.print
await asyncio.to_thread(ask)
thread = threading.Thread(target=ask)
thread.start()
while thread.is_alive(): time.sleep(0.01)
print("[" + ",".join(said) + "]")""",
        cell_id="mine",
    )
    awaiting, holding = json.loads(ran.stdout)
    assert awaiting["cell"] == {
        "cell": "mine",
        "kind": "thread",
        "detail": "ask",
        "line": 9,
        "runs": False,
    }
    assert awaiting["held"] is None
    held = holding["held"]
    assert (held["cell"], held["line"]) == ("mine", 12)
    assert held["source"] == "while thread.is_alive(): time.sleep(0.01)"
    assert 0 < held["seconds"] < 10


def blocked(kernel, ran):
    """What held the loop in the last run of a cell."""
    return [item for item in look(kernel)["blocked"] if item["ran"] == ran]


def test_a_line_that_keeps_tasks_waiting_is_named_after_the_run(listing_kernel):
    code = """import asyncio, time
async def ok():
    for _ in range(3):
        await asyncio.sleep(0.01)
async def bad():
    time.sleep(0.4)
await asyncio.gather(ok(), bad())"""
    run(listing_kernel, code, cell_id="blocks")
    (found,) = blocked(listing_kernel, "blocks")
    assert found.pop("seconds") > 0.2  # The beat was due up to 0.02 s after the line began.
    assert found == {
        "ran": "blocks",
        "cell": "blocks",
        "line": 6,
        "function": "bad",
        "source": "time.sleep(0.4)",
    }
    # The next run of the cell says what is true of that run.
    run(
        listing_kernel,
        code.replace("time.sleep(0.4)", "await asyncio.sleep(0.4)"),
        cell_id="blocks",
    )
    assert blocked(listing_kernel, "blocks") == []


def test_a_task_that_lives_on_is_kept_waiting_by_a_cell_without_await(listing_kernel):
    run(
        listing_kernel,
        """import asyncio, time
tick = asyncio.create_task(asyncio.sleep(600))
await asyncio.sleep(0)""",
        cell_id="makes",
    )
    run(listing_kernel, "pass\ntime.sleep(0.4)", cell_id="waits")
    run(listing_kernel, "tick.cancel()\nawait asyncio.gather(tick, return_exceptions=True)")
    (found,) = blocked(listing_kernel, "waits")
    assert (found["line"], found["source"]) == (2, "time.sleep(0.4)")


def test_code_that_keeps_nobody_waiting_is_not_named(listing_kernel):
    run(
        listing_kernel,
        """import asyncio, time
time.sleep(0.3)
await asyncio.gather(asyncio.sleep(0.01), asyncio.sleep(0.01))
time.sleep(0.3)
await asyncio.to_thread(time.sleep, 0.3)
time.sleep(0.3)""",
        cell_id="fine",
    )
    assert blocked(listing_kernel, "fine") == []
