// When an answer is not to be trusted: the package's rule, with the thresholds and the words that it gives.

export const FLOOR_DB = -80;

/**
 * How much a window changes from moment to moment: the standard deviation over its moments of their mean level in a
 * band, and the mean of that over the bands, in dB; NaN for a silent window.
 *
 * `logMel` holds the window band by band; `edge` frames at either end are left out, `moment` of them make a moment.
 */
export function movement(logMel, frames, { edge, moment }) {
  if (!logMel.some((decibels) => decibels > FLOOR_DB)) return NaN;
  const count = Math.floor((frames - 2 * edge) / moment);
  const deviations = [];
  for (let band = 0; band < logMel.length; band += frames) {
    const moments = Array.from({ length: count }, (_, i) => {
      const start = band + edge + i * moment;
      return mean(logMel.subarray(start, start + moment));
    });
    const middle = mean(moments);
    deviations.push(Math.sqrt(mean(moments.map((level) => (level - middle) ** 2))));
  }
  return mean(deviations);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

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
