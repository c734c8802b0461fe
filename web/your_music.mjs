// The page that names the genre of a reader's own music. Everything happens in the browser; nothing is sent anywhere.

import { decode } from "./decode.mjs";
import { example } from "./example.mjs";
import { microphone } from "./microphone.mjs";
import { player } from "./player.mjs";
import { Refusal, decimals } from "./refusal.mjs";
import { made, results } from "./results.mjs";
import { verdict } from "./verdict.mjs";

class YourMusic {
  job = 0; // the number of what is being done; what belongs to an earlier one is dropped
  worker = null;
  latest = null; // the last sound and its name
  shown = null; // what is shown of it
  movements = [];

  constructor(root, { models, colours, runtime_bytes: runtimeBytes }) {
    Object.assign(this, { root, models, colours, runtimeBytes });
    this.player = player(root);
    this.microphone = microphone(root);
    this.listen();
    this.offer(this.models[0]);
    this.part("stage").hidden = false;
  }

  part(name) {
    return this.root.querySelector(`.your-music-${name}`);
  }

  say(className, ...words) {
    this.part("status").className = `your-music-status ${className}`;
    this.part("status").replaceChildren(...words);
  }

  /** Begin something new; what was going on ends. */
  begin() {
    this.job += 1;
    this.microphone.stop();
    this.worker?.postMessage({ job: this.job });
    this.player.stop();
    for (const name of ["result", "progress"]) this.part(name).hidden = true;
  }

  refuse(error) {
    this.begin();
    this.say("wrong", error instanceof Refusal ? error.message : `That did not work: ${error.message}. Try another file.`);
  }

  /** Do what a reader asks for, and say what is wrong with it, unless something else was asked for meanwhile. */
  async attempt(deed) {
    this.begin();
    const mine = this.job;
    try {
      await deed(() => mine === this.job);
    } catch (error) {
      if (mine === this.job) this.refuse(error);
    }
  }

  classify(blob, name) {
    return this.attempt(async (wanted) => {
      this.latest = [blob, name];
      this.say("", "Decoding the file");
      const sound = await decode(blob, this.model);
      if (wanted()) this.employ(blob, name, sound);
    });
  }

  /** Show a decoded track and hand it to the worker. */
  employ(blob, name, sound) {
    const { job, model, colours, runtimeBytes } = this;
    this.shown = results(this.root, { name, sound, model, colours });
    this.movements = [];
    this.player.show(blob, sound.seconds);
    this.part("result").hidden = false;
    this.say("", "Listening");
    this.worker ??= this.employed();
    this.worker.postMessage({ job, mono: sound.mono, rate: sound.header.rate, model, runtimeBytes }, [sound.mono.buffer]);
  }

  employed() {
    const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => this.told(data);
    worker.onerror = (event) => {
      worker.terminate();
      this.worker = null;
      this.refuse(new Error(event.message ?? "its second part could not start"));
    };
    return worker;
  }

  /** Heed what the worker tells of the job that is being done. */
  told(message) {
    if (message.job !== this.job) return;
    try {
      this[message.kind](message);
    } catch (error) {
      this.refuse(error);
    }
  }

  loading({ loaded, total }) {
    if (loaded === 0) this.say("", "Loading the network; this is done once");
    this.advance(loaded, total, `${decimals(loaded / 1e6, 1)} of ${decimals(total / 1e6, 1)} MB`);
  }

  windows(batch) {
    const heard = batch.first + batch.probabilities.length;
    if (batch.first === 0) this.say("", "Listening");
    this.shown.add(batch);
    this.movements.push(...batch.movements);
    this.advance(heard, batch.count, `window ${heard} of ${batch.count}`);
  }

  done() {
    this.part("progress").hidden = true;
    this.shown.rank();
    this.say("answer", ...verdict(this.shown.tallied(), this.movements, this.model));
  }

  refused({ says }) {
    this.refuse(new Refusal(says));
  }

  advance(value, max, words) {
    const progress = this.part("progress");
    progress.hidden = false;
    Object.assign(progress.querySelector("progress"), { max, value });
    progress.querySelector("span").textContent = words;
  }

  // What a reader asks for.
  listen() {
    const input = this.root.querySelector("input");
    input.addEventListener("change", () => {
      if (input.files.length) this.receive(input.files);
      input.value = ""; // so that the same file may be chosen again
    });
    this.microphone.button.addEventListener("click", () => (this.microphone.listening() ? this.microphone.stop() : this.record()));
    this.part("example").addEventListener("click", (event) => this.take(event.currentTarget.dataset));
    this.listenToDrops();
    const select = this.root.querySelector("select");
    select.replaceChildren(...this.models.map(({ title }) => made("option", title)));
    select.addEventListener("change", () => {
      this.offer(this.models[select.selectedIndex]);
      if (this.latest) this.classify(...this.latest);
    });
    this.part("models").hidden = this.models.length < 2;
  }

  listenToDrops() {
    const drop = this.part("drop");
    for (const event of ["dragover", "dragleave", "drop"]) {
      this.root.addEventListener(event, () => drop.classList.toggle("over", event === "dragover"));
    }
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.receive(event.dataTransfer.files);
    });
  }

  receive([file]) {
    if (file) this.classify(file, file.name);
    else this.refuse(new Refusal("That was no file. Save the sound on this computer, and drop the file."));
  }

  record() {
    return this.attempt(async (wanted) => {
      this.say("", "Waiting for the microphone");
      const blob = await this.microphone.listen(() => wanted() && this.say("", "Recording"));
      if (wanted()) this.classify(blob, "Your recording");
    });
  }

  take({ page, track }) {
    return this.attempt(async (wanted) => {
      this.say("", "Fetching a demo track");
      const blob = await example({ page, track });
      if (!wanted()) return;
      this.offer(this.models.find(({ name }) => name === "cnn") ?? this.model); // it has learnt from such music
      this.classify(blob, track);
    });
  }

  /** Choose the model that listens next. */
  offer(model) {
    this.model = model;
    this.root.querySelector("select").selectedIndex = this.models.indexOf(model);
    this.part("learnt").replaceChildren(made("strong", model.title), ` has learnt from ${model.learnt_from}.`);
  }
}

/** Who may listen; nobody where the book was built without. */
async function offered() {
  const response = await fetch(new URL("models.json", import.meta.url));
  return response.ok ? response.json() : { models: [] };
}

for (const root of document.querySelectorAll(".your-music")) {
  const offer = await offered().catch(() => ({ models: [] }));
  root.querySelector(".your-music-waiting").remove();
  if (offer.models.length) new YourMusic(root, offer);
  else root.querySelector(".your-music-missing").hidden = false;
}
