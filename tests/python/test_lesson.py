"""The asyncio lesson, run top to bottom in one fresh kernel, without network and our package."""

import ast
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


def text_after(cell):
    """The Markdown source right after a cell, which says what the cell shows."""
    following = CELLS[CELLS.index(cell) + 1]
    return following.source if following.cell_type == "markdown" else ""


def rows(table):
    lines = [line.strip().strip("|") for line in table.splitlines() if line.strip()]
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


@each_code_cell
def test_untagged_code_is_python_3_10(cell):
    ast.parse(cell.source, feature_version=needed_python(cell))


def test_known_tags_only():
    for cell in CELLS:
        for tag in tags(cell):
            assert tag == "raises-exception" or NEWER_PYTHON.fullmatch(tag), (cell.id, tag)


def test_is_valid_and_written_as_nbformat_writes_it():
    nbformat.validate(NOTEBOOK)
    assert (NOTEBOOK.nbformat, NOTEBOOK.nbformat_minor) == (4, 5)
    assert PATH.read_text(encoding="utf-8") == nbformat.writes(NOTEBOOK) + "\n"


def test_ids_are_unique_and_say_something():
    ids = [cell.id for cell in CELLS]
    assert len(set(ids)) == len(ids)
    assert [cell_id for cell_id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell_id)] == []


def test_is_saved_without_outputs():
    assert [(cell.outputs, cell.execution_count) for cell in CODE] == [([], None)] * len(CODE)


def test_has_one_title_and_the_sections_in_order():
    prose = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
    headings = re.findall(r"^(##? .*)$", prose, re.M)
    expected = [
        "# asyncio",
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


def test_has_one_table_and_three_questions():
    assert (len(of_kind("table")), len(of_kind("quiz"))) == (1, 3)


@each_table
def test_table_has_all_six_aspects_for_both(table):
    header, *body = rows(table.source)
    assert header == ["Aspect", "Threads", "asyncio coroutines"]
    assert [row[0] for row in body] == ASPECTS
    assert all(len(row) == 3 and all(row) for row in body)


@each_table
def test_each_measurement_has_a_place_in_the_table(table):
    header, *body = rows(table.source)
    places = [(entry["row"], entry["column"]) for entry in table.metadata.lessonbook.measure]
    assert len(set(places)) == len(places)
    for row, column in places:
        assert row in [cells[0] for cells in body]
        assert column in header[1:]
    for row in ("Memory per unit", "Maximum at once"):
        assert {(row, column) for column in header[1:]} <= set(places)


@each_table
def test_each_measurement_works_in_the_readers_kernel(table, ran, measuring_kernel):
    # After the lesson has run, so that a name the lesson defines cannot get in the way.
    for entry in table.metadata.lessonbook.measure:
        given = measuring_kernel.run(
            "import lessonbook.measure\n"
            f"await lessonbook.measure.report({entry['expression']!r}, globals())"
        )
        assert (given.error, given.stderr) == (None, "")
        [bundle] = given.displayed
        data = bundle["application/vnd.lessonbook.measure.v1+json"]
        assert data["expression"] == entry["expression"]
        assert len(data["values"]) == 3, data


@each_question
def test_question_has_one_right_option_and_a_word_on_each(question):
    head, _, why = question.source.rpartition("\n\n> Why: ")
    options = re.findall(r"^- \[([ x])\] (.+)\n((?:  > .+\n?)+)", head + "\n", re.M)
    assert len(options) == len(re.findall(r"^- \[", head, re.M)) == 4
    assert [box for box, _, _ in options].count("x") == 1
    assert all(line.startswith("> ") for line in why.splitlines()[1:])
    assert why


@each_question
def test_question_is_practice_for_one_point_with_hints(question):
    quiz = dict(question.metadata.lessonbook)
    hints = quiz.pop("hints")
    assert quiz == {"kind": "quiz", "question": "single", "mode": "practice", "points": 1}
    assert 1 <= len(hints) <= 2
    assert all(isinstance(hint, str) and hint for hint in hints)


def test_right_options_do_not_stand_in_the_same_place():
    boxes = [re.findall(r"^- \[([ x])\]", question.source, re.M) for question in of_kind("quiz")]
    assert len({question.index("x") for question in boxes}) == 3
