/** What a random sample allows to say: exact binomial bounds, one-sided at 95 %. */

const DOUBT = 0.05;

/** Chance of at most `wrong` wrong ones among `judged`, where each is wrong with chance `share`. */
export function chanceOfAtMost(wrong: number, judged: number, share: number): number {
  if (share <= 0 || wrong >= judged) return 1;
  if (share >= 1) return 0;
  let term = judged * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let k = 1; k <= wrong; k++) {
    term += Math.log((judged - k + 1) / k) + Math.log(share / (1 - share));
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** The share that is wrong at most, with 95 % confidence, after `wrong` of `judged`. */
export function mostWrong(wrong: number, judged: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtMost(wrong, judged, middle) > DOUBT) low = middle;
    else high = middle;
  }
  return high;
}

/** How many must be judged in all, with no further one wrong, until at most `gate` is wrong. */
export function needed(wrong: number, gate: number): number {
  const opens = (judged: number) => chanceOfAtMost(wrong, judged, gate) <= DOUBT;
  let high = wrong + 1;
  while (!opens(high) && high < 1e7) high *= 2;
  let low = Math.floor(high / 2);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (opens(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
