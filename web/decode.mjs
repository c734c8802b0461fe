// A file's samples as they were recorded: decoded at its own rate, so that the browser has nothing to resample, and its
// channels averaged. What would not fit into memory is refused by its header, before anything is decoded.

import { FORMATS, readHeader } from "./headers.mjs";
import { Refusal, clock, decimals, tooShort } from "./refusal.mjs";
import { shortest } from "./windows.mjs";

const MOST_BYTES = 500e6;
const [LOWEST_RATE, HIGHEST_RATE, MOST_CHANNELS] = [8_000, 192_000, 8];
const LEAST_BYTES_A_SECOND = 4_000; // of a file that doesn't say how long it is: 32 kbit/s, as for speech
const BLOCK = 2 ** 20;
const SLACK = 0.2; // seconds
const WHOLE = 0.9; // of the length that the header says; some say it only roughly

/**
 * Decode a file.
 *
 * Gives its mono samples, its header, and a warning or an empty text. Throws a Refusal that says what is wrong with the file.
 */
export async function decode(blob, model) {
  const sr = model.sample_rate;
  const least = shortest(model) / sr;
  const header = await readHeader(blob);
  check(header, blob.size, sr);
  checkLength(header.seconds ?? Infinity, least);
  const sound = await decoded(blob, header);
  checkLength(sound.duration, least);
  return { mono: await mean(sound), header, seconds: sound.duration, warning: warning(header, sound.duration, sr) };
}

function check({ rate, channels, seconds }, size, sr) {
  const range = (what, value, lowest, highest, unit) => {
    if (value >= lowest && value <= highest) return;
    throw new Refusal(`This file has ${decimals(value)} ${unit}; ${what} from ${decimals(lowest)} to ${decimals(highest)} can be used. Convert it.`);
  };
  range("sample rates", rate, LOWEST_RATE, HIGHEST_RATE, "Hz");
  range("numbers of channels", channels, 1, MOST_CHANNELS, "channels");
  checkMemory(rate, channels, seconds ?? size / LEAST_BYTES_A_SECOND, size, sr);
}

/** What is held at the same time: the file, all channels, their mean, and that at the model's rate. */
function checkMemory(rate, channels, seconds, size, sr) {
  const perSecond = 4 * (rate * (channels + 1) + sr);
  const needed = size + seconds * perSecond;
  if (needed <= MOST_BYTES) return;
  const most = Math.max(0, MOST_BYTES - (size * MOST_BYTES) / needed) / perSecond;
  throw new Refusal(
    `This file is too long for a web page: ${clock(seconds)} at ${decimals(rate)} Hz with ${channels} channel${channels > 1 ? "s" : ""} ` +
      `would take ${decimals(needed / 1e6)} MB of memory, and this page takes at most ${decimals(MOST_BYTES / 1e6)} MB, here about ` +
      `${clock(most)}. Cut a piece out of it, or run “gtzan-course classify”, which takes any length.`,
  );
}

/** Refuse what is too short; a compressed file's header may be off by a little, so the samples are counted once more. */
function checkLength(seconds, least) {
  if (seconds < least - SLACK) throw new Refusal(tooShort(seconds, least));
}

async function decoded(blob, { rate, format }) {
  try {
    const content = await blob.arrayBuffer();
    return await new OfflineAudioContext(1, 1, rate).decodeAudioData(content);
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal("This file is too big for your browser's memory. Cut a piece out of it.");
    throw new Refusal(
      `Your browser cannot decode this ${format} file: it is damaged, or of a kind that the browser doesn't know. ` +
        `Export it again, or convert it to another of ${FORMATS}.`,
    );
  }
}

/** The mean of the channels, in blocks, between which the page can do other things. */
async function mean(sound) {
  const mono = new Float32Array(sound.length);
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  for (let start = 0; start < mono.length; start += BLOCK) {
    const stop = Math.min(start + BLOCK, mono.length);
    for (const channel of channels) for (let i = start; i < stop; i++) mono[i] += channel[i];
    if (channels.length > 1) for (let i = start; i < stop; i++) mono[i] /= channels.length;
    await new Promise((resume) => setTimeout(resume));
  }
  return mono;
}

/** What the reader should know of a file that can be used, or nothing. */
function warning({ rate, seconds }, found, sr) {
  const told = [];
  if (found < WHOLE * seconds) told.push(`This file says that it is ${clock(seconds)} long, and holds ${clock(found)}: it may be cut short.`);
  if (rate < sr) {
    told.push(
      `This file has a sample rate of ${decimals(rate)} Hz, so what lies above ${decimals(rate / 2)} Hz is missing. The ` +
        `network has learnt from sound up to ${decimals(sr / 2)} Hz, and its votes may be off.`,
    );
  }
  return told.join(" ");
}
