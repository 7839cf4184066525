/** What a random sample says about accepting, or keeping, all the rest. */
import type { Sample } from "../../api/types";
import { needed } from "./bounds";

export interface Verdict {
  right: number;
  /** The other label is right; and neither is. */
  wrong: number;
  other: number;
  bound: number;
  open: boolean;
}

export function verdict(sample: Sample, verb: "accept" | "keep"): Verdict {
  const accept = verb === "accept";
  const [right, wrong] = accept ? [sample.right, sample.wrong] : [sample.wrong, sample.right];
  const bound = accept ? sample.bound : sample.keep_bound;
  return { right, wrong, other: sample.other, bound: bound ?? 1, open: accept ? sample.open : sample.keep_open };
}

/** How many judged ones open the gate now, if no more is wrong; null when that is more than there are. */
export function openingSize(sample: Sample, verb: "accept" | "keep"): number | null {
  const size = needed(sample.judged - verdict(sample, verb).right, sample.gate);
  return size <= sample.judged + sample.remaining ? size : null;
}
