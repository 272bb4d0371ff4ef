// The program that reads and writes nbgrader's grade book. Python has SQLite; Node 20 has none.
import nbgraderDb from "./nbgrader_db.py";

export const NBGRADER_DB: string = nbgraderDb;
