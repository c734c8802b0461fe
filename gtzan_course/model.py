"""The network: five convolutional blocks and two dense layers (chapter 05); saved and loaded.

A saved model is one ``.npz`` file: its weights as float16 and a card, a JSON text that says which
data it has learnt from. It is read without pickle, so a file from a stranger cannot run code.
"""

from __future__ import annotations

import itertools
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gtzan_course.files import written_whole

if TYPE_CHECKING:
    import keras

INPUT_SHAPE = (128, 129, 1)
"""Mel bands, frames and channels of one picture."""

FILTERS = (16, 32, 64, 128, 256)
"""Filters of each block."""

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What the standard library raises for a damaged, encrypted or unknown zip archive."""

NOT_READABLE = (ValueError, KeyError, TypeError, OSError, EOFError, MemoryError, *_BAD_ZIP)
"""What is raised for a file that holds no model, or a damaged one."""

DENSE_L2 = 0.02
"""The write-up's penalty on the weights of the dense layers."""


def build_cnn(*, n_genres: int = 10, seed: int = 0, decibels: bool = True) -> keras.Model:
    """Build the write-up's network: 2,495,114 parameters for ten genres.

    Five blocks of convolution (3 x 3), ReLU, max pooling (2 x 2) and dropout, with 16 to 256
    filters; then a dense layer of 512 units and a softmax over the genres.

    Parameters
    ----------
    n_genres
        How many genres it tells apart.
    seed
        Where the drawing of the first weights and of the dropout starts.
    decibels
        Whether windows come in dB, and are scaled first; otherwise the network takes values as they
        come, as the write-up's took power (chapter 12).

    Returns
    -------
    keras.Model
        From log-mel windows, float32 of shape (n, 128, 129, 1) in dB from -80 to 0, to
        probabilities of shape (n, n_genres). Its first layer maps -80..0 dB to -0.5..0.5: around zero,
        where a network learns in fewer epochs (LeCun et al. 2012).

    Raises
    ------
    ValueError
        ``n_genres`` is below 2.

    References
    ----------
    Guimaraes, gtzan.keras, notebook ``1.1-custom_cnn_2d``. Its L2 penalty of 0.02 on the dense
    layers is kept; the first layer, which scales decibels, is ours.
    """
    from gtzan_course.backend import keras

    layers = keras.layers
    if n_genres < 2:
        raise ValueError(f"Expected at least two genres to tell apart. Received: n_genres={n_genres}")
    seeds = itertools.count(1000 * seed)
    inputs = keras.Input(INPUT_SHAPE, name="log_mel")
    x = layers.Rescaling(1 / 80, offset=0.5, name="from_decibels")(inputs) if decibels else inputs
    for number, n_filters in enumerate(FILTERS, start=1):
        x = _block(x, n_filters, number, seeds)
    x = layers.Dropout(0.5, seed=next(seeds), name="flat_dropout")(layers.Flatten(name="flat")(x))
    x = _dense(512, "relu", "dense", seeds)(x)
    x = layers.Dropout(0.25, seed=next(seeds), name="dense_dropout")(x)
    return keras.Model(inputs, _dense(n_genres, "softmax", "genre", seeds)(x), name="cnn")


def _block(x: Any, n_filters: int, number: int, seeds: Iterator[int]) -> Any:
    """Convolution, ReLU, pooling and dropout: (n, h, w, c) to (n, h // 2, w // 2, n_filters)."""
    from gtzan_course.backend import keras

    layers, start = keras.layers, keras.initializers.GlorotUniform(next(seeds))
    x = layers.Conv2D(
        n_filters, 3, padding="same", activation="relu", kernel_initializer=start, name=f"block{number}_conv"
    )(x)
    x = layers.MaxPooling2D(2, name=f"block{number}_pool")(x)
    return layers.Dropout(0.25, seed=next(seeds), name=f"block{number}_dropout")(x)


def _dense(n_units: int, activation: str, name: str, seeds: Iterator[int]) -> Any:
    """Make a dense layer with the write-up's penalty on its weights."""
    from gtzan_course.backend import keras

    start = keras.initializers.GlorotUniform(next(seeds))
    penalty = keras.regularizers.L2(DENSE_L2)
    return keras.layers.Dense(
        n_units, activation=activation, kernel_initializer=start, kernel_regularizer=penalty, name=name
    )


def save_model(model: keras.Model, path: str | Path, *, card: dict[str, Any]) -> None:
    """Save a model's weights as float16, with its card, in one file.

    Parameters
    ----------
    model
        A network made by `build_cnn`.
    path
        Where the file goes, ending in ``.npz``. It appears under this name only once it is whole.
    card
        What the model is: at least ``learnt_from``, a sentence that names the data, and
        ``genres``, the labels in order. Anything that JSON can hold.

    Raises
    ------
    ValueError
        The path does not end in ``.npz`` or the card lacks one of the two.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"Expected a path that ends in .npz, got {path}.")
    missing = {"learnt_from", "genres"} - card.keys()
    if missing:
        raise ValueError(f"Expected a card with learnt_from and genres, missing: {', '.join(sorted(missing))}.")
    arrays = {weight.path.replace("/", "."): weight.numpy().astype(np.float16) for weight in model.weights}
    with written_whole(path) as file:
        np.savez_compressed(file, card=np.array(json.dumps(card)), **arrays)


def load_model(path: str | Path) -> tuple[keras.Model, dict[str, Any]]:
    """Load a model that `save_model` has saved.

    Parameters
    ----------
    path
        A ``.npz`` file.

    Returns
    -------
    model : keras.Model
        A float32 `build_cnn` with the file's weights.
    card : dict
        What the file says of itself.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is not such a model, or its weights do not fit the network.
    """
    card = read_card(path)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files if name != "card"}
        model = build_cnn(n_genres=len(card["genres"]))
        model.set_weights([weights[weight.path.replace("/", ".")] for weight in model.weights])
    except NOT_READABLE as error:
        raise _unreadable(path, error) from error
    return model, card


def read_card(path: str | Path) -> dict[str, Any]:
    """Read what a saved model says of itself.

    Parameters
    ----------
    path
        A ``.npz`` file.

    Returns
    -------
    dict
        Its card, with at least ``learnt_from`` and ``genres``.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file has no such card.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"Expected a saved model (.npz), found none at {path}. Check the path.")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            card: dict[str, Any] = json.loads(str(arrays["card"]))
        if not isinstance(card["genres"], list):
            raise TypeError("its card's genres are not a list")
    except NOT_READABLE as error:
        raise _unreadable(path, error) from error
    return card


def _unreadable(path: str | Path, error: BaseException) -> ValueError:
    return ValueError(
        f"Expected a model saved by this course (.npz), could not read {path}: {error}. Train and save it again."
    )
