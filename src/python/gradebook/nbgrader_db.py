"""Reads and writes nbgrader's grade book, ``gradebook.db``, without nbgrader.

A program of its own, run by ``lessonbook gradebook``: ``import FILE`` prints JSON, ``export FILE``
reads JSON from stdin (``src/grading/gradebook-nbgrader.ts`` has the shapes). Tables, column types
and the version stamp are those of nbgrader 0.9 (revision e43177bfe90b, unchanged since 0.7).
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import uuid
from typing import Any

REVISION = "e43177bfe90b"

SCHEMA = """
CREATE TABLE course (id VARCHAR(128) NOT NULL PRIMARY KEY);
CREATE TABLE student (id VARCHAR(128) NOT NULL PRIMARY KEY, first_name VARCHAR(128),
 last_name VARCHAR(128), email VARCHAR(128), lms_user_id VARCHAR(128));
CREATE TABLE assignment (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL UNIQUE,
 duedate DATETIME, course_id VARCHAR(128) NOT NULL REFERENCES course (id));
CREATE TABLE notebook (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL,
 assignment_id VARCHAR(32) REFERENCES assignment (id), kernelspec VARCHAR(1024),
 UNIQUE (name, assignment_id));
CREATE TABLE base_cell (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL,
 notebook_id VARCHAR(32) NOT NULL REFERENCES notebook (id), type VARCHAR(50),
 UNIQUE (name, notebook_id, type));
CREATE TABLE grade_cells (id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES base_cell (id),
 max_score FLOAT NOT NULL, cell_type VARCHAR(8) NOT NULL);
CREATE TABLE solution_cells (id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES base_cell (id));
CREATE TABLE task_cells (id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES base_cell (id),
 max_score FLOAT NOT NULL, cell_type VARCHAR(8) NOT NULL);
CREATE TABLE source_cell (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL,
 cell_type VARCHAR(8) NOT NULL, locked BOOLEAN NOT NULL, source TEXT, checksum VARCHAR(128),
 notebook_id VARCHAR(32) REFERENCES notebook (id), UNIQUE (name, notebook_id));
CREATE TABLE submitted_assignment (id VARCHAR(32) NOT NULL PRIMARY KEY,
 assignment_id VARCHAR(32) REFERENCES assignment (id),
 student_id VARCHAR(128) REFERENCES student (id), timestamp DATETIME, extension DATETIME,
 UNIQUE (assignment_id, student_id));
CREATE TABLE submitted_notebook (id VARCHAR(32) NOT NULL PRIMARY KEY,
 assignment_id VARCHAR(32) REFERENCES submitted_assignment (id),
 notebook_id VARCHAR(32) REFERENCES notebook (id), flagged BOOLEAN,
 late_submission_penalty FLOAT, UNIQUE (notebook_id, assignment_id));
CREATE TABLE grade (id VARCHAR(32) NOT NULL PRIMARY KEY,
 notebook_id VARCHAR(32) REFERENCES submitted_notebook (id),
 cell_id VARCHAR(32) REFERENCES base_cell (id), auto_score FLOAT, manual_score FLOAT,
 extra_credit FLOAT, needs_manual_grade BOOLEAN NOT NULL, UNIQUE (cell_id, notebook_id));
CREATE TABLE comment (id VARCHAR(32) NOT NULL PRIMARY KEY,
 notebook_id VARCHAR(32) REFERENCES submitted_notebook (id),
 cell_id VARCHAR(32) REFERENCES base_cell (id), auto_comment TEXT, manual_comment TEXT,
 UNIQUE (cell_id, notebook_id));
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
"""

Row = dict[str, Any]


class GradebookError(Exception):
    """The file is no grade book that can be used; the message says why."""


def open_gradebook(file: str, *, create: bool) -> sqlite3.Connection:
    """Open a grade book.

    Parameters
    ----------
    file : str
        Its path.
    create : bool
        Make one where there is none.

    Raises
    ------
    GradebookError
        When there is none, or it is of another version.
    """
    if not os.path.exists(file) and not create:
        raise GradebookError(f"There is no file {file}.")
    book = sqlite3.connect(file, timeout=30, isolation_level=None)
    book.row_factory = sqlite3.Row
    try:
        tables = {row["name"] for row in book.execute("SELECT name FROM sqlite_master")}
        if not tables and create:
            book.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA.split(";\n"):
                if statement.strip():
                    book.execute(statement)
            book.execute("INSERT INTO alembic_version VALUES (?)", (REVISION,))
            book.execute("COMMIT")
            return book
        if "alembic_version" not in tables or "submitted_assignment" not in tables:
            raise GradebookError(f"{file} is no grade book of nbgrader.")
        versions = [row["version_num"] for row in book.execute("SELECT * FROM alembic_version")]
    except sqlite3.DatabaseError as error:
        raise GradebookError(f"{file} cannot be read as a grade book: {error}.") from error
    if versions != [REVISION]:
        raise GradebookError(
            f"{file} is of another version of nbgrader. Bring it up to date: nbgrader db upgrade"
        )
    return book


def read_all(book: sqlite3.Connection) -> Row:
    """Return students, assignments and what people gave."""
    assignments = []
    for assignment in book.execute("SELECT * FROM assignment ORDER BY name"):
        marks = book.execute(
            """
            SELECT sa.student_id AS student, n.name AS notebook, c.name AS cell, sn.flagged AS flag,
              MAX(g.manual_score) AS points, MAX(g.extra_credit) AS extra,
              MAX(m.manual_comment) AS comment
            FROM submitted_assignment sa
            JOIN submitted_notebook sn ON sn.assignment_id = sa.id
            JOIN notebook n ON n.id = sn.notebook_id
            JOIN base_cell c ON c.notebook_id = n.id
            LEFT JOIN grade g ON g.notebook_id = sn.id AND g.cell_id = c.id
            LEFT JOIN comment m ON m.notebook_id = sn.id AND m.cell_id = c.id
            WHERE sa.assignment_id = ?
            GROUP BY sa.student_id, n.name, c.name
            HAVING points IS NOT NULL OR COALESCE(extra, 0) <> 0 OR COALESCE(comment, '') <> ''
            ORDER BY student, notebook, cell
            """,
            (assignment["id"],),
        )
        name, due = assignment["name"], assignment["duedate"]
        assignments.append({"name": name, "due": due, "marks": [dict(row) for row in marks]})
    students = book.execute(
        "SELECT id, first_name, last_name, email, lms_user_id FROM student ORDER BY id"
    )
    return {"students": [dict(row) for row in students], "assignments": assignments}


def write_all(book: sqlite3.Connection, course: Row) -> None:
    """Write students, assignments and grades, in one step; what else is in the book stays."""
    book.execute("BEGIN IMMEDIATE")
    try:
        found = book.execute("SELECT id FROM course").fetchone()
        course_id = found["id"] if found else course["course"] or "default_course"
        if not found:
            book.execute("INSERT INTO course VALUES (?)", (course_id,))
        for student in course["students"]:
            _write_student(book, student)
        for assignment in course["assignments"]:
            _write_assignment(book, course_id, assignment)
        book.execute("COMMIT")
    except BaseException:
        book.execute("ROLLBACK")
        raise


def _write_student(book: sqlite3.Connection, student: Row) -> None:
    keys = ("first_name", "last_name", "email", "lms_user_id")
    book.execute("INSERT OR IGNORE INTO student (id) VALUES (?)", (student["id"],))
    for key in keys:
        if student.get(key):
            change = f"UPDATE student SET {key} = ? WHERE id = ?"
            book.execute(change, (student[key], student["id"]))


def _write_assignment(book: sqlite3.Connection, course_id: str, assignment: Row) -> None:
    key = _put(book, "assignment", {"name": assignment["name"]}, {"course_id": course_id})
    if assignment["due"] is not None:
        book.execute("UPDATE assignment SET duedate = ? WHERE id = ?", (assignment["due"], key))
    cells = {}
    notebooks = {}
    for notebook in assignment["notebooks"]:
        name = notebook["name"]
        kernel = {"kernelspec": notebook["kernelspec"]}
        notebooks[name] = _put(book, "notebook", {"name": name, "assignment_id": key}, kernel)
        for cell in notebook["cells"]:
            cells[name, cell["name"]] = _write_cell(book, notebooks[name], cell)
    for submission in assignment["submissions"]:
        _write_submission(book, key, submission, notebooks, cells)


def _write_cell(book: sqlite3.Connection, notebook: str, cell: Row) -> dict[str, str]:
    """Write the teacher's cell; return its ids by the part it plays."""
    own = {key: cell[key] for key in ("cell_type", "locked", "source", "checksum")}
    _put(book, "source_cell", {"name": cell["name"], "notebook_id": notebook}, own)
    ids = {}
    for part, table, has_points in (
        ("GradeCell", "grade_cells", True),
        ("SolutionCell", "solution_cells", False),
        ("TaskCell", "task_cells", True),
    ):
        if part not in cell["parts"]:
            continue
        where = {"name": cell["name"], "notebook_id": notebook, "type": part}
        ids[part] = _put(book, "base_cell", where, {})
        book.execute(
            f"INSERT OR REPLACE INTO {table} VALUES (?{', ?, ?' if has_points else ''})",
            (ids[part], *((cell["max_score"], cell["cell_type"]) if has_points else ())),
        )
    return ids


def _write_submission(
    book: sqlite3.Connection,
    assignment: str,
    submission: Row,
    notebooks: dict[str, str],
    cells: dict[tuple[str, str], dict[str, str]],
) -> None:
    where = {"assignment_id": assignment, "student_id": submission["student"]}
    key = _put(book, "submitted_assignment", where, {"timestamp": submission["timestamp"]})
    for notebook in submission["notebooks"]:
        name = notebook["name"]
        where = {"assignment_id": key, "notebook_id": notebooks[name]}
        values = {"flagged": notebook["flagged"], "late_submission_penalty": notebook["penalty"]}
        own = _put(book, "submitted_notebook", where, values)
        given = {cell["name"]: cell for cell in notebook["cells"]}
        for (_, cell_name), ids in ((at, ids) for at, ids in cells.items() if at[0] == name):
            cell = given.get(cell_name, {})
            for part, cell_id in ids.items():
                place = {"notebook_id": own, "cell_id": cell_id}
                if part != "SolutionCell":
                    keys = ("auto_score", "manual_score", "extra_credit")
                    grade = {key: cell.get(key) for key in keys}
                    waits = {"needs_manual_grade": bool(cell.get("needs_manual_grade"))}
                    _put(book, "grade", place, {**grade, **waits})
                if part != "GradeCell":
                    said = {key: cell.get(key) for key in ("auto_comment", "manual_comment")}
                    _put(book, "comment", place, said)


def _put(book: sqlite3.Connection, table: str, where: Row, values: Row) -> str:
    """Insert or update the row that `where` names; return its id."""
    names = " AND ".join(f"{name} = ?" for name in where)
    found = book.execute(f"SELECT id FROM {table} WHERE {names}", tuple(where.values())).fetchone()
    if found is None:
        row = {"id": uuid.uuid4().hex, **where, **values}
        marks = ", ".join("?" * len(row))
        book.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", (*row.values(),))
        return str(row["id"])
    if values:
        changes = ", ".join(f"{name} = ?" for name in values)
        book.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), found["id"]))
    return str(found["id"])


def main(arguments: list[str]) -> int:
    """Run ``import FILE`` or ``export FILE``."""
    action, file = arguments
    try:
        book = open_gradebook(file, create=action == "export")
        if action == "export":
            write_all(book, json.load(sys.stdin))
        else:
            json.dump(read_all(book), sys.stdout)
        book.close()
    except (GradebookError, sqlite3.Error, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
