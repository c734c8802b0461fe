// Windows of a waveform, as in the package: all that fit whole, the next `hop` samples after the last.

export const countWindows = (samples, length, hop) => (samples < length ? 0 : 1 + Math.floor((samples - length) / hop));

/** `count` windows from `first` on, one after the other in one array. */
export function sliceWindows(y, first, count, length, hop) {
  const sliced = new Float32Array(count * length);
  for (let i = 0; i < count; i++) {
    const start = (first + i) * hop;
    sliced.set(y.subarray(start, start + length), i * length);
  }
  return sliced;
}

/** The part of a track that a window's vote stands for: the middle, one hop long, from and to in seconds. */
export function middle(window, { window_length: length, window_hop: hop, sample_rate: sr }) {
  const from = window * hop + (length - hop) / 2;
  return [from / sr, (from + hop) / sr];
}
