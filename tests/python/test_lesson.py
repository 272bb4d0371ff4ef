"""The asyncio lesson, run top to bottom in one fresh kernel, without network."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from stated_output import matches, stated_outputs

PATH = Path(__file__).parents[2] / "notebooks" / "source" / "asyncio" / "asyncio.ipynb"
NOTEBOOK = nbformat.read(PATH, as_version=4)
CELLS = NOTEBOOK.cells
CODE = [cell for cell in CELLS if cell.cell_type == "code"]
NEWER_PYTHON = re.compile(r"py>=3\.(\d+)")

ASPECTS = [
    "Concurrency model",
    "Memory per unit",
    "Maximum at once",
    "Blocking code",
    "GIL",
    "Best for",
]

BEFORE = "before the lesson"
COUNT_LEFT_OVERS = """
import asyncio, threading
print(len(asyncio.all_tasks()), [t.name for t in threading.enumerate() if "asyncio" not in t.name])
"""


def of_kind(kind):
    return [cell for cell in CELLS if cell.metadata.get("lessonbook", {}).get("kind") == kind]


def tags(cell):
    return cell.metadata.get("tags", [])


def needed_python(cell):
    """The oldest Python a cell is for; 3.10 where no tag says more."""
    found = [NEWER_PYTHON.fullmatch(tag) for tag in tags(cell)]
    return max([(3, int(match[1])) for match in found if match], default=(3, 10))


def is_exercise_test(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def text_after(cell):
    """The Markdown source right after a cell, which says what the cell shows."""
    following = CELLS[CELLS.index(cell) + 1]
    return following.source if following.cell_type == "markdown" else ""


def rows(table):
    lines = [line.strip()[1:-1] for line in table.splitlines() if line.strip()]
    return [[text.strip() for text in line.split("|")] for line in lines if "---" not in line]


each_code_cell = pytest.mark.parametrize("cell", CODE, ids=[cell.id for cell in CODE])
each_table = pytest.mark.parametrize("table", of_kind("table"), ids=lambda cell: cell.id)
each_question = pytest.mark.parametrize("question", of_kind("quiz"), ids=lambda cell: cell.id)


@pytest.fixture(scope="module")
def ran(kernel):
    """What each code cell gave, by cell id; cells for a newer Python are left out."""
    for_this_python = [cell for cell in CODE if sys.version_info[:2] >= needed_python(cell)]
    before = {BEFORE: kernel.run(COUNT_LEFT_OVERS)}
    return before | {cell.id: kernel.run(cell.source) for cell in for_this_python}


def ran_or_skip(ran, cell):
    if cell.id not in ran:
        pytest.skip(f"for Python {needed_python(cell)} and later")
    return ran[cell.id]


@each_code_cell
def test_runs_without_an_error_unless_it_is_meant_to_fail(ran, cell):
    error = ran_or_skip(ran, cell).error
    if "raises-exception" in tags(cell):
        assert error is not None
        assert f"{error[0]}: {error[1]}" in text_after(cell)
    else:
        assert error is None


@each_code_cell
def test_prints_what_the_text_states(ran, cell):
    stated = stated_outputs(text_after(cell))
    shown = ran_or_skip(ran, cell).text
    assert len(stated) <= 1
    if is_exercise_test(cell):
        assert re.fullmatch(r"Passed\. \S.*\n", shown)
        return
    # Whatever is shown must be stated, so a cell without a block has to be silent.
    assert matches(stated[0] if stated else "", shown), shown


@each_code_cell
def test_warns_where_the_text_names_the_warning_and_nowhere_else(ran, cell):
    stderr = ran_or_skip(ran, cell).stderr
    named = re.findall(r"`(\w+Warning: [^`]+)`", text_after(cell).replace("\n", " "))
    if not named:
        assert stderr == ""
    for warning in named:
        assert warning in stderr


def test_leaves_no_task_and_no_thread_behind(ran, kernel):
    kernel_alone = ran[BEFORE]
    left = kernel.run(COUNT_LEFT_OVERS)
    # The pool of asyncio.to_thread stays by design, so only threads made by hand count.
    assert (left.error, left.stdout) == (None, kernel_alone.stdout)


def test_has_one_title_and_the_sections_in_order():
    prose = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
    headings = re.findall(r"^(##? .*)$", prose, re.M)
    expected = [
        "# asyncio",
        "## How each section goes",
        "## Getting ready",
        "## Why asyncio?",
        "## async def and await",
        "## asyncio.sleep() and time.sleep()",
        "## asyncio.run()",
        "## Coroutines vs threads",
        "## The critical rule",
        "## asyncio.gather()",
        "## asyncio.create_task()",
        "## The event loop",
        "## asyncio.Queue",
        "## When to use what",
        "## Time limits: asyncio.wait_for()",
        "## Knowledge check",
    ]
    assert len(headings) == len(expected)
    for heading, start in zip(headings, expected, strict=True):
        assert heading.startswith(start)


def test_the_table_has_all_six_aspects_for_both():
    [table] = [cell for cell in of_kind("table") if cell.id == "threads-table"]
    header, *body = rows(table.source)
    assert header == ["Aspect", "Threads", "asyncio coroutines"]
    assert [row[0] for row in body] == ASPECTS
    assert all(len(row) == 3 and all(row) for row in body)
    places = {(entry["row"], entry["column"]) for entry in table.metadata.lessonbook.measure}
    for row in ("Memory per unit", "Maximum at once"):
        assert {(row, column) for column in header[1:]} <= places


@each_table
def test_each_measurement_has_a_place_in_the_table(table):
    header, *body = rows(table.source)
    places = [(entry["row"], entry["column"]) for entry in table.metadata.lessonbook.measure]
    assert len(set(places)) == len(places)
    for row, column in places:
        assert row in [cells[0] for cells in body]
        assert column in header[1:]


@each_table
def test_each_measurement_works_in_the_readers_kernel(table, ran, kernel):
    # After the lesson has run, so that a name the lesson defines cannot get in the way.
    for entry in table.metadata.lessonbook.measure:
        given = kernel.run(
            "import lessonbook.measure\n"
            f"await lessonbook.measure.report({entry['expression']!r}, globals())"
        )
        assert (given.error, given.stderr) == (None, "")
        [bundle] = given.displayed
        data = bundle["application/vnd.lessonbook.measure.v1+json"]
        assert data["expression"] == entry["expression"]
        assert len(data["values"]) == 3, data


def sections():
    """Return the cells of each section by the id of the cell with its heading, check left out."""
    found = {}
    for cell in CELLS:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            found[cell.id] = []
        if found:
            next(reversed(found.values())).append(cell)
    for outside in ("how", "setup-intro", "check"):
        del found[outside]
    return found


@pytest.mark.parametrize("cells", sections().values(), ids=sections())
def test_each_section_has_an_exercise_with_its_task_and_two_questions(cells):
    [solution] = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    at = cells.index(solution)
    task, tests = cells[at - 1], cells[at + 1]
    assert task.source.startswith("### Exercise: ")
    assert is_exercise_test(tests)
    asked = [c for c in cells if c.metadata.get("lessonbook", {}).get("points", 0) > 0]
    assert len(asked) >= 2


def test_the_knowledge_check_has_its_three_questions_with_hints():
    asked = [cell for cell in of_kind("quiz") if cell.id.startswith("check-")]
    assert [cell.id for cell in asked] == [
        "check-without-await",
        "check-concurrently",
        "check-time-sleep",
    ]
    for question in asked:
        assert question.metadata.lessonbook.question == "single"
        assert len(question.metadata.lessonbook.hints) == 2


def test_right_options_do_not_stand_in_the_same_place():
    places = [
        re.findall(r"^- \[([ x])\]", question.source, re.M).index("x")
        for question in of_kind("quiz")
        if question.metadata.lessonbook.question == "single"
    ]
    for place in range(3):
        assert len(places) / 5 < places.count(place) < len(places) / 2
