"""The recipe in thirteen small functions, from a folder of tracks to a genre and a score.

Each docstring says what its function has to do. Where the code does something else, the code is wrong.
"""

from pathlib import Path

import numpy as np


def track_names(folder):
    """Names of a folder's WAV files: a list of str, in the same order on every computer."""
    return sorted(path.name for path in Path(folder).glob("*.wav"))


def window_starts(n_samples, length, hop):
    """First samples of all whole windows, an int array; what is left over at the end is dropped."""
    return np.arange(0, n_samples - length + 1, hop)


def in_db(power):
    """Decibels under the loudest cell, from -80 to 0.

    power: float array of shape (n_bands, n_frames), 0 or more, not silent throughout.
    """
    db = 10 * np.log10(np.maximum(power, 1e-12) / power.max())
    return np.maximum(db, -80.0)


def flip(picture):
    """The picture played backwards, bands where they were; float array of shape (n_bands, n_frames)."""
    return picture[:, ::-1]


def cut_bands(power, rng):
    """A copy in which three bands are silent; rng draws them from all bands, perhaps one of them twice.

    power: float array of shape (n_bands, n_frames), power, 0 or more.
    """
    cut = power.copy()
    cut[rng.integers(len(cut), size=3)] = 0.0
    return cut


def cut_frames(power, rng):
    """A copy in which four frames are silent; rng draws them from all frames, perhaps one of them twice.

    power: float array of shape (n_bands, n_frames), power, 0 or more.
    """
    cut = power.copy()
    frames = rng.integers(cut.shape[1], size=4)
    cut[:, frames] = 0.0
    return cut


def pictures_for(part, pictures, rng):
    """What the network gets of a part: pictures as they are, but of 'training' each is flipped in one case of two.

    part: 'training', 'validation' or 'test'; pictures: float array of shape (n, n_bands, n_frames).
    """
    if part != "training":
        return pictures
    flipped = rng.random(len(pictures)) < 0.5
    return np.where(flipped[:, None, None], pictures[:, :, ::-1], pictures)


def steps_of_an_epoch(n_windows, batch_size):
    """How many batches it takes until every window has come once, an int."""
    return int(np.ceil(n_windows / batch_size))


def batches(x, y, batch_size, rng):
    """One epoch, a list of (x, y): every window once with its label, a batch's windows drawn by rng from anywhere."""
    order = rng.permutation(len(x))
    chosen = [order[start : start + batch_size] for start in range(0, len(x), batch_size)]
    return [(x[rows], y[rows]) for rows in chosen]


def windows_to_test(track_of, share, rng):
    """Which windows to test on, a bool array: all windows of some tracks, none of the others.

    track_of: each window's track, an array of int or str; share: of the tracks, rounded; rng draws the tracks.
    """
    numbers = np.unique(track_of, return_inverse=True)[1]
    n = numbers.max() + 1
    return np.isin(numbers, rng.permutation(n)[: round(share * n)])


def epoch_to_keep(history):
    """Number of the epoch, from 0, whose weights are kept: lowest validation loss. The test set has no say.

    history: dict of equally long lists, a value an epoch, 'training_loss', 'validation_loss' and 'test_loss'.
    """
    return int(np.argmin(history["validation_loss"]))


def majority_vote(probabilities):
    """The genre that most windows vote for, an int; of those with equally many, that with the highest mean.

    probabilities: float array of shape (n_windows, n_genres); a window votes for its largest.
    """
    votes = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1])
    level = np.flatnonzero(votes == votes.max())
    return int(level[probabilities.mean(axis=0)[level].argmax()])


def accuracy(labels, answers):
    """Share of the tracks that are named rightly, a float from 0 to 1; two int arrays of shape (n_tracks,)."""
    return float(np.mean(np.asarray(labels) == np.asarray(answers)))
