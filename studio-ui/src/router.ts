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
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  route.value = current();
  if (!replace) scrollTo(0, 0);
}

/** Change some of the query and stay on the screen; null removes a name. */
export function setQuery(changes: Record<string, string | number | null>, { replace = true } = {}): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  navigate(location.pathname + (text ? "?" + text : ""), { replace });
}

/** An address with a query; null and empty values are left out. */
export function href(path: string, query: Record<string, string | number | null | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return path + (text ? "?" + text : "");
}

function current(): Route {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Links to screens change the screen without loading the page again. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/static/")) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

addEventListener("popstate", () => (route.value = current()));
document.addEventListener("click", follow);
