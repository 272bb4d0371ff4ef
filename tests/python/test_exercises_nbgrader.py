"""The exercises under the real nbgrader: the same cells, released, handed in and graded by it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_exercises import EXERCISES, LESSONS

ROOT = Path(__file__).parents[2]
RUNNER = ROOT / "tests" / "support" / "nbgrader_run.py"


def notebook_of(exercises, answers):
    """A notebook with the exercises alone; `answers` holds other sources by cell id."""
    cells = [nbformat.v4.new_code_cell(exercises.setup, id="setup")]
    for solution in exercises.solutions():
        tests = exercises.tests_of(solution)
        for cell in (solution, tests):
            source = answers.get(cell.id, cell.source)
            copy = nbformat.v4.new_code_cell(source, id=cell.id, metadata=cell.metadata)
            cells.append(copy)
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def write(course, place, notebook):
    path = course / place / "exercises.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def run_nbgrader(course, steps):
    path = os.pathsep.join(filter(None, [str(ROOT / "src/server"), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(course), "{}"],
        input=json.dumps(steps),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    results = json.loads(done.stdout)
    assert [result for result in results if "error" in result] == []
    return [result["value"] for result in results]


@pytest.fixture(scope="module", params=LESSONS)
def graded(request, tmp_path_factory):
    """The scores by student and cell, and the graded notebooks' outputs."""
    course = tmp_path_factory.mktemp("course")
    exercises = EXERCISES[request.param]
    wrong = {}
    for exercise, _, words, source in exercises.answers:
        if words != "passes":
            wrong.setdefault(exercise, source)
    write(course, "source/ex", notebook_of(exercises, {}))
    (released,) = run_nbgrader(course, [{"op": "generate", "assignment": "ex"}])
    assert released["success"], released["error"]
    start = nbformat.read(course / "release/ex/exercises.ipynb", as_version=4)
    write(course, "submitted/blank/ex", start)
    write(course, "submitted/model/ex", notebook_of(exercises, {}))
    write(course, "submitted/wrong/ex", notebook_of(exercises, wrong))
    students = ("blank", "model", "wrong")
    steps = [{"op": "autograde", "assignment": "ex", "student": name} for name in students]
    *done, grades = run_nbgrader(course, [*steps, {"op": "grades", "assignment": "ex"}])
    assert [result["success"] for result in done] == [True] * 3
    scores = {given["student"]: given["notebooks"][0]["cells"] for given in grades}
    outputs = {
        name: {
            cell.id: cell.outputs
            for cell in nbformat.read(
                course / f"autograded/{name}/ex/exercises.ipynb", as_version=4
            ).cells
            if cell.cell_type == "code"
        }
        for name in students
    }
    return exercises, scores, outputs


def test_model_solutions_get_all_points_and_others_none(graded):
    exercises, scores, _ = graded
    points = {
        cell.id: cell.metadata.nbgrader.points
        for cell in map(exercises.tests_of, exercises.solutions())
    }
    assert {name: cell["score"] for name, cell in scores["model"].items()} == points
    for student in ("blank", "wrong"):
        assert {name: cell["score"] for name, cell in scores[student].items()} == dict.fromkeys(
            points, 0
        )


def test_what_is_wrong_stands_in_the_graded_notebook_in_a_sentence(graded):
    exercises, _, outputs = graded
    for test in map(exercises.tests_of, exercises.solutions()):
        [error] = outputs["blank"][test.id]
        assert error.ename == "CheckFailed"
        assert error.evalue.endswith("Put your code in place of `raise NotImplementedError()`.")
        assert error.traceback[0] == f"Not right yet: {error.evalue}"
        [error] = outputs["wrong"][test.id]
        assert (error.output_type, error.ename) == ("error", "CheckFailed")
        [passed] = outputs["model"][test.id]
        assert passed.text.startswith("Passed. ")
