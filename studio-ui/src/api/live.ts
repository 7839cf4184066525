// What other people and background jobs do, as it happens. A lost connection falls back to asking now and then.
import { signal } from "@preact/signals";
import { get } from "./client";
import type { EventPage, LiveMessage } from "./types";

const PING = 25_000;
const POLL = 5_000;

type Listener = (message: LiveMessage) => void;

/** Whether the live channel is open. */
export const live = signal(false);
/** The number of the newest event that this page knows of. */
export const lastSeq = signal(0);

const listeners = new Set<Listener>();
let socket: WebSocket | undefined;
let pause = 1_000;
let timer: ReturnType<typeof setInterval> | undefined;

/** Call `listener` with every message; returns a function that stops it. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Open the channel, from event `seq` on. */
export function connect(seq: number): void {
  lastSeq.value = Math.max(lastSeq.value, seq);
  if (socket) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}/api/v1/live`);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", (event) => tell(JSON.parse(String(event.data)) as LiveMessage));
  socket.addEventListener("close", closed);
}

function opened(): void {
  live.value = true;
  pause = 1_000;
  socket?.send(JSON.stringify({ kind: "resume", seq: lastSeq.value }));
  every(PING, () => socket?.send(JSON.stringify({ kind: "ping" })));
}

function closed(): void {
  live.value = false;
  socket = undefined;
  every(POLL, () => void poll());
  setTimeout(() => connect(lastSeq.value), pause);
  pause = Math.min(30_000, pause * 2);
}

async function poll(): Promise<void> {
  if (live.value) return;
  try {
    const page = await get<EventPage>("events", { after: lastSeq.value, limit: 500 });
    const targets = page.events.map((event) => event.target);
    if (targets.length === 0) return;
    const last = page.events[page.events.length - 1];
    const user = { user: last?.user ?? null, user_name: last?.user_name ?? null };
    tell({ kind: "decision", seq: page.seq, targets, counts: null, job: null, ...user });
  } catch {
    return; // The strip about the missing server is shown already; the next round asks again.
  }
}

function every(milliseconds: number, action: () => void): void {
  clearInterval(timer);
  timer = setInterval(action, milliseconds);
}

function tell(message: LiveMessage): void {
  lastSeq.value = Math.max(lastSeq.value, message.seq);
  for (const listener of listeners) listener(message);
}
