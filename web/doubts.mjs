// When an answer is not to be trusted: the package's rule, with the thresholds and the words that it gives.

export const FLOOR_DB = -80;

/**
 * How much a window changes in time: the mean over its bands of the standard deviation over its frames, in dB.
 *
 * `logMel` holds the window band by band; NaN for a silent one.
 */
export function movement(logMel, frames) {
  let [sum, highest] = [0, FLOOR_DB];
  const bands = logMel.length / frames;
  for (let band = 0; band < bands; band++) {
    const row = logMel.subarray(band * frames, (band + 1) * frames);
    let [mean, squares] = [0, 0];
    for (const value of row) {
      mean += value / frames;
      highest = Math.max(highest, value);
    }
    for (const value of row) squares += (value - mean) ** 2;
    sum += Math.sqrt(squares / frames);
  }
  return highest > FLOOR_DB ? sum / bands : NaN;
}

/** The reasons to doubt an answer, in words; none when it is sure. `share` is the winner's of the votes, from 0 to 1. */
export function doubts(share, movements, rules) {
  const moving = movements.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const silent = 1 - moving.length / movements.length;
  const found = {
    split: () => share < rules.split.below,
    silent: () => silent > rules.silent.above,
    still: () => moving.length > 0 && median(moving) < rules.still.below,
  };
  return Object.keys(found).filter((name) => rules[name] && found[name]()).map((name) => rules[name].says);
}

function median(sorted) {
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
