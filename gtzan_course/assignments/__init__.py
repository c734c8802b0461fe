"""Make assignments from one source: for each student a notebook of one's own (for instructors).

============ ===========================================================================
sources      read an assignment's folder: notebook, card, what varies
regions      what stands between markers: solutions, hidden tests, mark schemes
variants     a student's own settings, drawn with the instructor's key, and their answers
editions     the notebook as the student, the solution and the instructor have it
rosters      a list of students, and a name for each one's folder
keys         the instructor's key: made once, never overwritten
handing_out  a folder for each student, with the notebook in it
needs        says what to install where nbgrader is missing
============ ===========================================================================

Students need none of this, nor what it needs: nbgrader.
"""

from gtzan_course.assignments import needs as needs
from gtzan_course.assignments.editions import instructor_edition, solution_edition, student_edition
from gtzan_course.assignments.handing_out import HandedOut, assign
from gtzan_course.assignments.keys import DEFAULT_KEY, read_key
from gtzan_course.assignments.rosters import Student, folder_name, read_roster
from gtzan_course.assignments.sources import DEFAULT_ROOT, Question, Source, questions, read_source
from gtzan_course.assignments.variants import Variant, example_variant, variant_for

__all__ = [
    "DEFAULT_KEY",
    "DEFAULT_ROOT",
    "HandedOut",
    "Question",
    "Source",
    "Student",
    "Variant",
    "assign",
    "example_variant",
    "folder_name",
    "instructor_edition",
    "questions",
    "read_key",
    "read_roster",
    "read_source",
    "solution_edition",
    "student_edition",
    "variant_for",
]
