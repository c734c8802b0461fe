// Another sample rate, by a sinc under a Kaiser window, for any ratio of two whole rates. Browsers resample each in
// its own way, and the network hears the difference. So each model names its filter; without delay, it is the one that
// the model's sound comes through in the package.

// soxr's HQ, for a model that names none: flat to 0.913 of the lower rate's Nyquist frequency, gone at that frequency.
const SOXR = {
  rolloff: 0.95687, // as a share of that frequency: where the filter halves
  zeros: 97.25, // how far it reaches to each side, in samples of the lower rate
  beta: 13.04, // the window's shape, which says how much is left of what is to be gone
};

/** The modified Bessel function of order zero, by its series. */
function bessel(x) {
  let sum = 1;
  for (let k = 1, term = 1; term > 1e-12 * sum; k++) sum += term *= (x / 2 / k) ** 2;
  return sum;
}

/** The filter at `t` samples of the lower rate from its middle. */
function filter(t, { rolloff, zeros, beta }) {
  if (t >= zeros) return 0;
  const sinc = t ? Math.sin(Math.PI * rolloff * t) / (Math.PI * t) : rolloff;
  return (sinc * bessel(beta * Math.sqrt(1 - (t / zeros) ** 2))) / bessel(beta);
}

/**
 * How far from its middle the filter is read, in samples of the lower rate, for what lies `distance` samples of the
 * input away. A filter that was read from a table took steps of whole samples rounded down to the table's.
 */
function place(distance, scale, { table }) {
  if (!table) return distance * scale;
  const whole = Math.floor(distance);
  return (whole * Math.floor(scale * table)) / table + (distance - whole) * scale;
}

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/**
 * Make what turns samples at one rate into samples at another.
 *
 * Sample `n` of the result lies at `n * from / to` of the input, which is a sample or one of `phases` places between
 * two; each place has a row of weights of its own.
 */
export function resampler(from, to, kernel) {
  const shape = kernel ?? SOXR;
  const common = divisor(from, to);
  const [phases, step] = [to / common, from / common];
  const scale = Math.min(1, to / from); // samples of the lower rate in one of the input
  const reach = Math.ceil(shape.zeros / scale) + (shape.table ? 1 : 0);
  const width = 2 * reach + 1;
  const weights = new Float32Array(phases * width);
  for (let phase = 0; phase < phases; phase++) {
    for (let k = 0; k < width; k++) {
      weights[phase * width + k] = scale * filter(place(Math.abs(k - reach - phase / phases), scale, shape), shape);
    }
  }
  return { from, to, phases, step, reach, width, weights };
}

/** How many samples at the new rate as many at the old become. */
export const resampledLength = ({ from, to }, length) => Math.round((length * to) / from);

/** Fill `y` from `from` to `to` with what `x` is at the new rate; beyond its ends `x` counts as 0. */
export function resampleInto(y, from, to, x, { phases, step, reach, width, weights }) {
  for (let n = from; n < to; n++) {
    const phase = (n * step) % phases;
    const start = (n * step - phase) / phases - reach;
    const first = Math.max(0, -start);
    const last = Math.min(width, x.length - start);
    y[n] = weighted(x, start, weights, phase * width, first, last);
  }
}

/** The sum of `x[start + k] * weights[row + k]`, in whole numbers' arithmetic; four sums side by side are faster than one. */
function weighted(x, start, weights, row, first, last) {
  let a = 0, b = 0, c = 0, d = 0;
  let i = (start + first) | 0;
  let j = (row + first) | 0;
  const end = (row + last) | 0;
  for (; j + 3 < end; i += 4, j += 4) {
    a += x[i] * weights[j];
    b += x[i + 1] * weights[j + 1];
    c += x[i + 2] * weights[j + 2];
    d += x[i + 3] * weights[j + 3];
  }
  for (; j < end; i++, j++) a += x[i] * weights[j];
  return a + b + c + d;
}
