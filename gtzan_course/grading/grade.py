"""Grade a folder of submissions: a row in a table for every file, a feedback page for every notebook."""

from __future__ import annotations

import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gtzan_course.assignments.keys import DEFAULT_KEY, read_key
from gtzan_course.assignments.rosters import Student, folder_name, read_roster
from gtzan_course.assignments.sources import DEFAULT_ROOT, questions, read_source
from gtzan_course.assignments.variants import variant_for
from gtzan_course.grading.notebooks import grade_notebook
from gtzan_course.grading.prepared import prepared_home
from gtzan_course.grading.running import Limits
from gtzan_course.grading.sandbox import Sandbox, best_sandbox
from gtzan_course.grading.sheet import Line, auto_points, summary, write_sheet
from gtzan_course.grading.submissions import Submission, find_submissions, read_notebook
from gtzan_course.grading.whose import owner


@dataclass(frozen=True)
class Graded:
    """What `grade` did.

    Attributes
    ----------
    out
        The table.
    feedback
        The folder with the feedback pages.
    lines
        The table's rows.
    """

    out: Path
    feedback: Path
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        """Say so in two lines."""
        return f"{summary(self.lines)}\nThe table is {self.out}, the feedback pages are in {self.feedback}."


@dataclass(frozen=True)
class _Task:
    """All that grading one file needs, in a form that another process can be given."""

    name: str
    root: Path
    key: bytes
    roster: tuple[Student, ...]
    sandbox: Sandbox
    limits: Limits
    temporary: str


def grade(
    name: str,
    *,
    submissions: str | Path,
    out: str | Path,
    students: str | Path | None = None,
    key: str | Path = DEFAULT_KEY,
    source: str | Path = DEFAULT_ROOT,
    feedback: str | Path | None = None,
    jobs: int = 2,
    limits: Limits | None = None,
    say: Callable[[str], None] = print,
) -> Graded:
    """Grade a folder of notebooks. Table and pages appear at the end, or not at all.

    Parameters
    ----------
    name
        The assignment.
    submissions
        A folder with whatever was handed in, in folders or not.
    out
        The table to write, CSV.
    students
        The roster with which the notebooks were handed out; None if there is none.
    key
        The file of the key with which they were handed out.
    source
        The folder with the sources.
    feedback
        The folder to write feedback pages into; by default named after the table.
    jobs
        How many notebooks are graded at the same time.
    limits
        What a student's code may use.
    say
        Is given a line as each file is done.

    Returns
    -------
    Graded
        What was written.

    Raises
    ------
    FileNotFoundError
        There is no such assignment, folder, roster or key.
    FileExistsError
        The table or the folder for feedback is there already.
    ValueError
        The source, the roster or the key is not as it should be.
    """
    out = Path(out)
    pages = Path(feedback) if feedback is not None else out.with_name(f"{out.stem}_feedback")
    _refuse_to_overwrite(out, pages)
    if jobs < 1:
        raise ValueError(f"Expected 1 job or more, got {jobs}.")
    assignment = read_source(name, root=source)
    roster = tuple(read_roster(students)) if students is not None else ()
    found, secret = find_submissions(submissions), read_key(key)
    sandbox = _sandbox(jobs, hidden=[source, submissions, key, *([students] if students else []), out.parent])
    say(str(sandbox))
    task = _Task(name, Path(source).resolve(), secret, roster, sandbox, limits or Limits(), "")
    try:
        lines = _completed(_all_graded(task, found, jobs, say), roster, pages.name)
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt("interrupted: no table and no page was written; the same command begins anew") from stop
    _write_pages(pages, lines)
    write_sheet(out, lines, questions=questions(assignment), roster=roster)
    return Graded(out, pages, tuple(lines))


def _refuse_to_overwrite(out: Path, pages: Path) -> None:
    for path in (out, pages):
        if path.exists() or path.is_symlink():
            raise FileExistsError(f"{path} is there already. Move it away, or name another with --out or --feedback.")
    if not out.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {out.parent} to write {out.name} into. Make it first.")


def _sandbox(jobs: int, *, hidden: Iterable[str | Path]) -> Sandbox:
    threads = max(1, (os.cpu_count() or 1) // jobs)
    return replace(
        best_sandbox(), hidden=tuple(Path(path).resolve() for path in hidden), threads=threads, prepared=prepared_home()
    )


def _all_graded(task: _Task, found: Sequence[Submission], jobs: int, say: Callable[[str], None]) -> list[Line]:
    """Grade all files, several at a time, and say of each when it is done; in the order of the files."""
    from joblib import Parallel, delayed

    lines = []
    with tempfile.TemporaryDirectory(prefix="gtzan-", ignore_cleanup_errors=True) as temporary:
        os.chmod(temporary, 0o711)
        task = replace(task, temporary=temporary)
        parallel = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
        for line in parallel(delayed(_graded)(task, submission) for submission in found):
            lines.append(line)
            say(f"{len(lines)}/{len(found)} {_said(line)}")
    place = {submission.file: i for i, submission in enumerate(found)}
    return sorted(lines, key=lambda line: place[line.file])


def _graded(task: _Task, submission: Submission) -> Line:
    """Grade one file, with all that is temporary in the folder that goes when the command ends."""
    before, tempfile.tempdir = tempfile.tempdir, task.temporary
    try:
        return _line(task, submission)
    finally:
        tempfile.tempdir = before


def _line(task: _Task, submission: Submission) -> Line:
    """Grade one file. Whatever goes wrong with it becomes its note, so that the others get their points."""
    if submission.problem:
        whose = owner(None, submission.file, task.roster)
        student = "" if submission.system else (whose.student or "")
        return Line(student, submission.file, None, (submission.problem,))
    notebook = None
    try:
        notebook = read_notebook(submission.path)
        problem = ""
    except (ValueError, OSError) as error:
        problem = str(error)
    whose = owner(notebook, submission.file, task.roster)
    if notebook is None or whose.student is None:
        return Line(whose.student or "", submission.file, None, (*((problem,) if problem else ()), *whose.notes))
    try:
        source = read_source(task.name, root=task.root)
        variant = variant_for(source, student=whose.student, key=task.key)
        got = grade_notebook(source, variant, notebook, sandbox=task.sandbox, limits=task.limits, notes=whose.notes)
    except Exception as error:
        said = str(error) if isinstance(error, ValueError) else f"grading broke off: {type(error).__name__}: {error}"
        return Line(whose.student, submission.file, None, (*whose.notes, said))
    return Line(whose.student, submission.file, got, got.notes)


def _completed(lines: Sequence[Line], roster: Sequence[Student], folder: str) -> list[Line]:
    """Rows with what only all of them together tell: several files of a student, students without one, page names."""
    files = defaultdict(list)
    for line in lines:
        if line.grade is not None:
            files[line.student].append(line.file)
    taken: Counter[str] = Counter()
    done = []
    for line in lines:
        others = [file for file in files.get(line.student, ()) if file != line.file]
        more = (f"{line.student} handed in others too: {', '.join(others)}",) if line.grade and others else ()
        page = ""
        if line.grade:
            taken[line.student] += 1
            again = f"_{taken[line.student]}" if taken[line.student] > 1 else ""
            page = f"{folder}/{folder_name(line.student)}{again}.html"
        done.append(replace(line, notes=(*line.notes, *more), feedback=page))
    there = {line.student for line in lines}
    return done + [Line(student.id, "", None, ("nothing handed in",)) for student in roster if student.id not in there]


def _write_pages(pages: Path, lines: Sequence[Line]) -> None:
    """Write all pages into a folder that appears when they are all there."""
    with tempfile.TemporaryDirectory(dir=pages.parent, prefix=".grading-") as folder:
        made = Path(folder) / pages.name
        made.mkdir()
        for line in lines:
            if line.grade:
                (made / Path(line.feedback).name).write_text(line.grade.page, encoding="utf-8", errors="replace")
        os.replace(made, pages)


def _said(line: Line) -> str:
    """A row in one line."""
    who = f"{line.student or '?'} ({line.file})"
    if line.grade is None:
        return f"{who}: not graded: {'; '.join(line.notes)}"
    points, possible = auto_points(line.grade)
    notes = f"; {'; '.join(line.notes)}" if line.notes else ""
    return f"{who}: {points:g} of {possible}{notes}"
