// The colours of the styles, for what is drawn on a canvas.

/** What a colour is now, as `rgb(...)`: the style sheet holds the light and the dark one. */
export function inkOf(name: string): string {
  const { body } = document;
  body.style.color = `var(${name})`;
  const ink = getComputedStyle(body).color;
  body.style.color = "";
  return ink;
}
