// A button that copies a text: a link, or a place on the disk.
import { useState } from "preact/hooks";
import { Button } from "./basics";

export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  return <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>{copied ? "Copied" : `Copy ${what}`}</Button>;
}
