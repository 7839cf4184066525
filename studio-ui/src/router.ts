// The page's address is its state: the path names the screen, the query holds filter and position.
import { signal } from "@preact/signals";

export interface Route {
  path: string;
  query: URLSearchParams;
}

/** Where we are. */
export const route = signal<Route>(current());

/** Go to an address of this app. With `replace` the browser's Back leads to where we were before. */
export function navigate(to: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  route.value = current();
  if (!replace) scrollTo(0, 0);
}

export type Query = Record<string, string | number | boolean | object | null | undefined>;

/** An address with a query. Objects go as JSON; what is null, undefined or empty is left out, also of the query before. */
export function href(path: string, query: Query = {}, before = ""): string {
  const search = new URLSearchParams(before);
  for (const [name, value] of Object.entries(query)) {
    if (value == null || value === "") search.delete(name);
    else search.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Change some of the query and stay on the screen; null removes a name. */
export function setQuery(changes: Query): void {
  navigate(href(location.pathname, changes, location.search), { replace: true });
}

function current(): Route {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Links to screens change the screen without loading the page again. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (/^\/(api|static)\//.test(link.pathname)) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

addEventListener("popstate", () => (route.value = current()));
document.addEventListener("click", follow);
