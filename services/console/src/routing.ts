import { type ReadonlySignal, signal } from '@preact/signals';

/** The page's places, by the address after `#`. */
export type Route =
  | { readonly page: 'conversation' }
  | { readonly page: 'turn'; readonly turnId: string }
  | { readonly page: 'compare'; readonly firstTurnId: string; readonly secondTurnId: string }
  | { readonly page: 'session' }
  | { readonly page: 'listen' }
  | { readonly page: 'registry'; readonly entryId: string | undefined }
  | { readonly page: 'walkthrough'; readonly stage: string | undefined };

/** What is no place is the conversation. */
export function parseRoute(hash: string): Route {
  const [page, first, second] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decode(part));
  if (page === 'turn' && first) return { page, turnId: first };
  if (page === 'compare' && first && second) return { page, firstTurnId: first, secondTurnId: second };
  if (page === 'session') return { page };
  if (page === 'listen') return { page };
  if (page === 'registry') return { page, entryId: first || undefined };
  if (page === 'walkthrough') return { page, stage: first || undefined };
  return { page: 'conversation' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Follows the address; a page that changes brings the top of it into view. */
export function watchRoute(window: Window): ReadonlySignal<Route> {
  const route = signal(parseRoute(window.location.hash));
  window.addEventListener('hashchange', () => {
    const next = parseRoute(window.location.hash);
    if (next.page !== route.peek().page) window.scrollTo(0, 0);
    route.value = next;
  });
  return route;
}
