// Intervals, tests and numbers of tracks for two classifiers: what gtzan_course.evaluation computes, computed as one types.

const Z = 1.959963984540054; // the normal's 97.5 % point
const Z_POWER = 0.8416212335729143; // and its 80 % point
const FIELDS = ["right_a", "n_a", "right_b", "n_b", "only_a", "only_b"];

const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;
const points = (share, digits = 1) => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(digits)}`;
const number = (n) => n.toLocaleString("en");
const whole = (value) => Number.isInteger(value) && value >= 0;

// Wilson's interval.
function wilson(right, n) {
  const p = right / n;
  const middle = p + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

// Newcombe's interval of a difference, from the two Wilson intervals and how much the two agree.
function difference({ right_a, n_a, right_b, n_b, only_a, only_b }) {
  const [a, b] = [right_a / n_a, right_b / n_b];
  const [[lowA, highA], [lowB, highB]] = [wilson(right_a, n_a), wilson(right_b, n_b)];
  let agreement = 0;
  if (only_a !== null) {
    const both = right_a - only_a;
    const neither = n_a - both - only_a - only_b;
    const margins = right_a * (n_a - right_a) * right_b * (n_a - right_b);
    const product = both * neither - only_a * only_b;
    if (margins) agreement = (product > 0 ? Math.max(product - n_a / 2, 0) : product) / Math.sqrt(margins);
  }
  const reach = (x, y) => Math.sqrt(Math.max(0, x * x - 2 * agreement * x * y + y * y));
  return [a - b, a - b - reach(a - lowA, highB - b), a - b + reach(highA - a, b - lowB)];
}

// How often the normal lies further out than x, on both sides: one minus erf, by a series whose terms are all positive.
function tails(x) {
  if (x > 8) return 0;
  const t = x / Math.SQRT2;
  let [term, sum] = [t, t];
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= (2 * t * t) / (2 * k + 1);
  return Math.max(0, 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-t * t) * sum);
}

// How often equals differ by as much or more: McNemar's exact test, or the pooled test of two proportions.
function pValue({ right_a, n_a, right_b, n_b, only_a, only_b }) {
  if (only_a !== null) {
    const n = only_a + only_b;
    let [log, sum] = [-n * Math.LN2, 0];
    for (let k = 0; k <= Math.min(only_a, only_b); k++) {
      sum += Math.exp(log);
      log += Math.log((n - k) / (k + 1));
    }
    return Math.min(1, 2 * sum);
  }
  const pooled = (right_a + right_b) / (n_a + n_b);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b));
  return error ? tails(Math.abs(right_a / n_a - right_b / n_b) / error) : 1;
}

// How many tracks find such a difference in four of five experiments; null if there is none.
function tracksNeeded({ right_a, n_a, right_b, n_b, only_a, only_b }) {
  const [a, b] = [right_a / n_a, right_b / n_b];
  const gap = Math.abs(a - b);
  if (right_a * n_b === right_b * n_a) return null;
  const mean = (a + b) / 2;
  const [ifEqual, ifNot] =
    only_a === null
      ? [2 * mean * (1 - mean), a * (1 - a) + b * (1 - b)]
      : [(only_a + only_b) / n_a, Math.max(0, (only_a + only_b) / n_a - gap * gap)];
  return Math.ceil(((Z * Math.sqrt(ifEqual) + Z_POWER * Math.sqrt(ifNot)) / gap) ** 2);
}

// What is wrong with the counts, in words; nothing if they can be.
function wrong({ right_a, n_a, right_b, n_b, only_a, only_b }) {
  if (![right_a, n_a, right_b, n_b].every(whole) || !n_a || !n_b)
    return "Type whole numbers: how many tracks each classifier names rightly, and of how many.";
  if (right_a > n_a || right_b > n_b) return "No classifier names more tracks rightly than it is given.";
  if (only_a === null) return "";
  if (n_a !== n_b) return `The same tracks are equally many for both, not ${number(n_a)} and ${number(n_b)}.`;
  const [least, most] = [Math.max(0, right_a - right_b), Math.min(right_a, n_a - right_b)];
  if (!whole(only_a) || !whole(only_b) || only_a < least || only_a > most)
    return `With ${right_a} and ${right_b} right of ${n_a}, only A can be right on ${least} to ${most} of them.`;
  return "";
}

function tell(counts, result) {
  const share = (name, [value, low, high]) => `${name} names ${percent(value)} rightly (${percent(low)} to ${percent(high)}).`;
  const [gap, low, high] = result.difference;
  const paired = counts.only_a !== null;
  const ahead = gap === 0 ? "They are level" : `${gap > 0 ? "A" : "B"} is ahead by ${Math.abs(100 * gap).toFixed(1)} points`;
  const often = result.p >= 0.995 ? "always" : result.p >= 0.01 ? `in about ${Math.round(100 * result.p)} of 100 tests` : "in less than 1 of 100 tests";
  const apart = low > 0 || high < 0;
  const certain = apart ? "0 is not in it: they differ." : "0 is in it: this test cannot say which is better.";
  const verdict = apart === result.p < 0.05 ? certain : "The interval and the p value do not agree: a close call.";
  const needed = result.tracks === null ? "" : ` To see such a difference in four of five tests takes ${number(result.tracks)} tracks${paired ? ", the same for both" : " for each"}.`;
  return (
    `${share("A", result.a)} ${share("B", result.b)} ${ahead}; the interval of the difference goes from ${points(low)} to ` +
    `${points(high)} points. ${verdict} Equals would differ by as much or more ${often}.${needed}`
  );
}

// Bars on a scale from `from` to `to`, with a mark at every step.
function draw(rows, from, to, step, label) {
  const place = (value) => `${((100 * (value - from)) / (to - from)).toFixed(2)}%`;
  const bars = rows.map(
    ([name, [value, low, high]]) =>
      `<div class="calculator-row"><span>${name}</span><div class="calculator-lane">` +
      `<i class="calculator-bar" style="left:${place(low)};right:calc(100% - ${place(high)})"></i>` +
      `<b style="left:${place(value)}"></b>${from < 0 ? `<u style="left:${place(0)}"></u>` : ""}</div></div>`,
  );
  const marks = [];
  for (let mark = from; mark <= to + 1e-9; mark += step)
    marks.push(`<em style="left:${place(mark)}">${label(Math.round(1000 * mark) / 10)}</em>`);
  return `${bars.join("")}<div class="calculator-row"><span></span><div class="calculator-scale">${marks.join("")}</div></div>`;
}

function picture({ a, b, difference: gap }) {
  const from = Math.max(0, Math.floor(10 * Math.min(a[1], b[1]) - 1e-9) / 10);
  const to = Math.min(1, Math.ceil(10 * Math.max(a[2], b[2]) + 1e-9) / 10);
  const reach = Math.ceil(20 * Math.max(Math.abs(gap[1]), Math.abs(gap[2])) + 1e-9) / 20;
  return (
    draw([["A", a], ["B", b]], from, to, to - from > 0.45 ? 0.2 : 0.1, (mark) => `${mark} %`) +
    draw([["A − B", gap]], -reach, reach, reach / 2, (mark) => (mark > 0 ? `+${mark}` : `${mark}`.replace("-", "−")))
  );
}

function mount(root) {
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  root.querySelector(".calculator-table").insertAdjacentHTML("beforebegin", data.form);
  const part = (name) => root.querySelector(`.calculator-${name}`);
  const inputs = Object.fromEntries(FIELDS.map((name) => [name, root.querySelector(`[name=${name}]`)]));
  const cells = (of) => [...root.querySelectorAll(`.calculator-results [data-of=${of}] td`)];
  let waiting;

  // What the fields hold: a number, or null where nothing stands.
  const read = () => Object.fromEntries(FIELDS.map((name) => [name, inputs[name].value === "" ? null : inputs[name].valueAsNumber]));

  // Of the two counts in which they differ, one follows from the other.
  function follow(from) {
    const { right_a, right_b, only_a, only_b } = read();
    const [source, target, sign] = from === "only_b" ? [only_b, "only_a", 1] : [only_a, "only_b", -1];
    inputs[target].value = source === null ? "" : source + sign * (right_a - right_b);
  }

  function show() {
    const counts = read();
    const fault = wrong(counts);
    const result = fault || {
      a: [counts.right_a / counts.n_a, ...wilson(counts.right_a, counts.n_a)],
      b: [counts.right_b / counts.n_b, ...wilson(counts.right_b, counts.n_b)],
      difference: difference(counts),
      p: pValue(counts),
      tracks: tracksNeeded(counts),
    };
    for (const name of FIELDS) inputs[name].setAttribute("aria-invalid", String(Boolean(fault)));
    for (const name of ["a", "b", "difference"])
      cells(name).forEach((cell, i) => (cell.textContent = fault ? "" : name === "difference" ? `${points(result.difference[i], 2)} points` : percent(result[name][i], 2)));
    part("more").querySelector("dt").textContent = `p value, ${counts.only_a === null ? "two proportions" : "McNemar's exact test"}`;
    part("more").querySelector("[data-of=p]").textContent = fault ? "" : result.p < 0.00005 ? "under 0.0001" : result.p.toFixed(4);
    part("more").querySelector("[data-of=tracks]").textContent = fault ? "" : result.tracks === null ? "there is none" : number(result.tracks);
    part("picture").innerHTML = fault ? "" : picture(result);
    part("picture").hidden = Boolean(fault);
    const said = fault || tell(counts, result);
    part("picture").setAttribute("aria-label", `The intervals as bars. ${said}`);
    // Said once the typing rests, so that a screen reader is not interrupted at every digit.
    clearTimeout(waiting);
    waiting = setTimeout(() => (part("words").textContent = said), 350);
  }

  for (const name of FIELDS)
    inputs[name].addEventListener("input", () => {
      follow(name);
      show();
    });
  root.querySelectorAll(".calculator-examples button").forEach((button, i) =>
    button.addEventListener("click", () => {
      const [, right_a, n_a, right_b, n_b, only_a] = data.examples[i];
      for (const [name, value] of Object.entries({ right_a, n_a, right_b, n_b, only_a })) inputs[name].value = value ?? "";
      follow("only_a");
      show();
    }),
  );
  root.querySelector(".calculator-examples button").click();
  root.classList.add("calculator-alive");
}

document.querySelectorAll(".calculator:not(.calculator-alive)").forEach(mount);
