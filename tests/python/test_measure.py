"""The measurements of src/python/measure.py: what they give, and that they clean up."""

import asyncio
import builtins
import fractions
import inspect
import json
import math
import sys
import threading
import time
import tracemalloc

import pytest

MIME_TYPE = "application/vnd.lessonbook.measure.v1+json"

UNITS = {
    "coroutine_memory": "B",
    "task_heartbeats": "beats",
    "task_memory": "B",
    "task_switch": "s",
    "task_waits": "s",
    "tasks_at_once": "tasks",
    "thread_address_space": "B",
    "thread_heartbeats": "beats",
    "thread_memory": "B",
    "thread_speedup": "times as fast",
    "thread_switch": "s",
    "thread_waits": "s",
    "threads_at_once": "threads",
}


def run(measurement):
    """The result of a measurement, with what it left behind: threads, tasks, tracing."""

    async def in_a_loop():
        threads = set(threading.enumerate())
        result = measurement()
        if inspect.isawaitable(result):
            result = await result
        left = set(threading.enumerate()) - threads
        # asyncio.to_thread keeps its pool until the loop is closed.
        threads_left = [thread for thread in left if not thread.name.startswith("asyncio")]
        tasks_left = asyncio.all_tasks() - {asyncio.current_task()}
        return result, (threads_left, tasks_left, tracemalloc.is_tracing())

    return asyncio.run(in_a_loop())


def refuse(thread):
    raise RuntimeError("can't start new thread")


@pytest.fixture
def no_threads(monkeypatch):
    """A kernel that cannot start threads, as in the browser."""
    monkeypatch.setattr(threading.Thread, "start", refuse)


@pytest.fixture
def report(measure, monkeypatch):
    """The bundle that ``report`` displays for an expression."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: displayed.append(data))

    def bundle(expression, namespace=None):
        asyncio.run(measure.report(expression, {} if namespace is None else namespace))
        return displayed.pop()

    return bundle


def test_every_measurement_is_listed_here(measure):
    assert set(measure.__all__) == {*UNITS, "memory_of", "time_of"}


@pytest.mark.parametrize(("name", "unit"), UNITS.items())
def test_gives_three_runs_with_unit_and_note_and_leaves_nothing_behind(measure, name, unit):
    result, left = run(getattr(measure, name))
    assert set(result) == {"values", "unit", "note"}
    assert result["unit"] == unit
    assert len(result["values"]) == 3
    assert all(math.isfinite(value) and value >= 0 for value in result["values"])
    assert result["note"].endswith(".")
    assert left == ([], set(), False)


def test_a_task_takes_more_than_the_coroutine_in_it(measure):
    coroutine, _ = run(measure.coroutine_memory)
    task, _ = run(measure.task_memory)
    assert 0 < min(coroutine["values"]) < min(task["values"])


def test_a_thread_reserves_more_than_it_uses(measure):
    used, _ = run(measure.thread_memory)
    reserved, _ = run(measure.thread_address_space)
    assert 0 < max(used["values"]) < min(reserved["values"])


def test_measures_what_any_function_makes(measure):
    small, left = run(lambda: measure.memory_of(lambda: bytes(1_000)))
    large, _ = run(lambda: measure.memory_of(lambda: bytes(1_000_000)))
    assert (small["unit"], len(small["values"]), left) == ("B", 3, ([], set(), False))
    for value in small["values"]:
        assert 1_000 < value < 1_500
    assert min(large["values"]) > 1_000_000


def test_measures_how_long_any_function_takes(measure):
    calls = []
    quick, left = run(lambda: measure.time_of(lambda: calls.append(None)))
    slow, _ = run(lambda: measure.time_of(lambda: time.sleep(0.02)))
    assert (quick["unit"], len(quick["values"]), left) == ("s", 3, ([], set(), False))
    assert len(calls) > 3 * 100
    assert max(quick["values"]) < 0.001
    assert min(slow["values"]) >= 0.02
    assert slow["note"] == "One call, from 1 in a row."


def test_counts_only_what_really_waited_at_the_same_time(measure):
    tasks, _ = run(lambda: measure.tasks_at_once(count=500))
    threads, _ = run(lambda: measure.threads_at_once(limit=50))
    assert (tasks["values"], threads["values"]) == ([500] * 3, [50] * 3)


def test_a_blocked_loop_has_no_heartbeat_and_a_repaired_one_has(measure):
    blocked, _ = run(measure.task_heartbeats)
    repaired, _ = run(lambda: measure.task_heartbeats(in_thread=True))
    assert blocked["values"] == [0, 0, 0]
    assert max(repaired["values"]) > 0


def test_keeps_the_readers_own_memory_tracing_on(measure):
    tracemalloc.start()
    try:
        run(measure.coroutine_memory)
        run(measure.task_memory)
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()


def test_stops_at_the_first_thread_the_system_refuses(measure, monkeypatch):
    start = threading.Thread.start
    started = []

    def start_twenty(thread):
        if sum(other.is_alive() for other in started) == 20:
            raise RuntimeError("can't start new thread")
        start(thread)
        started.append(thread)

    monkeypatch.setattr(threading.Thread, "start", start_twenty)
    result, left = run(lambda: measure.threads_at_once(limit=100))
    assert result["values"] == [20, 20, 20]
    assert "refused" in result["note"]
    assert left == ([], set(), False)


@pytest.mark.parametrize("room", [0, 10])
def test_takes_at_most_half_of_the_threads_that_are_left(measure, monkeypatch, room):
    monkeypatch.setattr(measure, "_room_for_threads", lambda: room)
    result, _ = run(measure.threads_at_once)
    assert result.get("values", "none") == ([5, 5, 5] if room else "none")


@pytest.mark.parametrize("name", [name for name in UNITS if name.startswith("thread")])
def test_says_so_where_threads_are_not_possible(measure, no_threads, name):
    result, _ = run(getattr(measure, name))
    assert result == {"error": "Not possible here: this kernel cannot start threads."}


def test_says_so_where_the_repair_needs_a_thread(measure, monkeypatch):
    async def repair():
        # Only for the measurement: asyncio.run itself ends its pool with a thread.
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            return await measure.task_heartbeats(in_thread=True)

    result, left = run(repair)
    assert result == {"error": "Not possible here: this kernel cannot start threads."}
    assert left == ([], set(), False)


def test_measures_memory_without_psutil(measure, monkeypatch):
    expected = measure._process_memory()
    real_import = builtins.__import__

    def without_psutil(name, *args, **kwargs):
        if name == "psutil":
            raise ImportError(name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_psutil)
    result, _ = run(measure.thread_memory)
    assert "error" not in result
    assert measure._process_memory()[0] == pytest.approx(expected[0], rel=0.5)


def test_says_so_where_memory_is_not_known(measure, monkeypatch):
    monkeypatch.setattr(measure, "_process_memory", lambda: None)
    result, _ = run(measure.thread_memory)
    assert result["error"].startswith("Not possible here")


def test_a_reading_that_went_down_is_not_passed_off_as_a_size(measure, monkeypatch):
    readings = iter([(9e6, 9e6), (9e6, 9e6), (10e6, 99e6), (8e6, 99e6), (10e6, 99e6)])
    monkeypatch.setattr(measure, "_process_memory", lambda: next(readings))
    result, _ = run(measure.thread_memory)
    assert result["error"].startswith("Not measured")


def test_an_interrupt_ends_the_other_thread_too(measure, monkeypatch):
    real = threading.Semaphore

    class Interrupted(real):
        def acquire(self, *args):
            if threading.current_thread() is threading.main_thread():
                raise KeyboardInterrupt
            return super().acquire(*args)

    monkeypatch.setattr(threading, "Semaphore", Interrupted)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        measure.thread_switch()
    assert threading.active_count() == before


def test_report_shows_data_and_the_same_in_words(report):
    bundle = report("{'values': [3, 1, 2], 'unit': 'B', 'note': 'Three runs.'}")
    assert bundle == {
        MIME_TYPE: {
            "expression": "{'values': [3, 1, 2], 'unit': 'B', 'note': 'Three runs.'}",
            "values": [3, 1, 2],
            "unit": "B",
            "python": ".".join(str(number) for number in sys.version_info[:3]),
            "note": "Three runs.",
        },
        "text/plain": "2 B (1 to 3). Three runs.",
    }


@pytest.mark.parametrize(
    "expression",
    ["tasks_at_once(5)", "await tasks_at_once(5)", "mine()", "[mine() for _ in 'a'][0]"],
)
def test_report_awaits_and_sees_both_our_names_and_the_readers(report, measure, expression):
    async def mine():
        return await measure.tasks_at_once(5)

    assert report(expression, {"mine": mine})[MIME_TYPE]["values"] == [5, 5, 5]


def test_our_names_win_over_the_readers_and_the_readers_stay_as_they_were(report):
    namespace = {"coroutine_memory": None}
    bundle = report("(x := coroutine_memory(10))", namespace)
    assert bundle[MIME_TYPE]["unit"] == "B"
    assert namespace == {"coroutine_memory": None}


def test_numbers_of_other_types_become_plain_json(report):
    values = [fractions.Fraction(1, 2), 2, 0.5]
    data = report("{'values': values, 'unit': 's'}", {"values": values})[MIME_TYPE]
    assert json.loads(json.dumps(data))["values"] == [0.5, 2, 0.5]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("nope", "NameError"),
        ("1 +", "SyntaxError"),
        ("x = 1", "SyntaxError"),
        ("", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("None", "NoneType"),
        ("[1, 2]", "list"),
        ("{}", "'values'"),
        ("{'values': [], 'unit': 'B'}", "'values'"),
        ("{'values': '123', 'unit': 'B'}", "'values'"),
        ("{'values': [1] * 101, 'unit': 'B'}", "100"),
        ("{'values': ['1'], 'unit': 'B'}", "numbers"),
        ("{'values': [True], 'unit': 'B'}", "numbers"),
        ("{'values': [float('nan')], 'unit': 'B'}", "finite"),
        ("{'values': [float('inf')], 'unit': 'B'}", "finite"),
        ("{'values': [1]}", "'unit'"),
        ("{'values': [1], 'unit': 5}", "'unit'"),
        ("{'values': [1], 'unit': ''}", "'unit'"),
        ("{'error': 'Not possible here.'}", "Not possible here."),
        ("tasks_at_once('many')", "TypeError"),
    ],
)
def test_what_cannot_be_measured_is_reported_and_not_raised(report, expression, words):
    bundle = report(expression)
    data = bundle[MIME_TYPE]
    assert set(data) == {"expression", "error"}
    assert data["expression"] == expression
    assert words in data["error"]
    assert bundle["text/plain"] == data["error"]


def test_endless_words_are_cut(report):
    data = report("{'error': 'x' * 10_000}")[MIME_TYPE]
    assert len(data["error"]) == 500


@pytest.mark.parametrize("error", [KeyboardInterrupt, asyncio.CancelledError])
def test_stopping_a_measurement_is_not_swallowed(report, error):
    def stop():
        raise error

    with pytest.raises(error):
        report("stop()", {"stop": stop})
