// Generated from the records of the API by make_types.py; do not edit.

/** Krippendorff's alpha over targets with two or more opinions, with a 95 % interval; None below 2 targets. */
export interface Agreement {
  user: number | null;
  user_name: string | null;
  pair: [number, number] | null;
  targets: number;
  agreeing: number;
  alpha: number | null;
  interval: [number, number] | null;
}

/** Decisions that were made together. */
export interface Batch {
  id: number;
  title: string;
  count: number;
  counts: Counts;
  seq: number;
}

/** Decide all undecided targets of a filter at once; refused (409) when their number is not `expect`. */
export interface BatchIn {
  filter: Filter;
  verb: "keep" | "relabel" | "exclude" | "unsure" | "ambiguous";
  expect: number;
  accept?: boolean;
  label?: number | null;
  first?: number | null;
  sample?: number | null;
  reason?: string | null;
  run?: number | null;
}

/** All that the first screen needs. While an audit runs, only `job` is there. */
export interface Boot {
  state: "auditing" | "ready" | "failed";
  job: Job | null;
  project: Project | null;
  counts: Counts | null;
  kinds: IssueKind[];
  pairs: Pair[];
  pair_count: number;
  queue: QueuePage | null;
  user: User | null;
  users: User[];
  settings: Settings | null;
  resume: Resume | null;
  pace: number | null;
  seq: number;
}

/** One cell of a row; `deviation`: how many robust standard deviations a number is from its column's middle. */
export interface Cell {
  name: string;
  value: string;
  deviation: number | null;
}

/** A class, or a tag; `added` while reviewing. */
export interface Class {
  id: number;
  name: string;
  given: number;
  flagged: number;
  added: boolean;
}

/** A new class. */
export interface ClassIn {
  name: string;
}

/** A remark on a target. */
export interface Comment {
  seq: number;
  user_name: string;
  at: string;
  text: string;
}

/** A remark. */
export interface CommentIn {
  uuid: string;
  target: number;
  text: string;
  run?: number | null;
}

/** How far the review is: `todo` and the five outcomes count flagged targets; `beyond` decisions on others. */
export interface Counts {
  flagged: number;
  todo: number;
  fixed: number;
  kept: number;
  excluded: number;
  unsure: number;
  ambiguous: number;
  conflicts: number;
  beyond: number;
  decisions: number;
}

/** What became of one decision. A `conflict` is stored like any other: it holds what the other person decided. */
export interface Decided {
  uuid: string;
  target: number;
  seq: number;
  status: "todo" | "fixed" | "kept" | "excluded" | "unsure" | "ambiguous" | "conflict";
  repeated: boolean;
  conflict: Decision | null;
}

/** What somebody decided; `label` is the class it became, by name. */
export interface Decision {
  seq: number;
  verb: "keep" | "relabel" | "exclude" | "unsure" | "ambiguous";
  label: string | null;
  user: number;
  user_name: string;
  at: string;
  mode: "focus" | "sheet" | "sample" | "items" | "bulk" | "blind" | "adjudicate" | "python";
  comment: string | null;
}

/** One decision. `label`: the class to relabel to, by number; of tags 0 or 1. `base`: the `seq` of the item seen. */
export interface DecisionIn {
  uuid: string;
  target: number;
  verb: "keep" | "relabel" | "exclude" | "unsure" | "ambiguous";
  label?: number | null;
  base?: number;
  milliseconds?: number | null;
  mode?: "focus" | "sheet" | "sample" | "items" | "bulk" | "blind" | "adjudicate" | "python";
  blind?: boolean;
  comment?: string | null;
}

/** At most 500 decisions, stored together or not at all; `sheet` makes them one batch, and one undo. */
export interface DecisionsIn {
  decisions: DecisionIn[];
  sheet?: string | null;
  run?: number | null;
}

/** All of them are stored. */
export interface DecisionsOut {
  decided: Decided[];
  batch: number | null;
  counts: Counts;
  seq: number;
}

/** Everything about one target. */
export interface Detail {
  item: Item;
  text: string | null;
  cells: Cell[];
  probabilities: [number, number][];
  reasons: string[];
  given_examples: Item[];
  suggested_examples: Item[];
  neighbors: Neighbor[];
  copies: Item[];
  pieces: [string, boolean][] | null;
  tags: TagState[];
  comments: Comment[];
  history: Event[];
}

/** One changed place: `before` and `after` are lines of the file; `after` is None where a row is left out. */
export interface Difference {
  place: string;
  before: string;
  after: string | null;
}

/** A target on which people differ. */
export interface Disagreement {
  item: Item;
  votes: Decision[];
}

/** One line of the log. */
export interface Event {
  seq: number;
  uuid: string;
  at: string;
  user: number;
  user_name: string;
  target: number;
  row: number;
  key: string;
  verb: string;
  label: string | null;
  given: string | null;
  batch: number | null;
  undo_of: number | null;
  mode: string;
  blind: boolean;
  comment: string | null;
  milliseconds: number | null;
}

/** Events after a number, in order. */
export interface EventPage {
  events: Event[];
  seq: number;
}

/** A way to write the result; `why` says why it cannot be used here. */
export interface ExportFormat {
  code: string;
  title: string;
  file: string;
  faithful: boolean;
  why: string | null;
}

/** What to write. `columns`: replace the label, or keep it and add columns. `excluded`: leave rows out, or mark. */
export interface ExportIn {
  format: string;
  columns?: "replace" | "add";
  excluded?: "drop" | "mark";
  name?: string | null;
}

/** What an export would write. */
export interface ExportPreview {
  rows: number;
  changed: number;
  left_out: number;
  unresolved: number;
  bytes: number;
  differences: Difference[];
  files: string[];
  note: string | null;
}

/** A file that was written, or a folder of several. `rows`: of a patch, how many decisions it holds. */
export interface Exported {
  id: number;
  at: string;
  user_name: string;
  format: string;
  path: string;
  rows: number;
  bytes: number;
  sha256: string;
  last_seq: number;
  folder: boolean;
}

/** The one shape of every refusal. */
export interface Failure {
  error: Problem;
}

/** Which targets are meant; every given field must hold. `q` is searched in text, cells, names and file names. */
export interface Filter {
  status?: ("todo" | "fixed" | "kept" | "excluded" | "unsure" | "ambiguous" | "conflict")[] | null;
  given?: number[] | null;
  suggested?: number[] | null;
  tag?: number[] | null;
  flagged?: boolean | null;
  labelled?: boolean | null;
  duplicates?: boolean | null;
  least?: number | null;
  most?: number | null;
  q?: string | null;
  queue?: number | null;
  user?: number | null;
  carried?: "changed" | null;
}

/** A decision or a whole batch, newest first. */
export interface HistoryEntry {
  first_seq: number;
  last_seq: number;
  at: string;
  user: number;
  user_name: string;
  kind: "decision" | "batch" | "undo" | "comment" | "class" | "adjudication" | "carried";
  title: string;
  verb: string;
  count: number;
  batch: number | null;
  reason: string | null;
  undone: boolean;
  item: Item | null;
  event: Event | null;
}

/** A page of the history; `before` of the next one is `next`, None at the end. `about`: what a batch covered. */
export interface HistoryPage {
  entries: HistoryEntry[];
  next: number | null;
  total: number;
  about: string | null;
}

/** One kind of finding, with the filter that shows it; `about` says in words what is left to do. */
export interface IssueKind {
  code: string;
  title: string;
  count: number;
  todo: number;
  about: string;
  filter: Filter;
}

/** One target, as lists show it. A blind item hides suggestion, chance and flag (None, -1, False). */
export interface Item {
  target: number;
  row: number;
  key: string;
  rank: number;
  given: number;
  suggested: number;
  chance: number | null;
  flagged: boolean;
  status: "todo" | "fixed" | "kept" | "excluded" | "unsure" | "ambiguous" | "conflict";
  decision: Decision | null;
  seq: number;
  text: string | null;
  media: "image" | "audio" | null;
  name: string | null;
  tag: number | null;
  blind: boolean;
}

/** A window of a filtered, ordered list. */
export interface ItemPage {
  items: Item[];
  offset: number;
  total: number;
  seq: number;
}

/** Work in the background. */
export interface Job {
  id: number;
  kind: "audit" | "improve" | "export" | "train";
  state: "running" | "done" | "failed" | "cancelled";
  title: string;
  step: string;
  done: number | null;
  seconds_left: number | null;
  message: string | null;
  result: Record<string, unknown> | null;
}

/** Targets held for a user until a time; `blind` ones have another opinion that stays hidden until this is given. */
export interface Lease {
  id: number;
  until: string;
  items: Item[];
}

/** Ask for work: so many undecided targets that nobody else holds. */
export interface LeaseIn {
  size?: number;
  filter?: Filter | null;
}

/** What the server tells every open page. `decision`: a target changed; read its item again. */
export interface LiveMessage {
  kind: "hello" | "decision" | "batch" | "job" | "run" | "lease_lost" | "shutdown" | "pong";
  seq: number;
  targets: number[];
  user: number | null;
  user_name: string | null;
  counts: Counts | null;
  job: Job | null;
}

/** Flagged targets by given and suggested class; cells without any are left out. `row_totals`: flagged by class. */
export interface Matrix {
  classes: Class[];
  cells: PairCell[];
}

export type Modality = "image" | "text" | "table" | "audio" | "given";

export type Mode = "focus" | "sheet" | "sample" | "items" | "bulk" | "blind" | "adjudicate" | "python";

/** A similar example, with the label that it was given; of near duplicates the text in pieces, as in `Detail`. */
export interface Neighbor {
  item: Item;
  similarity: number;
  pieces: [string, boolean][] | null;
}

export type Order = "rank" | "row" | "given" | "suggested" | "chance" | "similar" | "decided";

/** A given and a suggested class. `judged` counts decided targets, `sample` those judged of a random sample. */
export interface Pair {
  given: number;
  suggested: number;
  flagged: number;
  todo: number;
  judged: number;
  right: number;
  sample_judged: number;
  sample_right: number;
  interval: [number, number] | null;
  shown: Item[];
  tag: number | null;
}

/** One cell of the matrix. */
export interface PairCell {
  given: number;
  suggested: number;
  flagged: number;
  todo: number;
  tag: number | null;
}

/** What went wrong, in words for people; `field` names the argument. */
export interface Problem {
  code: string;
  message: string;
  field: string | null;
}

/** What is reviewed; `path`: its folder, told to leads. `noun` is how rows are called: images, texts, recordings. */
export interface Project {
  name: string;
  path: string | null;
  task: "classes" | "tags";
  modality: "image" | "text" | "table" | "audio" | "given";
  noun: string;
  examples: number;
  labelled: number;
  unlabelled: number;
  chances: number[];
  classes: Class[];
  run: number;
  created: string;
  model: string;
  accuracy: number | null;
  has_map: boolean;
  has_neighbors: boolean;
  can_replace: boolean;
  warning: string | null;
  version: string;
}

/** When the log was verified last, and how many events are as they were written; None where nobody has asked. */
export interface Proof {
  events: number;
  at: string | null;
}

/** A list of targets that somebody selected. */
export interface Queue {
  id: number;
  name: string;
  size: number;
  todo: number;
}

/** Targets to keep as a queue; of `rows`, the flagged ones. */
export interface QueueIn {
  name: string;
  targets?: number[];
  rows?: number[];
  run?: number | null;
}

/** The next targets to decide; `left` counts those that follow `after` in the queue, these included. */
export interface QueuePage {
  items: Item[];
  left: number;
  total: number;
  seq: number;
}

/** Where the user stopped, in which audit: at item `number` of `total` of a queue; `target` is None at its end. */
export interface Resume {
  filter: Filter;
  target: number | null;
  number: number;
  total: number;
  mode: "focus" | "sheet" | "sample" | "items" | "bulk" | "blind" | "adjudicate" | "python";
  run: number;
}

/** One audit of this data: a version of the suggestions. */
export interface Run {
  id: number;
  at: string;
  model: string;
  accuracy: number | null;
  flagged: number;
  decisions_carried: number;
  changed: number;
  gone: number;
  current: boolean;
}

/** A random sample and what it allows: with `confidence`, at most `bound` of the suggestions were wrong. The bounds are about what was undecided when the sample was drawn. Enlarging a sample that somebody has judged asks the same question once more, so the confidence rises with each such look: 0.95, 0.975, 0.9875, ... Of all the bounds that one sample states, the chance that any is too low is at most 0.1. */
export interface Sample {
  id: number;
  filter: Filter;
  size: number;
  judged: number;
  right: number;
  wrong: number;
  other: number;
  confidence: number;
  bound: number | null;
  gate: number;
  open: boolean;
  needed: number | null;
  remaining: number;
  todo: Item[];
  keep_bound: number | null;
  keep_open: boolean;
  keep_needed: number | null;
  clean: [number, number][];
}

/** Draw a random sample of what a filter finds undecided, or make it larger, up to `size` judged targets. */
export interface SampleIn {
  filter: Filter;
  size?: number;
}

/** A filter, an order and a layout under a name. */
export interface SavedView {
  name: string;
  filter: Filter;
  order?: "rank" | "row" | "given" | "suggested" | "chance" | "similar" | "decided";
  layout?: "grid" | "table";
}

/** What a lead may set, and each user's own keys. `gate`: highest share of wrong labels that a bulk may bring. */
export interface Settings {
  gate?: number;
  overlap?: number;
  blind?: boolean;
  keys?: Record<string, string>;
  preset?: "labelproof" | "qwen";
}

export type Status = "todo" | "fixed" | "kept" | "excluded" | "unsure" | "ambiguous" | "conflict";

/** One tag of an example: how it stands, and what is suggested. */
export interface TagState {
  target: number;
  tag: number;
  given: boolean;
  now: boolean;
  suggested: boolean;
  probability: number;
  flagged: boolean;
  status: "todo" | "fixed" | "kept" | "excluded" | "unsure" | "ambiguous" | "conflict";
  seq: number;
}

export type Task = "classes" | "tags";

/** What to take back: a decision, a batch, or with neither this user's last one. */
export interface UndoIn {
  uuid?: string | null;
  batch?: number | null;
  request?: string | null;
}

/** What was taken back; `items` are at most 200 of the targets, as they stand now. */
export interface Undone {
  events: number;
  batch: number | null;
  items: Item[];
  counts: Counts;
  seq: number;
}

/** A person who reviews. */
export interface User {
  id: number;
  name: string;
  role: "reviewer" | "lead";
  disabled: boolean;
  has_token: boolean;
}

/** A new user; the answer holds a token that is shown once. */
export interface UserIn {
  name: string;
  role?: "reviewer" | "lead";
}

export type Verb = "keep" | "relabel" | "exclude" | "unsure" | "ambiguous";
