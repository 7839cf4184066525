// Talks to the server: one function per HTTP method, and one shape for everything that can go wrong.
import { signal } from "@preact/signals";
import { href, type Query } from "../router";
import type { Failure } from "./types";

// A header that no foreign page can send without asking first: part of the protection against forged requests.
const HEADERS = { "Content-Type": "application/json", "X-Labelproof": "studio" };

/** Codes and statuses of refusals that pass: 0 is no answer, 401 signed out, 429 too many, from 500 on the server's own. */
const LATER = ["busy", "auditing", 0, 401, 429];

/** False after a request found no server, until one is answered. */
export const online = signal(true);

/** The server refused: `message` is meant for people. Status 0: no server answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
  /** The same request may succeed later: when the server is back, the disk has room, or one has signed in again. */
  get passing(): boolean {
    return this.status >= 500 || LATER.includes(this.status) || LATER.includes(this.code);
  }
}

/** What went wrong, in words for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The address of an API path. */
export function address(path: string, query: Query = {}): string {
  return href("/api/v1/" + path, query);
}

export function get<T>(path: string, query: Query = {}, signal: AbortSignal | null = null): Promise<T> {
  return request<T>(address(path, query), { signal });
}

export function post<T>(path: string, body: object, options: RequestInit = {}): Promise<T> {
  return request<T>(address(path), { ...options, method: "POST", body: JSON.stringify(body) });
}

export function remove<T>(path: string): Promise<T> {
  return request<T>(address(path), { method: "DELETE" });
}

// The audit whose rows are on screen: what the browser keeps of a row must not be shown for that of the next one.
let audit: { run?: number; of?: string } = {};

export function showRowsOf(run: number | undefined, of: string | undefined): void {
  audit = run === undefined || of === undefined ? {} : { run, of };
}

/** Where the picture or the sound of a row is. */
export function mediaUrl(row: number): string {
  return address(`media/${row}`, audit);
}

export function thumbUrl(row: number, size: 64 | 128 | 192 | 512): string {
  return address(`thumb/${row}`, { s: size, ...audit });
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, { ...init, headers: HEADERS }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    online.value = false;
    throw new ApiError(0, "offline", "The server does not answer. Your decisions wait here.");
  });
  online.value = true;
  const binary = response.headers.get("content-type") === "application/octet-stream";
  if (response.ok) return (await (binary ? response.arrayBuffer() : response.json())) as T;
  const unknown = { code: "unknown", message: `The server answered ${response.status}.` };
  const { code, message } = await response.json().then((said: Failure) => said.error, () => unknown);
  throw new ApiError(response.status, code, message);
}
