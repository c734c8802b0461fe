"""musicnn: a network that has heard 200,000 songs, and tells 50 tags (chapter 14).

Pons and Serra's ``MSD_musicnn`` (2019) learnt from songs of the Million Song Dataset, by tags that listeners had
given them. It is built anew here in Keras 3. Its weights come with the package ``musicnn`` (ISC licence), of which
only the file of weights is read and no code run. It hears sound at 16,000 Hz, in patches of three seconds.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import keras

SAMPLE_RATE = 16_000
"""In Hz; so it hears up to 8,000 Hz."""

N_FFT = 512
"""Samples in a frame: 32 ms."""

HOP_LENGTH = 256
"""Samples from one frame to the next: 16 ms."""

N_MELS = 96
"""Mel bands from 0 to 8,000 Hz."""

N_FRAMES = 187
"""Frames in a patch: three seconds."""

PATCH_LENGTH = (N_FRAMES - 1) * HOP_LENGTH + N_FFT
"""Samples in a patch: its 187 frames lie wholly inside it."""

PATCH_HOP = 61 * HOP_LENGTH
"""Samples from one patch to the next: 61 frames, a second less 24 ms."""

LEAD = N_FFT // 2
"""Zeros before a track's first sample, so that its first frame is centred on it, as librosa's are."""

_TAGS = (
    "rock, pop, alternative, indie, electronic, female vocalists, dance, 00s, alternative rock, jazz, "
    "beautiful, metal, chillout, male vocalists, classic rock, soul, indie rock, Mellow, electronica, 80s, "
    "folk, 90s, chill, instrumental, punk, oldies, blues, hard rock, ambient, acoustic, experimental, female "
    "vocalist, guitar, Hip-Hop, 70s, party, country, easy listening, sexy, catchy, funk, electro, heavy metal, "
    "Progressive rock, 60s, rnb, indie pop, sad, House, happy"
)

TAGS = tuple(_TAGS.split(", "))
"""What its 50 outputs stand for, in order: the tags most given to its songs on last.fm (Pons and Serra 2019)."""

FILTERS = ((204, (7, 38)), (204, (7, 67)), (51, (128, 1)), (51, (64, 1)), (51, (32, 1)))
"""The first layer's filters, how many and how large (frames, mel bands): two upright shapes for timbre, three
lying ones for rhythm."""

HOW_TO_GET = (
    "They come with the package musicnn: run `make pretrained` in the folder of the course, or "
    "`pip install --no-deps musicnn==0.1.0` (without its dependencies: it asks for a numpy that no longer installs)."
)


def musicnn_power(patches: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Turn patches into mel power spectrograms.

    Frames are not centred, so a patch brings all the samples that its frames need.

    Parameters
    ----------
    patches : ndarray of shape (n_patches, 48128), float32
        Mono waveforms at 16,000 Hz.

    Returns
    -------
    ndarray of shape (n_patches, 96, 187), float32
        Power in each mel band and frame.

    Raises
    ------
    ValueError
        The patches have another shape.
    """
    import scipy.fft

    if patches.ndim != 2 or patches.shape[1] != PATCH_LENGTH:
        raise ValueError(
            f"Expected patches of shape (n_patches, {PATCH_LENGTH}), got shape {patches.shape}. "
            "Slice the waveform into patches first."
        )
    frames = np.lib.stride_tricks.sliding_window_view(patches, N_FFT, axis=1)[:, ::HOP_LENGTH]
    hann, filters = _hann_and_filters()
    spectra = scipy.fft.rfft(frames * hann, axis=-1, overwrite_x=True)
    return np.asarray(((spectra.real**2 + spectra.imag**2) @ filters).transpose(0, 2, 1))


def musicnn_mel(power: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Bring mel power to the scale that musicnn has learnt from.

    It goes through half precision, as it did in musicnn's own program, and then through log10(10,000 x + 1).

    Parameters
    ----------
    power : ndarray of shape (n_patches, 96, 187), float32
        What `musicnn_power` gave.

    Returns
    -------
    ndarray of shape (n_patches, 187, 96), float32
        Frames and mel bands; 0 where there is silence.
    """
    halved = np.minimum(power, np.finfo(np.float16).max).astype(np.float16).astype(np.float32)
    return np.asarray(np.log10(10_000 * halved + 1).transpose(0, 2, 1))


@cache
def _hann_and_filters() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    import librosa
    from scipy.signal import get_window

    filters = librosa.filters.mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=N_MELS, dtype=np.float32)
    return get_window("hann", N_FFT).astype(np.float32), np.ascontiguousarray(filters.T)


def build_musicnn() -> keras.Model:
    """Build the network, with weights that know nothing.

    Returns
    -------
    keras.Model
        From mel spectrograms, float32 of shape (n, 187, 96), to the activations of the 50 `TAGS`, (n, 50), each
        from 0 to 1. Layers with weights are named as in musicnn's checkpoint.

    References
    ----------
    Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging", 2019.
    """
    from gtzan_course.backend import keras

    layers = keras.layers
    inputs = keras.Input((N_FRAMES, N_MELS), name="mel")
    x = _normalised(layers.Reshape((N_FRAMES, N_MELS, 1))(inputs), 0)
    levels = [layers.Concatenate()([_heard(x, number) for number in range(len(FILTERS))])]
    for number in (5, 6, 7):
        y = layers.Conv1D(64, 7, padding="same", activation="relu", name=f"conv2d_{number}")(levels[-1])
        y = _normalised(y, number + 1)
        levels.append(y if number == 5 else layers.Add()([y, levels[-1]]))
    x = _normalised(_pooled(layers.Concatenate()(levels)), 9)
    x = _normalised(layers.Dense(200, activation="relu", name="dense")(x), 10)
    return keras.Model(inputs, layers.Dense(len(TAGS), activation="sigmoid", name="dense_1")(x), name="musicnn")


def _normalised(x: Any, number: int) -> Any:
    from gtzan_course.backend import keras

    return keras.layers.BatchNormalization(name=_numbered("batch_normalization", number))(x)


def _numbered(name: str, number: int) -> str:
    """Name a layer as in the checkpoint, where the first of a kind has no number."""
    return f"{name}_{number}" if number else name


def _heard(x: Any, number: int) -> Any:
    """One of the first layer's five branches, its maximum over the bands: (n, 187, filters)."""
    from gtzan_course.backend import keras

    layers, (n_filters, size) = keras.layers, FILTERS[number]
    upright = size[1] > 1
    if upright:
        x = layers.ZeroPadding2D(((3, 3), (0, 0)))(x)
    padding = "valid" if upright else "same"
    x = layers.Conv2D(n_filters, size, padding=padding, activation="relu", name=_numbered("conv2d", number))(x)
    x = _normalised(x, number + 1)
    x = layers.MaxPooling2D((1, x.shape[2]))(x)
    return layers.Reshape((N_FRAMES, n_filters))(x)


def _pooled(x: Any) -> Any:
    """The maximum and the mean over time, feature by feature side by side: (n, 1506)."""
    from gtzan_course.backend import keras

    layers = keras.layers
    both = [pooling()(x) for pooling in (layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D)]
    return layers.Flatten()(layers.Concatenate()([layers.Reshape((x.shape[2], 1))(one) for one in both]))


def load_musicnn(folder: str | Path | None = None) -> keras.Model:
    """Build the network with what it has learnt.

    Parameters
    ----------
    folder
        The folder ``MSD_musicnn`` of the package musicnn; by default that of the package as installed.

    Returns
    -------
    keras.Model
        As `build_musicnn`, with the checkpoint's weights.

    Raises
    ------
    FileNotFoundError
        There are no weights; the message says how to get them.
    ValueError
        The checkpoint is another network's, or damaged.
    """
    from gtzan_course.backend import read_checkpoint

    folder = Path(folder) if folder is not None else musicnn_folder()
    if not (folder / ".index").is_file():
        raise FileNotFoundError(f"Expected musicnn's weights, found none in {folder}. {HOW_TO_GET}")
    model = build_musicnn()
    try:
        values = read_checkpoint(f"{folder}/")
        for layer in model.layers:
            for weight in layer.weights:
                weight.assign(values(f"{layer.name}/{weight.name}").reshape(weight.shape))
    except (ValueError, KeyError) as error:
        raise ValueError(f"Expected musicnn's weights, could not read {folder}: {error}. {HOW_TO_GET}") from error
    return model


def musicnn_folder() -> Path:
    """Say where the installed package musicnn keeps its weights, without running it.

    Returns
    -------
    Path
        Its folder ``MSD_musicnn``.

    Raises
    ------
    FileNotFoundError
        The package is not installed; the message says how to get it.
    """
    spec = importlib.util.find_spec("musicnn")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"Expected musicnn's weights, found no package musicnn. {HOW_TO_GET}")
    return Path(spec.origin).parent / "MSD_musicnn"
