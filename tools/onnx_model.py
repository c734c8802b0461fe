"""Turn a Keras network into an ONNX model: Keras's own export, a front end before it, weights kept as float16."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from tools.front_end import IR_VERSION, OPSET

OUTPUTS = ("log_mel", "probabilities")


def exported(network: Any) -> Any:
    """Export a Keras network.

    Returns
    -------
    onnx.ModelProto
        From ``log_mel``, as the network takes it, to ``probabilities``, in the version of the operators that the front
        ends are written in.
    """
    import onnx

    network(np.zeros((1, *network.input_shape[1:]), np.float32))  # Keras exports what was called once
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras looks whether numpy still has np.object
        logging.getLogger("tf2onnx").setLevel(logging.ERROR)
        path = Path(folder) / "network.onnx"
        network.export(path, format="onnx", verbose=False)
        model = onnx.load(path)
    model = onnx.version_converter.convert_version(model, OPSET)
    model.ir_version = IR_VERSION
    return _rename(model, {model.graph.output[0].name: "probabilities"})


def _rename(model: Any, names: dict[str, str]) -> Any:
    """Give outputs other names."""
    for output in model.graph.output:
        output.name = names.get(output.name, output.name)
    for node in model.graph.node:
        node.output[:] = [names.get(name, name) for name in node.output]
    return model


def joined(front_end: Any, network: Any) -> Any:
    """Put a front end before a network: from ``y`` to ``log_mel`` and ``probabilities``."""
    import onnx

    model = onnx.compose.merge_models(
        front_end,
        onnx.compose.add_prefix(network, "network/"),
        io_map=[("picture", f"network/{network.graph.input[0].name}")],
    )
    model = _rename(model, {"network/probabilities": "probabilities"})
    kept = [output for output in model.graph.output if output.name in OUTPUTS]
    del model.graph.output[:]
    model.graph.output.extend(kept)
    model.ir_version = IR_VERSION
    return model


def in_halves(model: Any, n_weights: int) -> Any:
    """Store a network's weights as float16, each with a Cast to float32 where it is used.

    The weights come out of a ``.npz`` of float16, so that none changes.

    Parameters
    ----------
    model
        The network's ONNX model, changed in place.
    n_weights
        How many weights it has.

    Raises
    ------
    ValueError
        Other than so many numbers fit into float16: what was exported is not what was loaded.
    """
    import onnx

    graph, n_kept = model.graph, 0
    for weights in list(graph.initializer):
        values = onnx.numpy_helper.to_array(weights)
        if values.ndim and values.dtype == np.float32 and (values == values.astype(np.float16)).all():
            n_kept += values.size
            graph.initializer.remove(weights)
            graph.initializer.append(onnx.numpy_helper.from_array(values.astype(np.float16), f"{weights.name}/half"))
            cast = onnx.helper.make_node("Cast", [f"{weights.name}/half"], [weights.name], to=onnx.TensorProto.FLOAT)
            graph.node.insert(0, cast)
    if n_kept != n_weights:
        raise ValueError(f"Expected {n_weights:,} weights that float16 holds exactly, found {n_kept:,} in the export.")
    return model
