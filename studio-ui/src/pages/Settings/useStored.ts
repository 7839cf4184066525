// Settings on their way to the server, and what became of them in words.
import { useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Settings } from "../../api/types";
import { setKeys } from "../../keys";
import { boot } from "../../state/app";

export function useStored() {
  const [said, say] = useState<string | null>(null);
  /** Store what changed, take over what holds then, and say so. */
  const store = (changed: Settings, words: string): void => {
    const taken = (settings: Settings) => {
      boot.value = { ...boot.value!, settings };
      setKeys(settings);
      say(words);
    };
    post<Settings>("settings", changed).then(taken, (error) => say(messageOf(error)));
  };
  return { said, say, store };
}
