// Windows of a waveform, as in the package: all that fit whole, the next `hop` samples after the last.

export const countWindows = (samples, length, hop) => (samples < length ? 0 : 1 + Math.floor((samples - length) / hop));

/** The least that a track may have, in samples: a window less the zeros that the first begins with. */
export const shortest = ({ window_length: length, lead }) => length - lead;

/** Where a window begins, in samples of the track; the first may begin before it. */
export const startOf = (window, { window_hop: hop, lead }) => window * hop - lead;

/** `count` windows from `first` on, one after the other in one array. */
export function sliceWindows(y, first, count, model) {
  const length = model.window_length;
  const sliced = new Float32Array(count * length);
  for (let i = 0; i < count; i++) {
    const start = startOf(first + i, model);
    sliced.set(y.subarray(Math.max(0, start), start + length), i * length + Math.max(0, -start));
  }
  return sliced;
}

/** The part of a track that a window's vote stands for: the middle, one hop long, from and to in seconds. */
export function middle(window, model) {
  const { window_length: length, window_hop: hop, sample_rate: sr } = model;
  const from = startOf(window, model) + (length - hop) / 2;
  return [from / sr, (from + hop) / sr];
}
