"""Grade one notebook with nbgrader, in a course that is made for it and thrown away.

Each student has settings of one's own, hence an edition of one's own: so every notebook gets a folder, a source and a
gradebook to itself. nbgrader puts edited tests back, counts points and writes the feedback; the code is run by
`gtzan_course.grading.running`, which comes in place of nbgrader's own step.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from gtzan_course.assignments import needs as needs
from gtzan_course.grading.feedback import harmless

STUDENT = "student"
"""What every student is called inside; real names could not always name a folder."""

Step = Callable[[NotebookNode, dict[str, Any]], tuple[NotebookNode, dict[str, Any]]]
"""What nbconvert calls a preprocessor: notebook and resources in, both out."""


@dataclass(frozen=True)
class Course:
    """nbgrader's course of one student and one notebook.

    Attributes
    ----------
    folder
        Where it lies.
    name
        The assignment.
    """

    folder: Path
    name: str

    def autograde(self, execute: Step) -> None:
        """Run the submitted notebook and count its points.

        Parameters
        ----------
        execute
            What runs the code.
        """
        from nbgrader import converters, preprocessors

        grading = self.converter(converters.Autograde)
        last = [preprocessors.SaveAutoGrades, preprocessors.CheckCellMetadata]
        grading.autograde_preprocessors = [execute, *last]
        _start(grading)

    def scores(self) -> dict[str, float]:
        """Points of each cell that tests gave points to, by its grade_id."""
        from nbgrader.api import Gradebook

        with Gradebook(self.database) as gradebook:
            graded = gradebook.find_submission_notebook(self.name, self.name, STUDENT)
            return {grade.name: float(grade.auto_score) for grade in graded.grades if grade.auto_score is not None}

    def feedback(self, show: Step, *, template: Path) -> str:
        """Write the feedback page.

        Parameters
        ----------
        show
            What makes the graded notebook fit to be shown; what it puts into the resources, the template finds there.
        template
            A folder with the template ``index.html.j2``.

        Returns
        -------
        str
            The page.
        """
        from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
        from nbgrader import converters, preprocessors

        writing = self.converter(converters.GenerateFeedback)
        writing.preprocessors = [preprocessors.GetGrades, show, CSSHTMLHeaderPreprocessor]
        writing.config.HTMLExporter.exclude_anchor_links = True
        writing.config.HTMLExporter.filters = {"harmless": harmless}
        writing.config.HTMLExporter.template_name = template.name
        writing.config.HTMLExporter.extra_template_basedirs = [str(template.parent)]
        _start(writing)
        return self.path("feedback", STUDENT).with_suffix(".html").read_text(encoding="utf-8")

    @property
    def database(self) -> str:
        """The gradebook's address."""
        return f"sqlite:///{self.folder / 'gradebook.db'}"

    def path(self, stage: str, student: str) -> Path:
        """Where the notebook lies at a stage of nbgrader's."""
        return self.folder / stage / student / self.name / f"{self.name}.ipynb"

    def write(self, stage: str, student: str, notebook: NotebookNode) -> None:
        """Write the notebook as a stage of nbgrader's expects it."""
        path = self.path(stage, student)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)

    def converter(self, kind: Any) -> Any:
        """One of nbgrader's steps, set up for this course."""
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import Config

        config = Config()
        config.CourseDirectory = Config(
            root=str(self.folder), db_url=self.database, assignment_id=self.name, student_id=STUDENT
        )
        return kind(coursedir=CourseDirectory(config=config), config=config)


@contextmanager
def course(name: str, *, full: NotebookNode, submitted: NotebookNode) -> Iterator[Course]:
    """Make a course of one notebook; it is gone afterwards.

    Parameters
    ----------
    name
        The assignment.
    full
        The instructor's edition.
    submitted
        What the student handed in, with the cells of that edition.

    Yields
    ------
    Course
        Ready to grade.
    """
    from nbgrader import converters, preprocessors

    with tempfile.TemporaryDirectory(prefix="gtzan-") as folder:
        made = Course(Path(folder), name)
        _make_tables(made.database)
        made.write("source", ".", full)
        made.write("submitted", STUDENT, submitted)
        noting = made.converter(converters.GenerateAssignment)
        noting.preprocessors = [preprocessors.ComputeChecksums, preprocessors.SaveCells]
        _start(noting)
        yield made


def _make_tables(database: str) -> None:
    """Make an empty gradebook; nbgrader would also ask another program for its version, which takes seconds."""
    from nbgrader.api import Base
    from sqlalchemy import create_engine

    engine = create_engine(database)
    Base.metadata.create_all(engine)
    engine.dispose()


class _Errors(logging.Handler):
    """Keeps what nbgrader complains of, which it only logs."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage().strip())


def _start(converter: Any) -> None:
    """Let nbgrader do a step; where it fails, say what it logged."""
    from nbgrader.converters.base import NbGraderException
    from sqlalchemy.exc import SAWarning

    errors = _Errors()
    converter.log = converter.coursedir.log = log = logging.Logger("nbgrader")
    log.addHandler(errors)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Object of type", category=SAWarning)
            converter.start()
    except NbGraderException as error:
        said = next((text for text in errors.said if text.startswith("Traceback")), str(error))
        raise RuntimeError(f"nbgrader gave up: {said.splitlines()[-1]}") from error
