"""The command gtzan-course: data, songs, the whole experiment; for instructors, assignments handed out and graded."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gtzan_course import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv
        The arguments, without the command's name; by default those it was called with.

    Returns
    -------
    int
        The exit code: 0 when all went well, 1 when a copy of GTZAN is not as published, 2 for wrong input, 130
        for an interruption. Errors and warnings are one line each on the error stream.
    """
    args = _parser().parse_args(argv)
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            return int(args.run(args))
        except KeyboardInterrupt as stop:
            _say(str(stop) or "interrupted")
            return 130
        except (ValueError, OSError, ImportError) as error:
            _say(error)
            return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gtzan-course", description="Classify music by genre, by machine.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    classify = commands.add_parser(
        "classify",
        help="name the genre of songs",
        description="Name a song's genre; for a folder or several songs, print a table with a row for every file.",
    )
    classify.add_argument(
        "songs",
        nargs="+",
        metavar="SONG",
        help="an audio file: WAV, AU, AIFF, FLAC, OGG, MP3; from 1.5 s on; or a folder of them",
    )
    classify.add_argument("--model", metavar="M", help="cnn, pretrained, or a saved model (.npz); default: cnn")
    classify.set_defaults(run=_classify)
    data = commands.add_parser("data", help="make, fetch or verify tracks", description="Make or get the tracks.")
    _add_data_commands(data.add_subparsers(required=True, metavar="COMMAND"))
    _add_reproduce(commands)
    _add_assign(commands)
    _add_grade(commands)
    return parser


def _add_data_commands(commands: Any) -> None:
    demo = commands.add_parser("demo", help="make the demo data", description="Make tracks of ten genres from a seed.")
    demo.add_argument(
        "--tracks-per-genre", type=int, default=10, metavar="N", help="tracks in each genre; default: %(default)s"
    )
    demo.add_argument(
        "--seed", type=int, default=0, metavar="S", help="another seed, other music; default: %(default)s"
    )
    fetch = commands.add_parser("fetch", help="download GTZAN", description="Download GTZAN (1.2 GB) and verify it.")
    verify = commands.add_parser(
        "verify", help="check a copy of GTZAN", description="Check each track against the published md5s."
    )
    for command, run in ((demo, _demo), (fetch, _fetch), (verify, _verify)):
        command.add_argument("data_home", metavar="DIR", help="the folder of the data set")
        command.set_defaults(run=run)


def _add_reproduce(commands: Any) -> None:
    reproduce = commands.add_parser(
        "reproduce",
        help="run the whole experiment on your tracks",
        description="Train by a recipe on a folder of tracks, test by vote and write a page. What is stopped goes on "
        "after its last whole epoch when the same command is given again.",
    )
    reproduce.add_argument("--data", required=True, metavar="DIR", help="GTZAN, or tracks in its layout")
    reproduce.add_argument("--recipe", required=True, metavar="R", help="published or revised")
    reproduce.add_argument(
        "--split", default="stratified", metavar="S", help="stratified or fault-filtered; default: %(default)s"
    )
    reproduce.add_argument("--epochs", type=int, default=150, metavar="N", help="default: %(default)s, the write-up's")
    reproduce.add_argument(
        "--seed", type=int, default=0, metavar="N", help="another seed, other first weights; default: %(default)s"
    )
    reproduce.add_argument("--out", metavar="DIR", help="where all goes; default: a folder named after the settings")
    reproduce.set_defaults(run=_reproduce)


def _add_assign(commands: Any) -> None:
    assign = commands.add_parser(
        "assign",
        help="make every student a notebook",
        description="Make an assignment's notebook for every student of a roster, each with settings of its own. "
        "What is there already stays as it is.",
    )
    assign.add_argument("name", metavar="NAME", help="the assignment, such as windows")
    assign.add_argument("--students", required=True, metavar="FILE", help="the roster, a CSV file")
    assign.add_argument("--out", required=True, metavar="DIR", help="where each student's folder goes")
    _add_keeping(assign)
    assign.set_defaults(run=_assign)


def _add_grade(commands: Any) -> None:
    grade = commands.add_parser(
        "grade",
        help="grade what students have handed in",
        description="Grade a folder of notebooks: a table with a row for every file, and a feedback page for every "
        "notebook. Both appear at the end, or not at all.",
    )
    grade.add_argument("name", metavar="NAME", help="the assignment, such as windows")
    grade.add_argument("--submissions", required=True, metavar="DIR", help="what was handed in, in folders or not")
    grade.add_argument("--out", required=True, metavar="FILE", help="the table, a CSV file")
    grade.add_argument("--students", metavar="FILE", help="the roster with which the notebooks were handed out")
    _add_keeping(grade)
    grade.add_argument("--feedback", metavar="DIR", help="where the pages go; default: named after the table")
    grade.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="notebooks to grade at a time; default: %(default)s"
    )
    grade.set_defaults(run=_grade)


def _add_keeping(command: argparse.ArgumentParser) -> None:
    """Add the options that name what the instructor keeps."""
    command.add_argument(
        "--key", default="gtzan-course.key", metavar="FILE", help="the instructor's key; default: %(default)s"
    )
    command.add_argument(
        "--source", default="assignments/source", metavar="DIR", help="the assignments' sources; default: %(default)s"
    )


def _classify(args: argparse.Namespace) -> int:
    from gtzan_course.batch import classify_files, songs_in
    from gtzan_course.classification import classify

    if len(args.songs) == 1 and not Path(args.songs[0]).is_dir():
        print(classify(args.songs[0], model=args.model))
        return 0
    files: dict[str, Path] = {}
    for song in map(Path, args.songs):
        files |= (
            {str(song / name): path for name, path in songs_in(song).items()} if song.is_dir() else {str(song): song}
        )
    table = classify_files(files, model=args.model)
    print(table)
    return 0 if any(song.genre for song in table.rows) else 2


def _demo(args: argparse.Namespace) -> int:
    from gtzan_course.demo import write_demo

    print(f"The demo data is in {write_demo(args.data_home, tracks_per_genre=args.tracks_per_genre, seed=args.seed)}")
    return 0


def _fetch(args: argparse.Namespace) -> int:
    from gtzan_course.fetch import fetch_gtzan

    print(f"GTZAN is in {fetch_gtzan(args.data_home)}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from gtzan_course.verify import verify_gtzan

    report = verify_gtzan(args.data_home)
    print(report)
    return 0 if report.ok else 1


def _reproduce(args: argparse.Namespace) -> int:
    from gtzan_course.reproduce import reproduce

    done = reproduce(
        args.data,
        recipe=args.recipe,
        split=args.split,
        epochs=args.epochs,
        seed=args.seed,
        out=args.out,
        progress=True,
    )
    print(f"Named rightly: {done.accuracy}")
    print(f"The page is {done.page}")
    return 0


def _assign(args: argparse.Namespace) -> int:
    from gtzan_course.assignments import assign

    print(assign(args.name, students=args.students, out=args.out, key=args.key, source=args.source))
    return 0


def _grade(args: argparse.Namespace) -> int:
    import signal

    from gtzan_course.grading.grade import grade

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(
        grade(
            args.name,
            submissions=args.submissions,
            out=args.out,
            students=args.students,
            key=args.key,
            source=args.source,
            feedback=args.feedback,
            jobs=args.jobs,
        )
    )
    return 0


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    """Show a warning as one line."""
    _say(f"warning: {message}")


def _say(message: object) -> None:
    """Write one line to the error stream."""
    print("gtzan-course:", " ".join(str(message).split()), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
