// Works beside the page, so that this stays alive: resamples, cuts windows and asks the network, on one thread.
//
// Asked with { job, mono, rate, model, runtimeBytes }, it answers with messages that bear the job's number: `loading`
// (bytes so far and in all), `windows` (some more of them), `done`, or `refused` with words. A message with another
// number ends the job before it.

import { FLOOR_DB, movement } from "./doubts.mjs";
import { load } from "./loading.mjs";
import { Refusal, tooShort } from "./refusal.mjs";
import { resampleInto, resampledLength, resampler } from "./resample.mjs";
import { countWindows, shortest, sliceWindows } from "./windows.mjs";

const BATCH = 4;
const SILENCE = 1e-4; // -80 dB of full scale
const SECONDS_AT_ONCE = 4;

let current = 0;
let last = Promise.resolve();
let runtime;
const sessions = new Map();

class Outdated extends Error {}

onmessage = ({ data }) => {
  current = data.job;
  if (data.mono) last = last.then(() => work(data));
};

async function work(task) {
  const tell = (message) => postMessage({ job: task.job, ...message });
  try {
    await alive(task);
    const session = await opened(task, (loaded, total) => tell({ kind: "loading", loaded, total }));
    await alive(task);
    const y = await resampled(task);
    const count = counted(y, task.model);
    for (let first = 0; first < count; first += BATCH) {
      const batch = await judged(session, y, first, Math.min(BATCH, count - first), task.model);
      await alive(task);
      postMessage({ job: task.job, kind: "windows", first, count, ...batch }, [batch.pictures.buffer]);
    }
    tell({ kind: "done", count });
  } catch (error) {
    if (!(error instanceof Outdated)) tell({ kind: "refused", says: words(error) });
  }
}

const words = (error) => (error instanceof Refusal ? error.message : `That did not work: ${error.message}. Try it once more.`);

/** Let messages in; end here when one of them has made this job outdated. */
async function alive({ job }) {
  await new Promise((resume) => setTimeout(resume));
  if (job !== current) throw new Outdated();
}

/** The runtime and the network, brought when they are first needed. */
async function opened({ model, runtimeBytes }, tell) {
  if (!sessions.has(model.name)) {
    const total = model.bytes + (runtime ? 0 : runtimeBytes);
    let loaded = 0;
    const count = (bytes) => tell((loaded += bytes), total);
    try {
      tell(0, total);
      const ort = await started(count);
      const data = await load(new URL(`${model.file}?${model.sha256.slice(0, 12)}`, import.meta.url), count);
      sessions.set(model.name, { ort, network: await ort.InferenceSession.create(data) });
    } catch (error) {
      throw new Refusal(`The network could not be loaded (${error.message}). Check the connection and try again.`);
    }
  }
  return sessions.get(model.name);
}

async function started(count) {
  if (!runtime) {
    const home = new URL("ort/", import.meta.url);
    const ort = await import(new URL("ort.wasm.min.mjs", home).href);
    ort.env.wasm.wasmPaths = home.href;
    ort.env.wasm.wasmBinary = await load(new URL("ort-wasm-simd-threaded.wasm", home), count);
    ort.env.wasm.numThreads = 1;
    runtime = ort;
  }
  return runtime;
}

/** The waveform at the model's rate, checked. */
async function resampled(task) {
  const { mono, rate, model } = task;
  if (!mono.every(Number.isFinite)) {
    throw new Refusal("There are values in this file that are no numbers (NaN or infinity). Export the sound again.");
  }
  const y = rate === model.sample_rate ? mono : await converted(task);
  if (!y.some((value) => Math.abs(value) >= SILENCE)) {
    throw new Refusal(
      "There is only silence in this file: the mean of its channels stays below -80 dB of full scale. Listen to it and export it again.",
    );
  }
  return y;
}

function counted(y, model) {
  const { sample_rate: sr, window_length: length, window_hop: hop, lead } = model;
  const count = countWindows(y.length + lead, length, hop);
  if (!count) throw new Refusal(tooShort(y.length / sr, shortest(model) / sr));
  return count;
}

async function converted(task) {
  const plan = resampler(task.rate, task.model.sample_rate, task.model.kernel);
  const y = new Float32Array(resampledLength(plan, task.mono.length));
  const block = SECONDS_AT_ONCE * task.model.sample_rate;
  for (let start = 0; start < y.length; start += block) {
    resampleInto(y, start, Math.min(start + block, y.length), task.mono, plan);
    await alive(task);
  }
  task.mono = null; // no longer needed, and it may be big
  return y;
}

/** What the network says of some windows, and how each of them looks and moves. */
async function judged({ ort, network }, y, first, count, model) {
  const windows = sliceWindows(y, first, count, model);
  const found = await network.run({ y: new ort.Tensor("float32", windows, [count, model.window_length]) });
  const cells = model.frames * model.n_mels;
  const logMel = found.log_mel.data;
  return {
    probabilities: Array.from({ length: count }, (_, i) => Array.from(part(found.probabilities.data, i, model.genres.length))),
    movements: Array.from({ length: count }, (_, i) => movement(part(logMel, i, cells), model.frames, model.doubts.still)),
    pictures: Uint8Array.from(logMel, (decibels) => 255 * (1 - decibels / FLOOR_DB)),
  };
}

const part = (array, i, size) => array.subarray(i * size, (i + 1) * size);
