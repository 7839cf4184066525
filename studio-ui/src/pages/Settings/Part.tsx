// One part of the settings, under its name.
import type { ComponentChildren } from "preact";

export function Part({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="card part" aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}
