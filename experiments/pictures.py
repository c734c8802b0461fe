"""Draw the pictures that stand outside the chapters: the vote in the README, and the chapters' map on the cover.

All show one demo track, the same as in chapter 07. Run it by ``make model``, after the training.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import keras
import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import scipy.ndimage
from matplotlib.axes import Axes

from gtzan_course import plots
from gtzan_course.augmentation import Cutout, TimeFlip
from gtzan_course.classification import Classification, classify, shipped_model_path
from gtzan_course.dataset import load_audio, read_tracks
from gtzan_course.demo import demo_home
from gtzan_course.evaluation import wilson_interval
from gtzan_course.heads import STRENGTHS
from gtzan_course.interactives.own_music import decisive
from gtzan_course.ledger import read_figures
from gtzan_course.model import load_model
from gtzan_course.occlusion import occlusion_map
from gtzan_course.recipes import STEPS
from gtzan_course.spectrograms import log_mel
from gtzan_course.training import predict_windows
from gtzan_course.windows import slice_windows

STATIC = Path(__file__).parents[1] / "_static"
TRACK = "blues.00004"
"""A track by an artist that the network has not met."""

Waveform = npt.NDArray[np.float32]


def vote(y: Waveform, heard: Classification) -> None:
    """Draw mel spectrogram and votes over the same time, and the tally beside them, for the README."""
    n_votes = round(39 * heard.shares[heard.genre])
    fig, axes = plt.subplot_mosaic([["mel", "."], ["votes", "tally"]], figsize=(10, 5.4), width_ratios=(3, 1))
    plots.mel_spectrogram(axes["mel"], log_mel(y[np.newaxis])[0])
    axes["mel"].images[0].colorbar.remove()
    plots.window_votes(axes["votes"], heard.window_genres[:39], heard.window_starts[:39])
    plots.shares(axes["tally"], heard.shares)
    axes["mel"].set(title=f"A demo track: {n_votes} of its 39 windows vote for {heard.genre}", xlabel="")
    fig.savefig(STATIC / "vote.png", metadata={"Software": None})


def waveform(ax: Axes, y: Waveform) -> None:
    """Chapter 01."""
    plots.waveform(ax, y)


def windows(ax: Axes, y: Waveform) -> None:
    """Chapter 02: the first windows, one lane for those with even numbers and one for the others."""
    plots.waveform(ax, y[:99_000])
    for number, colour in enumerate(["C1", "C2", "C1", "C2", "C1"]):
        start = number * 0.748
        ax.axvspan(start, start + 1.497, 0.52 * (number % 2), 0.48 + 0.52 * (number % 2), color=colour, alpha=0.35)


def picture(ax: Axes, values: npt.NDArray[np.floating]) -> None:
    """Show an array as chapters 03 to 05 do, without its axes."""
    ax.imshow(values, origin="lower", aspect="auto", interpolation="nearest")


def augmented(mel: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Chapter 04: the window as it is, flipped, and with holes, side by side."""
    window = mel[np.newaxis, :, :, np.newaxis]
    flipped = np.asarray(TimeFlip(1.0, seed=0)(window, training=True))[0, :, :, 0]
    holed = np.asarray(Cutout(1.0, n_bands=16, n_frames=16, seed=3)(window, training=True))[0, :, :, 0]
    gap = np.full((len(mel), 6), np.nan)
    return np.concatenate([mel, gap, flipped, gap, holed], axis=1)


def maps(model: keras.Model, mel: npt.NDArray[np.float32]) -> npt.NDArray[np.floating]:
    """Chapter 05: the strongest feature maps of the blocks, each stretched to the same height."""
    shown = []
    for block in (1, 2, 3, 4):
        inside = keras.Model(model.input, model.get_layer(f"block{block}_conv").output)
        answers = np.asarray(inside(mel[np.newaxis, :, :, np.newaxis]))[0]
        strongest = answers[:, :, answers.std(axis=(0, 1)).argmax()]
        repeat = 128 // strongest.shape[0]
        stretched = np.kron(strongest / strongest.max(), np.ones((repeat, repeat)))
        shown += [stretched[:128, :128], np.full((128, 6), np.nan)]
    return np.concatenate(shown[:-1], axis=1)


def curves(ax: Axes, history: dict[str, list[float]]) -> None:
    """Chapter 06."""
    plots.learning_curves(ax, history, figure="cross_entropy")
    ax.get_legend().remove()


def journey(ax: Axes, y: Waveform, heard: Classification) -> None:
    """The journey: the mel spectrogram, its windows' votes in one lane below, and a cursor."""
    ax.imshow(log_mel(y[np.newaxis])[0], origin="lower", aspect="auto", extent=(0, 39, 0, 1))
    for number, genre in enumerate(heard.window_genres[:39]):
        ax.barh(-0.17, 0.86, left=number + 0.07, height=0.2, color=plots.GENRE_COLOURS[genre])
    ax.vlines(24, -0.3, 1, color="white", linewidth=2)
    ax.vlines(24, -0.3, 0, color="C1", linewidth=2)
    ax.set(xlim=(0, 39), ylim=(-0.3, 1))


def brightness(ax: Axes, y: Waveform) -> None:
    """Chapter 08: the spectral centroid over ten seconds' spectrogram, in mel bands."""
    import librosa

    centroid = librosa.feature.spectral_centroid(y=y[:220_500], sr=22_050, hop_length=256)[0]
    bands = librosa.hz_to_mel(centroid) / librosa.hz_to_mel(11_025) * 128
    picture(ax, log_mel(y[np.newaxis, :220_500])[0])
    ax.plot(scipy.ndimage.uniform_filter1d(bands, 21), color="white", linewidth=2.5)


def intervals(ax: Axes) -> None:
    """Chapter 09: the published 82 % of 300 tracks, and 78.8 % of 250 others."""
    for height, (n_right, n) in enumerate([(197, 250), (246, 300)]):
        low, high = wilson_interval(n_right, n)
        ax.hlines(height, low, high, color=f"C{height}", linewidth=5)
        ax.plot(n_right / n, height, "o", color=f"C{height}", markersize=11)
    ax.set(xlim=(0.68, 0.92), ylim=(-0.7, 1.7))


def sides(ax: Axes) -> None:
    """Chapter 10: tracks in the colours of their artists, those to test on framed; two artists stand on both sides."""
    artist = np.repeat(np.arange(6), 4)
    tested = np.isin(np.arange(24), [1, 6, 16, 17, 18, 19, 20, 21, 22, 23])
    places = np.arange(24) % 4 + np.where(tested, 19, 0) + 5 * (artist % 3), artist // 3
    ax.scatter(*places, s=70, c=artist, cmap="tab10", vmin=0, vmax=9, edgecolors=np.where(tested, plots.INK, "none"))
    ax.axvline(16.5, color=plots.INK)
    ax.set(xlim=(-1, 34), ylim=(-0.7, 1.7))


def clipped(ax: Axes) -> None:
    """Chapter 11: a wave, and what is left of it under a ceiling."""
    t = np.linspace(0, 4, 800)
    wave = np.sin(2 * np.pi * t) * (0.6 + 0.4 * np.sin(0.9 * t + 0.3))
    ax.plot(t, wave, color=plots.INK, alpha=0.5)
    ax.plot(t, wave.clip(-0.55, 0.55), color="C1", linewidth=2.5)


def costs(ax: Axes) -> None:
    """Chapter 12: what each step from the published recipe brings alone, with its interval."""
    figures = read_figures("recipes")
    for height, step in enumerate(reversed([step.name for step in STEPS])):
        found = figures[f"published_and_{step}.minus_published"]
        ax.hlines(height, found["low"], found["high"], color="C0", linewidth=3)
        ax.plot(found["value"], height, "o", color="C0")
    ax.axvline(0, color=plots.INK)


def decided(model: keras.Model, mel: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Chapter 13: a window turned down, but for the patches that decide for its vote."""
    label = int(predict_windows(model, mel[np.newaxis])[0].argmax())
    mask = decisive(occlusion_map(model, mel[np.newaxis], label)[0])
    kept = np.kron(mask, np.ones((16, 17)))[:, : mel.shape[1]]
    return np.where(kept, mel, 0.45 * mel - 44)


def promises(ax: Axes) -> None:
    """Chapter 14: what two kinds of folds promise of each strength, and what came of it."""
    figures = read_figures("pretrained_head")
    for colour, kind in (("C0", "random"), ("C1", "artists")):
        promised = [figures[f"promised.{kind}.{strength:g}"]["value"] for strength in STRENGTHS]
        ax.plot(promised, marker="o", color=colour, linewidth=3)
        test, x = figures[f"test.{kind}"], len(STRENGTHS) + 0.5 + (kind == "artists")
        ax.vlines(x, test["low"], test["high"], color=colour, linewidth=4, alpha=0.5)
        ax.plot(x, test["value"], "s", color=colour, markersize=9)


def chapter_map(y: Waveform, heard: Classification) -> None:
    """Draw one small picture for each page of the way through the book."""
    model, card = load_model(shipped_model_path())
    mel = log_mel(slice_windows(y)[20:21])[0]
    drawings = {
        "journey": lambda ax: journey(ax, y, heard),
        "01": lambda ax: waveform(ax, y),
        "02": lambda ax: windows(ax, y),
        "03": lambda ax: picture(ax, log_mel(y[np.newaxis, :220_500])[0]),
        "04": lambda ax: picture(ax, augmented(mel)),
        "05": lambda ax: picture(ax, maps(model, mel)),
        "06": lambda ax: curves(ax, card["history"]),
        "07": lambda ax: plots.window_votes(ax, heard.window_genres[:39], heard.window_starts[:39]),
        "08": lambda ax: brightness(ax, y),
        "09": intervals,
        "10": sides,
        "11": clipped,
        "12": costs,
        "13": lambda ax: picture(ax, decided(model, mel)),
        "14": promises,
    }
    (STATIC / "map").mkdir(exist_ok=True)
    for chapter, draw in drawings.items():
        fig, ax = plt.subplots(figsize=(3.6, 1.2))
        draw(ax)
        ax.set_axis_off()
        fig.savefig(STATIC / "map" / f"{chapter}.webp", dpi=160, pil_kwargs={"quality": 80})
        plt.close(fig)


def main() -> None:
    """Hear the track once, and draw."""
    plt.style.use(plots.STYLE)
    home = demo_home(tracks_per_genre=10, artists_per_genre=10, seed=2024, first_artist=30, n_jobs=2)
    track = next(track for track in read_tracks(home) if track.track_id == TRACK)
    y, heard = load_audio(track.path), classify(track.path)
    vote(y, heard)
    chapter_map(y, heard)


if __name__ == "__main__":
    main()
