// A split under the reader's hands: tracks go to the training side or to the test side, and two classifiers learn and
// are tested anew at once. Both are scikit-learn's: StandardScaler, then KNeighborsClassifier(1) or NearestCentroid.

const DRAWS = 200;

// Random numbers that are the same for every reader (mulberry32).
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled(items, random) {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const distance = (a, b) => a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
const nearest = (row, rows) => rows.reduce((best, other, i) => (distance(row, other) < distance(row, rows[best]) ? i : best), 0);
const percent = (share) => `${Math.round(100 * share)} %`;

// Learn from the training tracks, and name the test tracks: the scale too is learnt from the training side alone.
function judge(tracks, tested) {
  const places = tracks.map((_, i) => i);
  const [train, test] = [places.filter((i) => !tested.has(i)), places.filter((i) => tested.has(i))];
  if (!train.length || !test.length) return { train, test, neighbour: [], centroid: [], near: [] };
  const columns = tracks[0].x.map((_, k) => train.map((i) => tracks[i].x[k]));
  const middles = columns.map(mean);
  const spreads = columns.map((column, k) => Math.sqrt(mean(column.map((value) => (value - middles[k]) ** 2))) || 1);
  const scaled = tracks.map(({ x }) => x.map((value, k) => (value - middles[k]) / spreads[k]));
  const genres = [...new Set(train.map((i) => tracks[i].genre))].sort((a, b) => a - b);
  const centroids = genres.map((genre) => {
    const own = train.filter((i) => tracks[i].genre === genre);
    return middles.map((_, k) => mean(own.map((i) => scaled[i][k])));
  });
  const known = train.map((i) => scaled[i]);
  const near = test.map((i) => train[nearest(scaled[i], known)]);
  return { train, test, near, neighbour: near.map((i) => tracks[i].genre), centroid: test.map((i) => genres[nearest(scaled[i], centroids)]) };
}

// A quarter of each genre's tracks at random, or one of its four artists.
function draw(kind, tracks, random) {
  const genres = [...new Set(tracks.map((track) => track.genre))];
  const chosen = genres.flatMap((genre) => {
    const own = tracks.map((_, i) => i).filter((i) => tracks[i].genre === genre);
    const artists = [...new Set(own.map((i) => tracks[i].artist))];
    if (kind === "random") return shuffled(own, random).slice(0, own.length / artists.length);
    const [artist] = shuffled(artists, random);
    return own.filter((i) => tracks[i].artist === artist);
  });
  return new Set(chosen);
}

const share = (named, judged, tracks) => mean(named.map((genre, i) => Number(genre === tracks[judged.test[i]].genre)));

function means(kind, tracks) {
  const random = generator(kind === "random" ? 1 : 2);
  const draws = Array.from({ length: DRAWS }, () => judge(tracks, draw(kind, tracks, random)));
  return Object.fromEntries(["neighbour", "centroid"].map((by) => [by, mean(draws.map((one) => share(one[by], one, tracks)))]));
}

function mount(root) {
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const { tracks, genres } = data;
  root.querySelector(".explorer-table").insertAdjacentHTML("beforebegin", data.stage);
  const part = (name) => root.querySelector(`.explorer-${name}`);
  const boxes = [...root.querySelectorAll(".explorer-track input")];
  const artists = [...root.querySelectorAll(".explorer-artist")];
  const presets = [...root.querySelectorAll("[data-draw]")];
  const random = { random: generator(11), artists: generator(12) };
  const usual = { random: means("random", tracks), artists: means("artists", tracks) };
  let tested = new Set();
  let result;
  let kind;

  function name(i) {
    return `${genres[tracks[i].genre]}, artist ${tracks[i].artist_name}, track ${tracks[i].number}`;
  }

  function set(places) {
    tested = places;
    result = judge(tracks, tested);
    boxes.forEach((box, i) => mark(box, i));
    for (const artist of artists) {
      const own = artist.dataset.tracks.split(" ").map(Number);
      const out = own.filter((i) => tested.has(i)).length;
      artist.setAttribute("aria-pressed", out === own.length ? "true" : out ? "mixed" : "false");
    }
    presets.forEach((button) => button.setAttribute("aria-pressed", button.dataset.draw === kind));
    part("again").disabled = !kind;
    for (const by of ["neighbour", "centroid"]) board(by);
    part("summary").textContent = summary();
  }

  // A track's box: on the training side, or tested and then right or wrong by the nearest neighbour.
  function mark(box, i) {
    const place = result.test.indexOf(i);
    const judged = place >= 0 && result.near.length > 0;
    const right = judged && result.neighbour[place] === tracks[i].genre;
    box.checked = tested.has(i);
    box.nextElementSibling.dataset.outcome = judged ? (right ? "✓" : "✗") : "";
    box.setAttribute("aria-label", `${name(i)}: test`);
    box.setAttribute("aria-description", judged ? told(i) : "learnt from");
  }

  function told(i) {
    const place = result.test.indexOf(i);
    if (place < 0) return `${name(i)}: learnt from.`;
    if (!result.near.length) return `${name(i)}: nothing to learn from.`;
    const near = result.near[place];
    const same = tracks[near].genre === tracks[i].genre && tracks[near].artist === tracks[i].artist;
    const verdict = tracks[near].genre === tracks[i].genre ? "right" : "wrong";
    return `${name(i)}: nearest is ${name(near)}${same ? ", the same artist" : ""}: ${verdict}. The nearest mean is that of ${genres[result.centroid[place]]}.`;
  }

  function board(by) {
    const [bar, score, usually] = ["by", "score", "usual"].map((what) => root.querySelector(`[data-${what}="${by}"]`));
    const n = result.near.length;
    const right = result[by].filter((genre, i) => genre === tracks[result.test[i]].genre).length;
    bar.querySelector("i").style.width = n ? `${(100 * right) / n}%` : "0";
    score.value = n ? `${right} of ${n}, ${percent(right / n)}` : "–";
    for (const which of ["random", "artists"]) {
      bar.querySelector(`[data-mean="${which}"]`).style.left = `${100 * usual[which][by]}%`;
      usually.querySelector(`[data-said="${which}"]`).textContent = percent(usual[which][by]);
    }
  }

  function summary() {
    const n = result.test.length;
    if (!n) return "No track is tested on. Move some to the test side.";
    if (!result.train.length) return "No track is left to learn from. Move some back to the training side.";
    const met = new Set(result.train.map((i) => `${tracks[i].genre} ${tracks[i].artist}`));
    const known = result.test.filter((i) => met.has(`${tracks[i].genre} ${tracks[i].artist}`)).length;
    const own = result.test.filter((i, k) => tracks[i].genre === tracks[result.near[k]].genre && tracks[i].artist === tracks[result.near[k]].artist);
    const right = (by) => result[by].filter((genre, k) => genre === tracks[result.test[k]].genre).length;
    const missing = genres.filter((_, genre) => !result.train.some((i) => tracks[i].genre === genre));
    return (
      `${n} of ${tracks.length} tracks are tested on; ${known} of them share their artist with the training side. ` +
      `Nearest neighbour: ${right("neighbour")} right, for ${own.length} the neighbour is by the same artist. Nearest mean: ${right("centroid")} right.` +
      (missing.length ? ` Nothing is learnt of ${missing.join(", ")}.` : "")
    );
  }

  function draws(which) {
    kind = which;
    set(draw(kind, tracks, random[kind]));
    part("detail").textContent = "";
  }

  presets.forEach((button) => button.addEventListener("click", () => draws(button.dataset.draw)));
  part("again").addEventListener("click", () => draws(kind));
  artists.forEach((artist) =>
    artist.addEventListener("click", () => {
      const own = artist.dataset.tracks.split(" ").map(Number);
      const all = own.every((i) => tested.has(i));
      kind = undefined;
      set(new Set([...tested].filter((i) => !own.includes(i)).concat(all ? [] : own)));
    }),
  );
  boxes.forEach((box, i) => {
    const tell = () => (part("detail").textContent = told(i));
    box.addEventListener("change", () => {
      kind = undefined;
      set(new Set(box.checked ? [...tested, i] : [...tested].filter((other) => other !== i)));
      tell();
    });
    box.addEventListener("focus", tell);
    box.parentElement.addEventListener("pointerenter", tell);
  });

  draws("random");
  root.classList.add("explorer-alive");
}

document.querySelectorAll(".explorer:not(.explorer-alive)").forEach(mount);
