// What a file is refused with: words that the reader gets to see as they are.

export class Refusal extends Error {}

export const decimals = (number, places = 0) =>
  number.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });

/** Seconds as 3:07 or 2:00:00. */
export function clock(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return (hours ? `${hours}:${two(minutes)}` : String(minutes)) + `:${two(whole % 60)}`;
}

/** What is said of `found` seconds where a window has `least`. */
export function tooShort(found, least) {
  const sound = found > 0 ? `${decimals(found, 2)} s of sound` : "no sound at all";
  return `There is ${sound} in this file; the network needs ${decimals(least, 1)} s or more. Use a longer one.`;
}
