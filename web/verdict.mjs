// The answer in words.

import { doubts } from "./doubts.mjs";
import { made, percent } from "./results.mjs";

/** A track's genre and who votes for it; or that it is not sure, and why. */
export function verdict({ winner, votes, windows, tied }, movements, model) {
  const genre = model.genres[winner];
  const share = `${votes} of ${windows} windows (${percent(votes / windows)})`;
  const tie = tied ? " Another genre has as many; the higher mean probability decides." : "";
  const reasons = doubts(votes / windows, movements, model.doubts).join("; ");
  if (!reasons) return [made("strong", genre), ` ${share} vote for it.${tie}`];
  const why = `${reasons[0].toUpperCase()}${reasons.slice(1)}.`;
  return [made("strong", "Not sure"), ` ${why} Most votes, those of ${share}, go to ${genre}.${tie}`];
}
