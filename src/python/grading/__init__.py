"""The side of grading that is Python: a server, and the processes that student code runs in."""
