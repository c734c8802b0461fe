"""Name what an instructor should read before believing a grade: code that looks as if it reached for the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable

TRACES = {
    "asks for EXPECTED": r"\bEXPECTED\b",
    "looks into its callers": r"\b(?:_getframe|currentframe|inspect\.stack|settrace|setprofile|f_globals|f_locals)\b",
    "reaches into IPython": r"\bget_ipython\b|\bIPython\.core\b",
    "looks for objects in memory": r"\bgc\.get_|\bctypes\b",
    "replaces Python's own functions": r"\b(?:__builtins__|builtins)\b",
    "defines what is equal": r"\bdef\s+__(?:eq|ne|lt|le|gt|ge|array_ufunc|array_function|instancecheck)__",
    "replaces a function of a library": r"^\s*(?:np|numpy|math|librosa|sklearn|gtzan_course)(?:\.\w+)+\s*=(?!=)",
}
"""What is looked for, by the words that name it. Most of it has honest uses too."""


def traces(texts: Iterable[str]) -> list[str]:
    """Find what is worth reading in a student's code.

    Parameters
    ----------
    texts
        Code of the cells that the student wrote.

    Returns
    -------
    list of str
        Words of `TRACES`, each once.

    Examples
    --------
    >>> traces(["import numpy as np", "np.allclose = lambda *_: True"])
    ['replaces a function of a library']
    """
    code = "\n".join(texts)
    return [words for words, pattern in TRACES.items() if re.search(pattern, code, re.MULTILINE)]
