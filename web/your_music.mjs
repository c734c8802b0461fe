// The page that names the genre of a reader's own music. Everything happens in the browser; nothing is sent anywhere.

import { decode } from "./decode.mjs";
import { doubts } from "./doubts.mjs";
import { player } from "./player.mjs";
import { record } from "./recording.mjs";
import { Refusal, decimals } from "./refusal.mjs";
import { made, percent, results } from "./results.mjs";

const RECORDING = 30; // seconds

function mount(root, { models, colours, runtime_bytes: runtimeBytes }) {
  const part = (name) => root.querySelector(`.your-music-${name}`);
  const [status, progress, result, level, button] = ["status", "progress", "result", "level", "record"].map(part);
  const sounds = player(root);
  let model = models[0];
  let job = 0; // the number of what is being done; what belongs to an earlier one is dropped
  let worker, stopping, latest, shown, movements;

  /** Begin something new; what was going on ends. */
  function begin() {
    job += 1;
    stopping?.abort();
    worker?.postMessage({ job });
    sounds.stop();
    result.hidden = progress.hidden = true;
    return job;
  }

  function say(className, ...words) {
    status.className = `your-music-status ${className}`;
    status.replaceChildren(...words);
  }

  function refuse(error) {
    begin();
    say("wrong", error instanceof Refusal ? error.message : `That did not work: ${error.message}. Try another file.`);
  }

  /** Run what a reader asked for, and say what went wrong with it, unless it is no longer wanted. */
  async function attempt(deed) {
    const mine = begin();
    try {
      await deed(() => mine === job);
    } catch (error) {
      if (mine === job) refuse(error);
    }
  }

  const classify = (blob, name) =>
    attempt(async (wanted) => {
      latest = [blob, name];
      say("", "Decoding the file");
      const sound = await decode(blob, model);
      if (!wanted()) return;
      shown = results(root, { name, sound, model, colours });
      movements = [];
      sounds.show(blob, sound.seconds);
      result.hidden = false;
      say("", "Listening");
      worker ??= employed();
      worker.postMessage({ job, mono: sound.mono, rate: sound.header.rate, model, runtimeBytes }, [sound.mono.buffer]);
    });

  function employed() {
    const made = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
    made.onmessage = ({ data }) => data.job === job && answers[data.kind](data);
    made.onerror = (event) => {
      made.terminate();
      worker = undefined;
      refuse(new Error(event.message ?? "the page's second part could not start"));
    };
    return made;
  }

  const answers = {
    loading({ loaded, total }) {
      if (loaded === 0) say("", "Loading the network, which is done once");
      advance(loaded, total, `${decimals(loaded / 1e6, 1)} of ${decimals(total / 1e6, 1)} MB`);
    },
    windows(batch) {
      const heard = batch.first + batch.probabilities.length;
      if (batch.first === 0) say("", "Listening");
      shown.add(batch);
      movements.push(...batch.movements);
      advance(heard, batch.count, `window ${heard} of ${batch.count}`);
    },
    done() {
      progress.hidden = true;
      shown.rank();
      say("answer", ...verdict(shown.tallied()));
    },
    refused: ({ says }) => refuse(new Refusal(says)),
  };

  function advance(value, max, words) {
    progress.hidden = false;
    Object.assign(progress.querySelector("progress"), { max, value });
    progress.querySelector("span").textContent = words;
  }

  function verdict({ winner, votes, windows, tied }) {
    const genre = model.genres[winner];
    const found = doubts(votes / windows, movements, model.doubts);
    const share = `${votes} of ${windows} windows (${percent(votes / windows)})`;
    const tie = tied ? " That is a tie: the other genre has less probability over all windows." : "";
    if (!found.length) return [made("strong", genre), ` ${share} vote for it.${tie}`];
    const reasons = found.join("; ");
    return [made("strong", "Not sure"), ` ${reasons[0].toUpperCase()}${reasons.slice(1)}. Most votes, ${share}, are for ${genre}.${tie}`];
  }

  /** A track that the book has anyway: its address stands on the page that plays it. */
  const example = ({ page, track }) =>
    attempt(async (wanted) => {
      say("", "Fetching a demo track");
      const address = new URL(page, document.baseURI);
      const text = await (await fetch(address)).text();
      const players = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("audio[src]")];
      const found = players.find((each) => each.getAttribute("aria-label")?.startsWith(track));
      if (!found) throw new Refusal("The demo track is missing from this copy of the book. Choose a file.");
      const sound = await (await fetch(new URL(found.getAttribute("src"), address))).blob();
      if (wanted()) classify(sound, track);
    });

  const listen = () =>
    attempt(async (wanted) => {
      const mine = (stopping = new AbortController());
      say("", "Waiting for the microphone");
      try {
        const blob = await record(RECORDING, { signal: mine.signal, tell: hear(wanted) });
        if (wanted()) classify(blob, "Your recording");
      } finally {
        if (stopping === mine) stopping = undefined;
        if (!stopping) [button.textContent, level.hidden] = [`Record ${RECORDING} s`, true];
      }
    });

  /** Show how loud it is and how much time is left. */
  const hear = (wanted) => (seconds, peak) => {
    if (!wanted()) return;
    if (level.hidden) say("", "Recording");
    [level.hidden, button.textContent] = [false, "Stop and classify"];
    level.querySelector("meter").value = peak;
    level.querySelector("output").value = `${Math.max(0, Math.ceil(RECORDING - seconds))} s left`;
  };

  /** Choose who listens; asked only where there are several. */
  function employ(chosen) {
    model = models[chosen];
    part("learnt").replaceChildren(made("strong", `${model.title} `), `has learnt from ${model.learnt_from}.`);
    if (latest) classify(...latest);
  }

  function receive(files) {
    if (files.length) classify(files[0], files[0].name);
    else attempt(() => Promise.reject(new Refusal("That was no file. Save the sound on this computer, and drop the file.")));
  }

  const input = root.querySelector("input");
  input.addEventListener("change", () => {
    if (input.files.length) receive([...input.files]);
    input.value = ""; // so that the same file may be chosen again
  });
  button.addEventListener("click", () => (stopping ? stopping.abort() : listen()));
  part("example").addEventListener("click", (event) => example(event.currentTarget.dataset));
  const drop = part("drop");
  root.addEventListener("dragover", (event) => (event.preventDefault(), drop.classList.add("over")));
  for (const event of ["dragleave", "drop"]) root.addEventListener(event, () => drop.classList.remove("over"));
  root.addEventListener("drop", (event) => (event.preventDefault(), receive([...event.dataTransfer.files])));

  const select = root.querySelector("select");
  select.replaceChildren(...models.map(({ title }) => made("option", title)));
  select.addEventListener("change", () => employ(select.selectedIndex));
  part("models").hidden = models.length < 2;
  employ(0);
  part("stage").hidden = false;
}

/** What may listen, or nothing where the book was built without. */
async function offered() {
  const response = await fetch(new URL("models.json", import.meta.url));
  return response.ok ? response.json() : { models: [] };
}

for (const root of document.querySelectorAll(".your-music")) {
  const offer = await offered().catch(() => ({ models: [] }));
  root.querySelector(".your-music-waiting").remove();
  if (offer.models.length) mount(root, offer);
  else root.querySelector(".your-music-missing").hidden = false;
}
