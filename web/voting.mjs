// The windows' votes, counted by the same rules as in the package.

/** The genre with most probability, the lowest of those that are equal. */
export function vote(probabilities) {
  let best = 0;
  for (let genre = 1; genre < probabilities.length; genre++) if (probabilities[genre] > probabilities[best]) best = genre;
  return best;
}

/**
 * Count the votes: how many each genre has, and the genres by votes, most first.
 *
 * Among those with the same number comes first who has more probability over all windows.
 */
export function tally(windows, genres) {
  const counts = new Array(genres).fill(0);
  const sums = new Array(genres).fill(0);
  for (const probabilities of windows) {
    counts[vote(probabilities)] += 1;
    probabilities.forEach((probability, genre) => (sums[genre] += probability));
  }
  const order = counts.map((_, genre) => genre).sort((a, b) => counts[b] - counts[a] || sums[b] - sums[a] || a - b);
  return { counts, order, tied: counts[order[0]] === counts[order[1]] };
}
