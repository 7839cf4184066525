// Who is told when something happens.

/** A way to listen, which returns a way to stop; and a way to tell all who listen. */
export function channel<T>(): [listen: (listener: (message: T) => void) => () => void, tell: (message: T) => void] {
  const listeners = new Set<(message: T) => void>();
  return [
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    (message) => listeners.forEach((listener) => listener(message)),
  ];
}
