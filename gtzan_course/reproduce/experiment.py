"""The whole experiment on a reader's own tracks: split, train by a recipe, vote, write down what came out (chapter 12).

All that it makes lies in one folder: the settings, the state of the training after its last whole epoch, the test
tracks' votes, an entry as in ``results/`` and a page. Whenever it is stopped, even by force, the same call goes on from
that epoch and ends as it would have in one go.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from gtzan_course import __version__
from gtzan_course.dataset import GENRES, read_tracks
from gtzan_course.files import written_whole
from gtzan_course.ledger import write_result
from gtzan_course.reproduce.outcomes import RECIPES, Outcome, Settings, data_of
from gtzan_course.reproduce.page import page_of
from gtzan_course.reproduce.parts import divide, fingerprint, part_of, read_windows
from gtzan_course.runs import Part, Run, run

EPOCHS = 150
"""The write-up's number."""

SETTINGS, CHECKPOINT, PREDICTIONS, PAGE = "settings.json", "checkpoint.npz", "predictions.csv", "index.html"


def reproduce(
    data_home: str | Path,
    *,
    recipe: str,
    split: str = "stratified",
    epochs: int = EPOCHS,
    seed: int = 0,
    out: str | Path | None = None,
    progress: bool = False,
) -> Outcome:
    """Run a recipe on a folder of tracks, and write a page on what came out.

    Parameters
    ----------
    data_home
        GTZAN, or other tracks in its layout, as for `dataset.read_tracks`.
    recipe
        ``published`` or ``revised``.
    split
        ``stratified`` or ``fault-filtered``.
    epochs
        How many epochs; for the published recipe an epoch is half a pass.
    seed
        Where the drawing starts.
    out
        The folder to write into; by default one in the working folder, named after the settings.
    progress
        Whether to show bars and to print a line an epoch.

    Returns
    -------
    Outcome
        What came out, and where its page lies. Beside the page lie the settings, the state of the training, the
        ledger's entry and ``predictions.csv``.

    Raises
    ------
    FileNotFoundError
        There is no such folder of tracks.
    ValueError
        There is no such recipe or split, a part of the split would lack a genre, or ``out`` was begun with other
        settings or other tracks.
    FileExistsError
        ``out`` holds something else.
    OSError
        The disk is full; the last whole epoch is kept.
    KeyboardInterrupt
        It was interrupted; says how to go on.

    Warns
    -----
    UserWarning
        A track cannot be read: it goes on without.
    """
    settings = Settings(recipe, split, epochs, seed)
    folder = Path(out) if out is not None else Path(f"reproduced_{settings.name}")
    _check_own(folder)
    scale = RECIPES[recipe].scale
    divided = divide(read_tracks(data_home), split)
    files = read_windows(chain(*divided), scale, progress=progress)
    parts = divided.only(files).checked()
    _claim(folder, {**asdict(settings), "tracks": fingerprint(parts, files), "course": __version__})
    done = _run(settings, [part_of(part, files, scale) for part in parts], folder, progress=progress)
    predicted = done.votes(RECIPES[recipe])
    outcome = Outcome(settings, parts, done, predicted, data_of(data_home, parts), folder / PAGE)
    _write(folder, outcome)
    return outcome


def _check_own(folder: Path) -> None:
    """Refuse a folder that holds something else."""
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"Expected a folder to write into, found a file at {folder}. Give another --out.")
    if folder.is_dir() and not (folder / SETTINGS).is_file() and any(p.suffix != ".part" for p in folder.iterdir()):
        raise FileExistsError(
            f"Expected a new folder, or one that this command has begun, found other files in {folder}. "
            "Give another --out."
        )


def _claim(folder: Path, wanted: dict[str, object]) -> None:
    """Mark a new folder with the settings, or see that an old one was begun with the same."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".*.part"):
        left.unlink(missing_ok=True)
    path = folder / SETTINGS
    if not path.is_file():
        with written_whole(path) as file:
            file.write((json.dumps(wanted, indent=2) + "\n").encode())
    begun = json.loads(path.read_text(encoding="utf-8"))
    others = [f"{name} {begun.get(name)} (now {value})" for name, value in wanted.items() if begun.get(name) != value]
    if others:
        raise ValueError(
            f"Expected the settings and tracks with which {folder} was begun: {', '.join(others)}. "
            "Give these again, or another --out."
        )


def _run(settings: Settings, parts: list[Part], folder: Path, *, progress: bool) -> Run:
    """Train from the last whole epoch on."""
    from gtzan_course.backend import reserve_memory
    from gtzan_course.checkpoints import kept_epochs
    from gtzan_course.reproduce.progress import EpochBars

    reserve_memory()
    kept = folder / CHECKPOINT
    bars = [EpochBars()] if progress else []
    recipe, seed, epochs = RECIPES[settings.recipe], settings.seed, settings.epochs
    try:
        return run(recipe, *parts, seed=seed, epochs=epochs, kept_in=kept, callbacks=bars)
    except KeyboardInterrupt:
        done = kept_epochs(kept)
        raise KeyboardInterrupt(
            f"interrupted; {done} of {epochs} epochs are kept in {folder}. Give the same command again to go on."
        ) from None


def _write(folder: Path, outcome: Outcome) -> None:
    """Write predictions, the ledger's entry and the page."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("track_id", "genre", "predicted"))
    table.writerows(
        (track.track_id, track.genre, GENRES[label])
        for track, label in zip(outcome.parts.test, outcome.predicted, strict=True)
    )
    with written_whole(folder / PREDICTIONS) as file:
        file.write(text.getvalue().encode())
    settings = outcome.settings
    write_result(
        folder / f"{settings.name}.json",
        command=settings.command,
        data=outcome.data,
        seeds=[settings.seed],
        figures=outcome.figures(),
    )
    with written_whole(outcome.page) as file:
        file.write(page_of(outcome).encode())
