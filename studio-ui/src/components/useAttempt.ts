// Something that the server is asked to do: whether it is on its way, and why it was refused.
import { useState } from "preact/hooks";
import { messageOf } from "../api/client";

interface Attempt {
  problem: string | null;
  busy: boolean;
  attempt: <T>(sent: Promise<T>, then: (answer: T) => void) => void;
}

export function useAttempt(): Attempt {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt: Attempt["attempt"] = (sent, then) => {
    setProblem(null);
    setBusy(true);
    void sent.then(then, (error: unknown) => setProblem(messageOf(error))).then(() => setBusy(false));
  };
  return { problem, busy, attempt };
}
