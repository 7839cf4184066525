// Settings on their way to the server, and what became of them in words.
import { useState } from "preact/hooks";
import { messageOf, post } from "../../api/client";
import type { Settings } from "../../api/types";
import { setKeys } from "../../keys";
import { boot } from "../../state/app";

export function useStored() {
  const [said, say] = useState<string | null>(null);
  /** Store what changed, take over what holds then, and say so. */
  const store = async (changed: Settings, words: string): Promise<void> => {
    try {
      const settings = await post<Settings>("settings", changed);
      if (boot.value) boot.value = { ...boot.value, settings };
      setKeys(settings);
      say(words);
    } catch (error) {
      say(messageOf(error));
    }
  };
  return { said, say, store: (changed: Settings, words: string) => void store(changed, words) };
}
