"""How a recording lives in a real kernel: begun, shown, followed, ended; what it leaves alone."""

import json
import re

import pytest
from recorded import LOAD, MIME_TYPE, Picture, bundles, is_over, record

RESTORED = """
import asyncio, threading
print([hasattr(f, "__wrapped__") for f in (asyncio.Handle._run, asyncio.BaseEventLoop.create_task)],
      [t.name for t in threading.enumerate() if "lessonbook" in t.name])
"""


@pytest.fixture(scope="module")
def recording_kernel(kernel):
    ran = kernel.run(LOAD)
    assert ran.error is None, ran.error
    # A second time changes nothing.
    assert kernel.run(LOAD).error is None
    return kernel


def armed(cell):
    return f"import lessonbook.timeline\nlessonbook.timeline.arm({cell!r})"


def test_a_cell_that_is_armed_by_its_id_is_recorded_once_and_its_code_is_its_own(recording_kernel):
    recording_kernel.run(armed("cell-a"))
    code = "import asyncio\nawait asyncio.sleep(0.01)"
    assert bundles(recording_kernel.run(code, cell_id="cell-b")) == []
    ran = recording_kernel.run(code, cell_id="cell-a", until=is_over)
    (bundle,) = bundles(ran)
    assert bundle["cell"]["id"] == "cell-a"
    assert [file["cell"] for file in bundle["files"]] == ["cell-a"]
    assert Picture(bundle).wait_lines == [[2]]
    assert bundles(recording_kernel.run(code, cell_id="cell-a")) == []


def test_the_magic_keeps_line_numbers_results_and_errors_as_they_are(recording_kernel):
    ran, picture = record(recording_kernel, "%%timeline\n1 + 1")
    assert (ran.result, ran.error, picture.states) == ("2", None, ["done"])
    # Blank lines before it, and words after it.
    ran, picture = record(recording_kernel, "\n%%timeline all of it\nimport asyncio\n1 / 0")
    assert (ran.error, picture.errors) == (
        ("ZeroDivisionError", "division by zero"),
        ["ZeroDivisionError"],
    )
    plain = recording_kernel.run("\n# a comment\nimport asyncio\n1 / 0", cell_id="x")
    assert plain.error == ran.error


def test_lines_of_another_cell_are_that_cells(recording_kernel):
    recording_kernel.run("async def helper():\n    await asyncio.sleep(0.01)", cell_id="far")
    _ran, picture = record(recording_kernel, "%%timeline\nawait helper()", cell_id="near")
    slices, files = picture.bundle["slices"], picture.bundle["files"]
    assert [
        (files[file]["cell"], line)
        for file, line in zip(slices["file"], slices["line"], strict=True)
        if file >= 0
    ] == [("far", 2)]


def test_the_output_has_a_picture_and_text_for_other_front_ends(recording_kernel):
    ran, _picture = record(
        recording_kernel,
        "%%timeline\nimport time\nasync def a(name):\n    time.sleep(0.1)\n"
        "await asyncio.gather(a('<&>'))",
    )
    (data,) = [data for data in ran.displayed if MIME_TYPE in data]
    text, svg = data["text/plain"], data["image/svg+xml"]
    assert re.search(r"^  a\('<&>'\) [ .#]*!+ +done$", text, re.M), text
    assert "Line 4 held the loop for" in text
    assert "time.sleep(0.1)" in text
    assert svg.startswith("<svg ")
    assert "a(&#x27;&lt;&amp;&gt;&#x27;)" in svg
    assert "<script" not in svg


def test_tasks_that_outlive_the_cell_are_followed_to_their_end(recording_kernel):
    ran, picture = record(
        recording_kernel,
        "%%timeline\nasync def later():\n    await asyncio.sleep(0.3)\n"
        "task = asyncio.create_task(later())",
    )
    shown = bundles(ran)
    assert [Picture(bundle).states for bundle in (shown[0], shown[-1])] == [
        ["done", "pending"],
        ["done", "done"],
    ]
    assert [bundle["phase"] for bundle in shown[:-1]] == ["background"] * (len(shown) - 1)
    # One display, updated.
    assert len([data for data in ran.displayed if MIME_TYPE in data]) == 1
    assert len({display for display, _data in ran.updates}) == 1
    assert picture.bundle["complete"] is True


def test_a_recording_that_follows_tasks_ends_when_the_next_one_begins(recording_kernel):
    code = (
        "%%timeline\nasync def hold():\n    await asyncio.sleep(600)\n"
        "held = asyncio.create_task(hold())"
    )
    first = recording_kernel.run(code)
    assert [bundle["phase"] for bundle in bundles(first)] == ["background"]
    ran, picture = record(
        recording_kernel, "%%timeline\nheld.cancel()\nawait asyncio.wait([held]);"
    )
    # The task of the cell before is seen too; it was there when the record began.
    assert picture.tree() == [("the cell", None, "done"), ("hold()", None, "cancelled")]
    assert picture.bundle["tasks"]["earlier"] == [0, 1]
    assert bundles(ran)[-1]["phase"] == "over"


def test_a_picture_comes_while_the_cell_waits(recording_kernel):
    ran, _picture = record(recording_kernel, "%%timeline\nawait asyncio.sleep(1.2)")
    running = [bundle for bundle in bundles(ran) if bundle["phase"] == "running"]
    assert len(running) >= 2
    assert [Picture(bundle).states for bundle in running] == [["pending"]] * len(running)
    assert [Picture(bundle).waits for bundle in running] == [[["sleep 1.2"]]] * len(running)


def test_a_cell_that_clears_its_output_shows_its_timeline_all_the_same(recording_kernel):
    ran, _picture = record(
        recording_kernel,
        "%%timeline\nfrom IPython.display import clear_output\n"
        "await asyncio.sleep(0.7)\nclear_output()\nprint('end')",
    )
    # Once while it ran, and once more after it was cleared away.
    assert len([data for data in ran.displayed if MIME_TYPE in data]) == 2
    again = recording_kernel.run("print('clear_output' in vars(get_ipython().display_pub))")
    assert again.stdout == "False\n"


def test_everything_is_put_back_after_a_recording(recording_kernel):
    before = recording_kernel.run(RESTORED)
    record(recording_kernel, "%%timeline\nawait asyncio.sleep(0.05)")
    recording_kernel.run("import time\ntime.sleep(0.1)")
    after = recording_kernel.run(RESTORED)
    assert (before.stdout, after.stdout) == ("[False, False] []\n",) * 2


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("print('on', flush=True); await asyncio.sleep(600)", "CancelledError"),
        ("time.sleep(0.1); print('on', flush=True); time.sleep(600)", "KeyboardInterrupt"),
    ],
)
def test_an_interrupted_cell_shows_what_it_did(recording_kernel, code, name):
    ran, picture = record(recording_kernel, f"%%timeline\nimport time\n{code}", interrupt_on="on")
    assert picture.states == ["cancelled"]
    assert ran.error is not None
    assert name in (ran.error[0], picture.errors[0])
    blocked = [] if name == "CancelledError" else [("the cell", 3, code)]
    assert picture.blocked == blocked
    assert recording_kernel.run("print(1)").stdout == "1\n"


def test_three_thousand_tasks_are_counted_and_five_hundred_shown(recording_kernel):
    _ran, picture = record(
        recording_kernel,
        "%%timeline\nasync def worker(n):\n    for _ in range(3): await asyncio.sleep(0)\n"
        "await asyncio.gather(*(worker(n) for n in range(3000)));",
    )
    bundle = picture.bundle
    assert len(picture.states) == 500
    assert bundle["dropped"]["tasks"] == {"worker": 2501}
    assert set(picture.states) == {"done"}
    assert bundle["complete"] is False
    assert len(json.dumps(bundle, separators=(",", ":"))) <= 100_000


def test_sockets(recording_kernel):
    _ran, picture = record(
        recording_kernel,
        """%%timeline
async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()
async def talk():
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep(0.01)
    writer.write(b"hi\\n")
    answer = await reader.read()
    writer.close()
    return answer
server = await asyncio.start_server(serve, "127.0.0.1", 0)
port = server.sockets[0].getsockname()[1]
answer = await asyncio.create_task(talk())
server.close()""",
    )
    assert picture.waits_of("talk()") == ["io.connect", "sleep 0.01", "io.read"]
    assert picture.waits_of("serve()") == ["io.read"]
    assert set(picture.states) == {"done"}


def test_the_work_of_the_kernel_is_not_blamed_on_the_reader(recording_kernel):
    deep = "def dig(n):\n    return dig(n - 1) if n else 1 / 0\n"
    _ran, picture = record(recording_kernel, f"%%timeline\n{deep}dig(300)")
    assert picture.blocked == []
    assert picture.errors == ["ZeroDivisionError"]


def test_code_in_c_that_keeps_pythons_lock_is_blamed_by_line_or_function(recording_kernel):
    _ran, picture = record(
        recording_kernel,
        "%%timeline\nasync def crunch():\n    x = sum(range(20_000_000))\n"
        "await asyncio.gather(crunch());",
    )
    assert picture.blocked in (
        [("crunch()", 3, "x = sum(range(20_000_000))")],
        [("crunch()", 2, "")],
    )


def test_an_operator_that_holds_the_loop_is_named_not_what_is_called_after_it(recording_kernel):
    _ran, picture = record(
        recording_kernel,
        "%%timeline\nasync def crunch(base):\n    huge = base**5_000_000\n    done = True\n"
        "    await asyncio.sleep(0)\nawait asyncio.gather(crunch(7));",
    )
    # By its function where another thread was let look first.
    assert picture.blocked in (
        [("crunch(7)", 3, "huge = base**5_000_000")],
        [("crunch(7)", 2, "")],
    )


def test_timers_that_come_late_because_the_loop_was_held(recording_kernel):
    _ran, picture = record(
        recording_kernel,
        "%%timeline\nimport time\nasync def tick():\n    await asyncio.sleep(0.02)\n"
        "async def bad():\n    time.sleep(0.2)\nawait asyncio.gather(tick(), bad());",
    )
    (late,) = picture.bundle["late"]
    assert picture.labels[late["task"]] == "tick()"
    assert 15_000 < late["due"] < 60_000
    assert late["at"] >= 200_000


def test_asyncios_own_words_are_kept(recording_kernel):
    """Lost errors, lost tasks and coroutines that nobody awaits are still told by Python itself."""
    ran, picture = record(
        recording_kernel,
        """%%timeline
import gc
async def fail():
    raise ValueError("unseen")
async def lost():
    await asyncio.get_running_loop().create_future()
async def hello(): pass
task = asyncio.create_task(fail())
asyncio.create_task(lost())
await asyncio.sleep(0.01)
del task
gc.collect()
hello();""",
    )
    assert "coroutine 'hello' was never awaited" in ran.stderr
    assert "Task exception was never retrieved" in ran.stderr
    assert "Task was destroyed but it is pending" in ran.stderr
    assert picture.tree()[1:] == [("fail()", "the cell", "error"), ("lost()", "the cell", "lost")]
    (unawaited,) = picture.bundle["unawaited"]
    assert (unawaited["name"], unawaited["line"]) == ("hello", 13)


def test_a_fault_in_the_recorder_is_a_warning_and_no_error(recording_kernel):
    recording_kernel.run(
        "import lessonbook.recorder as r\nfind_wait = r.find_wait\n"
        "def broken(*args): raise LookupError('a fault')\nr.find_wait = broken"
    )
    ran, picture = record(recording_kernel, "%%timeline\nawait asyncio.sleep(0.01, 'still')")
    recording_kernel.run("r.find_wait = find_wait")
    assert (ran.result, ran.error) == ("'still'", None)
    assert picture.bundle["warnings"] == ["The recorder stumbled over LookupError: a fault"]


def test_a_cell_that_runs_another_is_one_record(recording_kernel):
    ran, picture = record(
        recording_kernel,
        "%%timeline\nget_ipython().run_cell('inner = 1')\nawait asyncio.sleep(0.01)",
    )
    assert len(bundles(ran)) == 1
    assert picture.waits == [["sleep 0.01"]]


def test_other_loops_and_threads_are_left_out(recording_kernel):
    ran, picture = record(
        recording_kernel,
        """%%timeline
async def elsewhere():
    await asyncio.gather(asyncio.sleep(0.01), asyncio.sleep(0.01))
    return "from there"
await asyncio.to_thread(asyncio.run, elsewhere())""",
    )
    assert ran.result == "'from there'"
    assert picture.tree() == [("the cell", None, "done")]
    assert picture.waits == [["thread run"]]
