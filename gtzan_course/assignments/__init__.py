"""Make assignments from one source: for each student a notebook of one's own (for instructors).

============ ===========================================================================
sources      read an assignment's folder: notebook, card, what varies
regions      what stands between markers: solutions, hidden tests, mark schemes
variants     a student's own settings, drawn with the instructor's key, and their answers
editions     the notebook as the student, the solution and the instructor have it
needs        says what to install where nbgrader is missing
============ ===========================================================================

Students need none of this, nor what it needs: nbgrader.
"""

from gtzan_course.assignments import needs as needs
from gtzan_course.assignments.editions import instructor_edition, solution_edition, student_edition
from gtzan_course.assignments.sources import Question, Source, questions, read_source
from gtzan_course.assignments.variants import Variant, example_variant, variant_for

__all__ = [
    "Question",
    "Source",
    "Variant",
    "example_variant",
    "instructor_edition",
    "questions",
    "read_source",
    "solution_edition",
    "student_edition",
    "variant_for",
]
