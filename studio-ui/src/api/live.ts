// What other people and background jobs do, as it happens. A lost connection falls back to asking now and then.
import { channel } from "../lib/channel";
import { get } from "./client";
import type { EventPage, LiveMessage } from "./types";

const PING = 25_000;
const POLL = 5_000;

const [listen, tell] = channel<LiveMessage>();
// The number of the newest event that this page knows of.
let newest = 0;
let socket: WebSocket | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

/** Call a function with every message; returns one that stops it. */
export const onLive = listen;

/** Event `seq` is known here. */
export function seen(seq: number): void {
  newest = Math.max(newest, seq);
}

/** Open the channel, from event `seq` on. */
export function connect(seq: number): void {
  seen(seq);
  if (socket) return;
  const opened = new WebSocket(location.origin.replace("http", "ws") + "/api/v1/live");
  const send = (message: object) => opened.send(JSON.stringify(message));
  opened.onopen = () => {
    send({ kind: "resume", seq: newest });
    every(PING, () => send({ kind: "ping" }));
  };
  opened.onmessage = (event) => heard(JSON.parse(String(event.data)) as LiveMessage);
  opened.onclose = () => {
    socket = null;
    every(POLL, poll);
  };
  socket = opened;
}

function poll(): void {
  connect(newest);
  // Without an answer the strip about the missing server is shown already; the next round asks again.
  get<EventPage>("events", { after: newest, limit: 500 }).then(({ events, seq }) => {
    const last = events.at(-1);
    if (!last) return;
    heard({ kind: "decision", seq, targets: events.map((event) => event.target), counts: null, job: null, user: last.user, user_name: last.user_name });
  }, () => undefined);
}

function every(milliseconds: number, action: () => void): void {
  clearInterval(timer);
  timer = setInterval(action, milliseconds);
}

function heard(message: LiveMessage): void {
  seen(message.seq);
  tell(message);
}
