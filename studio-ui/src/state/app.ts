// What the whole app knows: the project, the counts, the user. Loaded once, kept up by answers and the live channel.
import { computed, signal } from "@preact/signals";
import { ApiError, get, post, showRowsOf } from "../api/client";
import { connect, onLive, seen } from "../api/live";
import { decideAbout, onAnswer } from "../api/outbox";
import type { Boot, Class, Counts, Project, Resume, Settings } from "../api/types";
import { setKeys } from "../keys";

/** The first answer of the server; null until it came. */
export const boot = signal<Boot | null>(null);
/** Why there is none, in words. */
export const bootProblem = signal<string | null>(null);
/** How far the review is, always the newest. */
export const counts = signal<Counts | null>(null);
/** Classes (or tags), with those added while reviewing. */
export const classes = signal<Class[]>([]);
/** Counts up when a new audit run, or many decisions at once, made lists on screen old. */
export const epoch = signal(0);

/** The project; only to be read where a page is shown, which is when there is one. */
export const project = computed(() => boot.value?.project as Project);
export const settings = computed<Settings>(() => boot.value?.settings ?? {});
export const isTags = computed(() => boot.value?.project?.task === "tags");
/** Several people review: show names. */
export const isTeam = computed(() => (boot.value?.users.length ?? 0) > 1);

/** May settle disagreements and change what holds for all. */
export const isLead = computed(() => boot.value?.user?.role !== "reviewer");

/** The name of a class; "no label" for -1. */
export function className(id: number): string {
  return id < 0 ? "no label" : (classes.value[id]?.name ?? `class ${id}`);
}

let keeping: Promise<unknown> = Promise.resolve();

/** Tell the server where this user is, so that the overview can offer to go on there. */
export function keepPlace(resume: Resume): void {
  keeping = post("resume", resume).catch(() => undefined);
}

/** Ask for everything again; the screen keeps what it shows until then. */
export async function loadBoot(): Promise<void> {
  try {
    await keeping;
    const next = await get<Boot>("boot");
    const run = next.project?.run ?? null;
    decideAbout(run);
    showRowsOf(next.project?.run, next.project?.created);
    boot.value = next;
    bootProblem.value = next.state === "failed" ? (next.job?.message ?? "The audit failed.") : null;
    counts.value = next.counts;
    classes.value = next.project?.classes ?? [];
    setKeys(next.settings ?? {});
    connect(next.seq);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    bootProblem.value = error.message;
    if (error.passing) setTimeout(() => void loadBoot(), 2_000);
  }
}

onAnswer(({ decided, undone }) => {
  const answer = decided ?? undone;
  if (!answer) return;
  counts.value = answer.counts;
  seen(answer.seq);
});

onLive((message) => {
  if (message.counts) counts.value = message.counts;
  if (message.job && boot.value) boot.value = { ...boot.value, job: message.job };
  const finished = message.kind === "job" && message.job?.state !== "running" && boot.value?.state === "auditing";
  if (message.kind === "run" || finished) void loadBoot().then(() => (epoch.value += 1));
  if (message.kind === "batch") epoch.value += 1;
});
