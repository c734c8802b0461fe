// The mel spectrogram, drawn window by window. Each is on a scale of its own, as the network gets it, and fills the
// middle half that its vote stands for; the first and the last reach to the ends.

import { middle, startOf } from "./windows.mjs";

// matplotlib's magma at each tenth.
const MAGMA = [
  [0, 0, 4], [20, 14, 54], [59, 15, 112], [100, 26, 128], [140, 41, 129], [183, 55, 121],
  [222, 73, 104], [247, 112, 92], [254, 159, 109], [254, 207, 146], [252, 253, 191],
];
const COLOURS = Array.from({ length: 256 }, (_, level) => {
  const at = Math.min(level / 25.5, 9.999);
  const [low, high, share] = [MAGMA[Math.floor(at)], MAGMA[Math.floor(at) + 1], at % 1];
  return low.map((value, i) => value + share * (high[i] - value));
});

/** Make an empty picture of `seconds` on a canvas; `add` puts a window's levels, from 0 to 255, into it. */
export function picture(canvas, seconds, model) {
  const { frames, n_mels: bands, window_length: length, sample_rate: sr } = model;
  const context = canvas.getContext("2d");
  const tile = Object.assign(document.createElement("canvas"), { width: frames, height: bands });
  const image = new ImageData(frames, bands);
  context.fillStyle = "#000004";
  context.fillRect(0, 0, canvas.width, canvas.height);

  function add(window, count, levels) {
    paint(image.data, levels, frames, bands);
    tile.getContext("2d").putImageData(image, 0, 0);
    const start = startOf(window, model) / sr;
    const [inner, outer] = middle(window, model);
    const from = window === 0 ? 0 : inner;
    const to = window === count - 1 ? start + length / sr : outer;
    const column = (time) => ((time - start) * sr * (frames - 1)) / length + 0.5; // a frame is centred on its time
    const pixel = (time) => (time / seconds) * canvas.width;
    context.drawImage(tile, column(from), 0, column(to) - column(from), bands, pixel(from), 0, pixel(to) - pixel(from), canvas.height);
  }

  return { add };
}

/** Colours of a window's cells; its lowest band comes first and is drawn at the bottom. */
function paint(pixels, levels, frames, bands) {
  for (let i = 0; i < levels.length; i++) {
    const at = 4 * ((bands - 1 - Math.floor(i / frames)) * frames + (i % frames));
    const [red, green, blue] = COLOURS[levels[i]];
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
    pixels[at + 3] = 255;
  }
}

/** How high a frequency lies in the picture, from 0 to 1: even on Slaney's mel scale. */
export function height(frequency, sr) {
  const mel = (hertz) => (hertz < 1000 ? (hertz * 3) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4));
  return mel(frequency) / mel(sr / 2);
}
