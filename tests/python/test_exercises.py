"""The exercises of the lessons: model solutions pass, likely mistakes fail with their name.

The cells are those of the notebooks. Every Python on this machine runs them, each in a process of
its own, and once more while all processors are busy.
"""

import json
import multiprocessing
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from pythons import find_pythons

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "notebooks" / "source"
LESSONS = ["asyncio", "generators"]
#: Ends after some time of doing nothing, so their wall time is no measure of the checks.
SLOW = {"a lock for threads"}


PYTHONS = find_pythons()


class Exercises:
    """The exercises of one lesson, and what learners may answer."""

    def __init__(self, lesson):
        path = SOURCES / lesson / f"{lesson}.ipynb"
        self.cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        self.setup = "".join(c.source + "\n" for c in self.cells if c.id == "setup")
        text = (HERE / f"{lesson}_answers.txt").read_text(encoding="utf-8")
        parts = re.split(r"^=== (.+?): (.+)\n(.+)\n", text, flags=re.M)[1:]
        self.answers = [parts[at : at + 4] for at in range(0, len(parts), 4)]

    def solutions(self):
        return [c for c in self.cells if c.metadata.get("nbgrader", {}).get("solution")]

    def tests_of(self, solution):
        """Return the test cell that stands after a solution cell."""
        after = self.cells[self.cells.index(solution) + 1]
        assert after.metadata.nbgrader.grade, after.id
        return after

    def jobs(self):
        """Return the name, the expected words and the cells of each run."""
        by_id = {c.id: c for c in self.solutions()}
        model = [(c.id, "model", "passes", c.source) for c in by_id.values()]
        for exercise, name, words, source in [*model, *self.answers]:
            cells = [self.setup, source.rstrip(), self.tests_of(by_id[exercise]).source]
            yield f"{exercise}: {name}", words, cells


EXERCISES = {lesson: Exercises(lesson) for lesson in LESSONS}
JOBS = [job for exercises in EXERCISES.values() for job in exercises.jobs()]


def run_all(python, jobs=JOBS):
    """Run all answers with a Python; return by name what each gave."""
    text = json.dumps([{"cells": cells} for _, _, cells in jobs])
    command = [python, str(HERE / "plain_cells.py")]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr == ""
    return {name: given for (name, _, _), given in zip(jobs, json.loads(done.stdout), strict=True)}


@pytest.fixture(scope="module")
def results():
    """What every Python gave; two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(PYTHONS, pool.map(run_all, PYTHONS.values()), strict=True))


def check_verdict(words, given):
    if words == "passes":
        assert (given["failed"], given["message"]) == (None, "")
    else:
        pattern = ".*".join(map(re.escape, words.split("...")))
        assert given["failed"] == "CheckFailed", given
        assert re.search(pattern, given["message"]), given["message"]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("name", "words"), [job[:2] for job in JOBS], ids=[j[0] for j in JOBS])
def test_an_answer_gets_its_verdict(results, python, name, words):
    check_verdict(words, results[python][name])


@pytest.mark.parametrize("python", PYTHONS)
def test_no_test_costs_much(results, python):
    # The first of them also imports what the checks need.
    costs = {name: given["cpu"] for name, given in list(results[python].items())[1:]}
    assert {name: cost for name, cost in costs.items() if cost > 0.2} == {}
    waits = {
        name: given["wall"]
        for name, given in results[python].items()
        if name.split(": ")[1] not in SLOW
    }
    assert sum(waits.values()) < 20


def burn(over):
    while not over.is_set():
        pass


def test_verdicts_are_the_same_on_a_busy_machine():
    over = multiprocessing.get_context("spawn").Event()
    context = multiprocessing.get_context("spawn")
    over = context.Event()
    busy = [context.Process(target=burn, args=(over,), daemon=True) for _ in range(8)]
    for process in busy:
        process.start()
    try:
        given = run_all(sys.executable)
    finally:
        over.set()
        for process in busy:
            process.join()
    for name, words, _ in JOBS:
        check_verdict(words, given[name])


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_has_answers_that_fail(lesson):
    exercises = EXERCISES[lesson]
    wrong = [exercise for exercise, _, words, _ in exercises.answers if words != "passes"]
    for solution in exercises.solutions():
        assert wrong.count(solution.id) >= 2, solution.id


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_learners_start_with_is_told_as_not_written(lesson):
    exercises = EXERCISES[lesson]
    region = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION", re.S | re.M)
    stub = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"
    jobs = []
    for solution in exercises.solutions():
        source = region.sub(stub, solution.source)
        assert source != solution.source
        cells = [exercises.setup, source, exercises.tests_of(solution).source]
        jobs.append((solution.id, "", cells))
    for name, given in run_all(sys.executable, jobs).items():
        assert "is not written yet" in given["message"], (name, given)
