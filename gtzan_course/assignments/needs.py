"""Say what to install where the libraries are missing that assignments are made and graded with."""

from importlib.util import find_spec

for _library in ("nbformat", "nbgrader", "psutil", "yaml"):
    if find_spec(_library) is None:
        raise ImportError(
            f"Assignments are made and graded with the library {_library}, which is not installed. "
            'Install it and its like: pip install -e ".[cpu,instructors]" in the folder of the course.'
        )
