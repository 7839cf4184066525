/** The points of the map as they travel: five columns of 16-bit numbers. */
export interface Points {
  x: Uint16Array;
  y: Uint16Array;
  /** Classes by number, `NO_CLASS` for none; of tags, `given` is the tag in doubt. */
  given: Uint16Array;
  suggested: Uint16Array;
  /** The status in the high byte, with 0x80 where flagged; in the low one the chance that the label is wrong. */
  state: Uint16Array;
}

export const NO_CLASS = 65535;
/** x and y go up to here. */
export const SPAN = 65535;

export function decode(bytes: ArrayBuffer): Points {
  const size = bytes.byteLength / 10;
  const [x, y, given, suggested, state] = [0, 1, 2, 3, 4].map((at) => new Uint16Array(bytes, 2 * at * size, size));
  return { x, y, given, suggested, state } as Points;
}
