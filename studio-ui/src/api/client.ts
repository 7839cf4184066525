// Talks to the server: one function per HTTP method, and one shape for everything that can go wrong.
import { signal } from "@preact/signals";
import type { Failure } from "./types";

const ROOT = "/api/v1/";
// A header that no foreign page can send without asking first: part of the protection against forged requests.
const HEADERS = { "Content-Type": "application/json", "X-Labelproof": "studio" };

const LATER = new Set(["busy", "auditing"]);

/** False after a request found no server, until one is answered. */
export const online = signal(true);

/** The server refused: `message` is meant for people, `field` names the argument. Status 0: no server answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
  /** The same request may succeed later: when the server is back, the disk has room, or one has signed in again. */
  get passing(): boolean {
    return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500 || LATER.has(this.code);
  }
}

/** What went wrong, in words for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type Query = Record<string, string | number | boolean | object | null | undefined>;

/** The address of an API path; objects go as JSON, null and undefined are left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    search.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  const text = search.toString();
  return ROOT + path + (text ? "?" + text : "");
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return request<T>(address(path, query), signal ? { signal } : {});
}

export function post<T>(path: string, body: object, options: RequestInit = {}): Promise<T> {
  return request<T>(address(path), { ...options, method: "POST", body: JSON.stringify(body) });
}

export function remove<T>(path: string): Promise<T> {
  return request<T>(address(path), { method: "DELETE" });
}

/** Where the picture or the sound of a row is. */
export function mediaUrl(row: number): string {
  return address(`media/${row}`);
}

export function thumbUrl(row: number, size: 64 | 128 | 192 | 512): string {
  return address(`thumb/${row}`, { s: size });
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  const response = await reach(url, { ...init, headers: HEADERS });
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return (text ? JSON.parse(text) : null) as T;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    online.value = true;
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    online.value = false;
    throw new ApiError(0, "offline", "The server does not answer. Your decisions wait here.");
  }
}

function refusal(status: number, text: string): ApiError {
  try {
    const { code, message, field } = (JSON.parse(text) as Failure).error;
    return new ApiError(status, code, message, field);
  } catch {
    return new ApiError(status, "unknown", `The server answered ${status}.`);
  }
}
