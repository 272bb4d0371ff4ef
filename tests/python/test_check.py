"""lessonbook.check: what it lets pass, and what it says of what it does not."""

import re
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from plain_cells import run_cells

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "server"))
from lessonbook import check

SETUP = "import asyncio, time\nfrom lessonbook import check"

# Name, what a learner wrote for f(), and what is said of it.
FAULTS = {
    "a plain function": ("def f(): return 5", "f() gave 5 at once and cannot be awaited."),
    "nothing written": (
        "async def f(): raise NotImplementedError()",
        "f() is not written yet. Put your code in place of `raise NotImplementedError()`.",
    ),
    "a blocking sleep": (
        "async def f():\n    time.sleep(3)",
        "f() blocks the event loop for 3.0 s, so that no other task can go on: "
        "time.sleep(), line 2 of f(): `time.sleep(3)`",
    ),
    "a blocking sleep by another name": (
        "from time import sleep as nap\nasync def f():\n    nap(3)",
        "time.sleep(), line 3 of f(): `nap(3)`",
    ),
    "input": ("async def f():\n    input('?')", "input(), line 2 of f(): `input('?')`"),
    "a long computation": (
        "async def f():\n    sum(i * i for i in range(9_000_000))",
        "s, so that no other task can go on: computing",
    ),
    "a forgotten await": (
        "async def f():\n    asyncio.sleep(1)",
        "f() calls sleep() without `await` (line 2 of f(): `asyncio.sleep(1)`), "
        "so that it never runs.",
    ),
    "a deadlock": (
        "async def f():\n    await asyncio.Event().wait()",
        "f() never ends. Deadlock: every task waits, and nothing can wake one. "
        "f() waits in Event.wait, line 2 of f(): `await asyncio.Event().wait()`.",
    ),
    "a deadlock of two": (
        "async def f():\n    a, b = asyncio.Lock(), asyncio.Lock()\n"
        "    async def take(x, y):\n        async with x:\n            await asyncio.sleep(1)\n"
        "            async with y: pass\n"
        "    await asyncio.gather(take(a, b), take(b, a))",
        "Deadlock: every task waits, and nothing can wake one. f(), line 7 of f()",
    ),
    "an endless wait": (
        "async def f():\n    while True:\n        await asyncio.sleep(1)",
        "f() does not end, not within 10 minutes. f() waits in asyncio.sleep",
    ),
    "an endless round": (
        "async def f():\n    while True:\n        await asyncio.sleep(0)",
        "f() goes round and round and never waits for anything.",
    ),
    "a loop that never waits": (
        "async def f():\n    while True:\n        pass",
        "f() computes without end and never gives up its turn. It was at line ",
    ),
    "a second loop": (
        "async def g(): pass\nasync def f():\n    asyncio.run(g())",
        "raised RuntimeError: asyncio.run() cannot be called from a running event loop, "
        "line 3 of f(): `asyncio.run(g())`",
    ),
    "an error": (
        "def half(n): return n / 0\nasync def f():\n    return half(1)",
        "f() raised ZeroDivisionError: division by zero, "
        "line 1 of half(): `def half(n): return n / 0`",
    ),
    "an error in a task that is awaited": (
        "async def g(): raise KeyError('k')\nasync def f(): await asyncio.create_task(g())",
        "f() raised KeyError: 'k'",
    ),
    "its own cancellation": (
        "async def f(): raise asyncio.CancelledError",
        "f() was cancelled, though nobody cancelled it from outside.",
    ),
    "an exit": ("async def f(): raise SystemExit(3)", "f() raised SystemExit: 3"),
}


def said(*cells):
    """What a check says of the learner's code; None when it lets it pass."""
    error = run_cells([SETUP, *(textwrap.dedent(cell) for cell in cells)])
    if error is None:
        return None
    assert type(error).__name__ == "CheckFailed", repr(error)
    return str(error)


@pytest.mark.parametrize(("code", "words"), FAULTS.values(), ids=FAULTS)
def test_what_is_never_right_fails_by_itself(code, words):
    assert words in (said(code, "check.run(f)") or "it passed")


@pytest.mark.parametrize("name", ["a blocking sleep", "a forgotten await", "a second loop"])
def test_the_same_is_said_on_the_real_clock(name):
    code, words = FAULTS[name]
    quick = code.replace("(3)", "(0.01)")
    assert words.replace("(3)", "(0.01)").replace("3.0", "0.01") in said(quick, "check.run_real(f)")


ANSWER = "async def f(n=5, wait=2.5):\n    await asyncio.sleep(wait)\n    print('hi')\n    return n"


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("check.run(f).gives(5)", None),
        ("check.run(f, 7, wait=1).gives(7)", None),
        ("check.run(f).gives(5.0)", None),
        ("check.run(f).gives(6)", "f() gave 5; expected 6."),
        (
            "check.run(f, '5').gives(5, 'Numbers, please.')",
            "gave '5'; expected 5. Numbers, please.",
        ),
        ("check.run(f, True).gives(1)", "f(True) gave True; expected 1."),
        ("check.run(f).takes(2.5)", None),
        ("check.run(f, wait=0).takes(2.5)", "f(wait=0) waited 0.0 s; expected 2.5 s."),
        ("check.run(f).takes(2)", "f() took 2.5 s; expected 2.0 s."),
        ("check.run(f).takes_less_than(2.6)", None),
        ("check.run(f).takes_less_than(2)", "f() took 2.5 s; it has to be done within 2.0 s."),
        ("check.run(f).prints('hi  ')", None),
        ("check.run(f).prints('ho')", "f() printed 'hi'; expected 'ho'."),
        ("check.run(asyncio.sleep, 0).gives_turns(1)", None),
        (
            "check.run(asyncio.sleep, 0).gives_turns(3)",
            "only once let other tasks go on; expected 3 times.",
        ),
        ("check.run(f).leaves_no_tasks()", None),
        ("check.run(lambda: f(1)).gives(2)", "It gave 1; expected 2."),
        ("check.raises(ValueError, f)", "f() gave 5; expected a ValueError."),
        ("check.raises(ZeroDivisionError, lambda: 1 / 0)", None),
        (
            "check.raises(ValueError, lambda: 1 / 0)",
            "It raised ZeroDivisionError: division by zero",
        ),
        ("check.is_async(f)", None),
        ("check.is_async(len)", "len is a plain function; it has to be made with `async def`."),
        ("check.equal([1, (2,)], [1, (2,)])", None),
        ("check.equal([1, (2,)], [1, [2]])", "It is [1, (2,)]; expected [1, [2]]."),
        ("check.that(1 == 1, 'no')", None),
        ("check.that(1 == 2, 'Not so.')", "Not so."),
        ("check.call(len, 'abc').gives(3)", None),
        ("check.call(len, 'abc').gives(4)", "len('abc') gave 3; expected 4."),
        ("check.call(lambda: time.sleep(30)).takes(30)", None),
        ("check.call(range, 3).gives_items([0, 1, 2])", None),
        (
            "check.call(range, 3).gives_items([0, 1])",
            "gave [0, 1, 2] and goes on; expected [0, 1].",
        ),
        (
            "check.call(range, 3).gives_items([0, 1, 2, 3])",
            "gave [0, 1, 2]; expected [0, 1, 2, 3].",
        ),
        ("check.call(len, 'abc').gives_items([])", "gave 3, and nothing to go through."),
    ],
)
def test_a_method_fails_where_that_is_not_what_was_wanted(test, words):
    told = said(ANSWER, test)
    assert told is None if words is None else words in told


LIARS = """
class Liar:
    def __eq__(self, other): return True
    def __hash__(self): return hash(5)
    def __repr__(self): return "5"
    def __len__(self): return 2
    def __iter__(self): return iter([1, 2])
class FakeInt(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
class FakeList(list):
    def __eq__(self, other): return True
class FakeText(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
    @property
    def __class__(self): return int
"""


@pytest.mark.parametrize(
    "expected", ["5", "'5'", "[1, 2]", "(1,)", "{1: 2}", "{5}", "None", "True"]
)
@pytest.mark.parametrize("liar", ["Liar()", "FakeInt(9)", "FakeList()", "FakeText()"])
@pytest.mark.parametrize("inside", ["{}", "[{}]", "{{0: {}}}", "(1, {})"])
def test_what_claims_to_be_equal_is_not_believed(expected, liar, inside):
    got, wanted = inside.format(liar), inside.format(expected)
    assert said(LIARS, f"check.equal({got}, {wanted})") is not None


def test_what_cannot_be_shown_is_still_named():
    assert (
        said(
            "class Shy:\n    def __repr__(self): raise ValueError\nasync def f(): return Shy()",
            "check.run(f).gives(5)",
        )
        == "f() gave a Shy; expected 5."
    )


def test_tasks_that_have_not_ended_are_named_when_it_returns_not_after_tidying_up():
    code = """
    async def tick():
        while True:
            await asyncio.sleep(1)
    async def f():
        task = asyncio.create_task(tick())
        await asyncio.sleep(3)
        task.cancel()
    """
    assert said(code, "check.run(f).leaves_no_tasks('Await it.')") == (
        "f() returned while a task has not ended: tick() waits in asyncio.sleep, "
        "line 4 of tick(): `await asyncio.sleep(1)`. Await it."
    )


def test_a_task_that_will_not_be_cancelled_holds_nobody_up():
    code = """
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                pass
    async def f():
        asyncio.create_task(stubborn())
        await asyncio.sleep(1)
        return 5
    """
    assert said(code, "check.run(f).gives(5)") is None


def test_threads_sleep_on_the_virtual_clock_too():
    code = """
    def legacy(i):
        time.sleep(10)
        return i
    async def f():
        pages = await asyncio.gather(*(asyncio.to_thread(legacy, i) for i in range(3)))
        await asyncio.sleep(1)
        return pages
    """
    began = time.perf_counter()
    told = said(code, "run = check.run(f)\nrun.gives([0, 1, 2])\nrun.takes(11)")
    assert (told, time.perf_counter() - began < 5) == (None, True)


def test_a_thread_left_behind_by_a_timeout_does_not_hold_the_clock():
    code = """
    async def f():
        try:
            await asyncio.wait_for(asyncio.to_thread(time.sleep, 100), 2)
        except asyncio.TimeoutError:
            await asyncio.sleep(1)
            return "late"
    """
    assert said(code, "run = check.run(f)\nrun.gives('late')\nrun.takes(3)") is None


def test_sockets_work_on_the_virtual_clock():
    code = """
    async def f():
        async def serve(reader, writer):
            writer.write(await reader.read(2))
            writer.close()
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hi")
        answer = await reader.read()
        writer.close()
        server.close()
        return answer
    """
    assert said(code, "check.run(f).gives(b'hi')") is None


def test_a_lock_that_the_kernels_loop_has_used_can_be_used_again():
    code = """
    lock = asyncio.Lock()
    class Account:
        lock = asyncio.Lock()
    account = Account()
    account.own = asyncio.Lock()
    async def f():
        async def hold(one):
            async with one:
                await asyncio.sleep(0.001)
        for one in (lock, Account.lock, account.own):
            await asyncio.gather(hold(one), hold(one))
        return 5
    """
    assert said(code, "await f()", "check.run(f).gives(5)", "await f()") is None


def test_a_watched_function_tells_how_it_was_used():
    code = """
    @check.watch
    async def job(item):
        await asyncio.sleep(1)
        if item == "bad":
            raise ValueError
    async def f():
        await asyncio.gather(job("a"), job("b"), job("bad"), return_exceptions=True)
        task = asyncio.create_task(job("c"))
        await asyncio.sleep(0)
        task.cancel()
    """
    test = """
    check.run(f)
    w = job.watch
    check.equal((w.calls, w.running, w.peak), ([("a",), ("b",), ("bad",), ("c",)], 1, 3))
    check.equal((w.finished, w.failed, w.cancelled), (2, 1, 0))
    check.at_once(job, 3)
    check.at_once(job, {limit})
    """
    assert said(code, test.format(limit=3)) is None
    assert said(code, test.format(limit=4)) == "Only 3 job() ran at a time; the limit is 4."
    assert said(code, test.format(limit=2)) == "3 job() ran at once; the limit is 2."


SCRIPTS = [
    ("import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    print('ready')", None),
    ("async def main(): print('no')", "As a script, main() printed 'no'; expected 'ready'."),
    ("async def main(): 1 / 0", "As a script, main() ended with an error: ZeroDivisionError"),
    ("async def main(): pass\nawait main()", "cannot start: line 2 has an `await` outside"),
    (
        "import asyncio\nasync def g(): pass\nasync def main(): g()",
        "ended with an error: <string>:3: RuntimeWarning: coroutine 'g' was never awaited",
    ),
]


@pytest.mark.parametrize(("code", "words"), SCRIPTS)
def test_a_cell_runs_as_a_script(code, words):
    told = said(code, "check.run_script(main).prints('ready')")
    assert told is None if words is None else words in told


def test_a_check_in_a_test_of_its_own_passes_its_words_on():
    code = "async def f():\n    assert 1 == 2, 'One is not two.'"
    assert said(code, "check.run(f)") == "One is not two."


def test_what_was_printed_shows_with_the_failure_and_below_the_sentence(capsys):
    error = run_cells([SETUP, "async def f():\n    print('here')\n    1 / 0", "check.run(f)"])
    lines = error._render_traceback_()
    assert lines[0] == f"Not right yet: {error}"
    assert re.match(r"The check, line 1: check\.run\(f\)$", lines[-3])
    assert lines[-2] == "Printed meanwhile:\nhere"
    assert lines[-1] == "ZeroDivisionError: division by zero\n  line 3, in f: 1 / 0"
    assert capsys.readouterr() == ("", "")


def test_leaves_everything_as_it_was():
    before = (time.sleep, sys.stdout, sys.stderr, input, set(threading.enumerate()))
    for name in ("a blocking sleep", "a forgotten await", "a deadlock", "input", "an error"):
        said(FAULTS[name][0], "check.run(f)")
    after = (time.sleep, sys.stdout, sys.stderr, input, set(threading.enumerate()))
    assert before == after


def test_a_kernel_without_threads_is_told_of(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert said(ANSWER, "check.run(f)") == (
        "This check needs a second thread, which this kernel has not."
    )


def test_an_interrupt_ends_the_run_too(monkeypatch):
    threads = set(threading.enumerate())

    def press_stop(self):
        while self._coroutine is None:
            time.sleep(0.001)
        raise KeyboardInterrupt

    monkeypatch.setattr(check.carry_out.__globals__["_Run"], "watch", press_stop)

    async def endless():
        while True:
            pass

    with pytest.raises(KeyboardInterrupt):
        check.run(endless)
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)
        assert not thread.is_alive()


def test_passed_says_so(capsys):
    check.passed("A plain def gives its value at once.")
    assert capsys.readouterr().out == "Passed. A plain def gives its value at once.\n"
