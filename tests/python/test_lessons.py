"""Every lesson in notebooks/source: the form of its file, and what it shows in every Python."""

import ast
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from pythons import find_pythons
from stated_output import matches, stated_outputs

HERE = Path(__file__).parent
PATHS = {path.stem: path for path in HERE.parents[1].glob("notebooks/source/*/*.ipynb")}
LESSONS = {name: nbformat.read(path, as_version=4) for name, path in PATHS.items()}
PYTHONS = find_pythons()
NEWER_PYTHON = re.compile(r"py>=3\.(\d+)")

each_lesson = pytest.mark.parametrize("lesson", LESSONS)


def code_cells(lesson):
    return [cell for cell in LESSONS[lesson].cells if cell.cell_type == "code"]


def tags(cell):
    return cell.metadata.get("tags", [])


def needed_python(cell):
    """The oldest Python 3 a cell is for; 10 where no tag says more."""
    found = [NEWER_PYTHON.fullmatch(tag) for tag in tags(cell)]
    return max([int(match[1]) for match in found if match], default=10)


def text_after(lesson, cell):
    """The Markdown source right after a cell, which says what the cell shows."""
    cells = LESSONS[lesson].cells
    following = cells[cells.index(cell) + 1 :][:1]
    return following[0].source if following and following[0].cell_type == "markdown" else ""


@pytest.fixture(scope="module")
def shown():
    """What each code cell shows, by lesson, Python and cell id."""

    def run(job):
        lesson, version = job
        minor = int(version.partition(".")[2])
        cells = [(c.id, c.source) for c in code_cells(lesson) if minor >= needed_python(c)]
        done = subprocess.run(
            [PYTHONS[version], str(HERE / "plain_lesson.py")],
            input=json.dumps(cells),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return json.loads(done.stdout)

    jobs = [(lesson, version) for lesson in LESSONS for version in PYTHONS]
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(jobs, pool.map(run, jobs), strict=True))


def is_as_stated(lesson, cell, given):
    if "raises-exception" in tags(cell):
        return given["error"] is not None and given["error"] in text_after(lesson, cell)
    if cell.id == "task-outlives":  # Its output comes after the cell.
        return given == {"shown": "tick 0\ntick 1\ntick 2\n", "error": None}
    stated = stated_outputs(text_after(lesson, cell)) or [""]
    is_test = cell.metadata.get("nbgrader", {}).get("grade", False)
    expected = "Passed. ..." if is_test else stated[0]
    return given["error"] is None and matches(expected, given["shown"])


@pytest.mark.parametrize("python", PYTHONS)
@each_lesson
def test_shows_what_it_states_in_every_python(shown, lesson, python):
    cells = {cell.id: cell for cell in code_cells(lesson)}
    given = shown[lesson, python]
    assert {
        name: what for name, what in given.items() if not is_as_stated(lesson, cells[name], what)
    } == {}
    assert len(given) > len(cells) / 2


@each_lesson
def test_untagged_code_is_python_3_10(lesson):
    for cell in code_cells(lesson):
        ast.parse(cell.source, feature_version=(3, needed_python(cell)))


@each_lesson
def test_known_tags_only(lesson):
    for cell in LESSONS[lesson].cells:
        for tag in tags(cell):
            assert tag == "raises-exception" or NEWER_PYTHON.fullmatch(tag), (cell.id, tag)


@each_lesson
def test_is_valid_and_written_as_nbformat_writes_it(lesson):
    notebook = LESSONS[lesson]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert PATHS[lesson].read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"


@each_lesson
def test_ids_are_unique_and_say_something(lesson):
    ids = [cell.id for cell in LESSONS[lesson].cells]
    assert len(set(ids)) == len(ids)
    assert [cell_id for cell_id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell_id)] == []


@each_lesson
def test_is_saved_without_outputs(lesson):
    cells = code_cells(lesson)
    assert [(cell.outputs, cell.execution_count) for cell in cells] == [([], None)] * len(cells)


@each_lesson
def test_each_option_has_a_word_on_it(lesson):
    for cell in LESSONS[lesson].cells:
        settings = cell.metadata.get("lessonbook", {})
        if settings.get("question") not in ("single", "many"):
            continue
        options = re.findall(r"^- \[([ x])\] .+\n((?:  > .+\n?)*)", cell.source + "\n", re.M)
        assert len(options) >= 3, cell.id
        assert [words for _, words in options if not words] == [], cell.id
        right = [box for box, _ in options].count("x")
        assert right == 1 or (settings.question == "many" and 0 < right < len(options)), cell.id
        # A guess is explained by the cell after it.
        assert "\n> Why: " in cell.source or settings.points == 0, cell.id
