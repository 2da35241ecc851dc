import type { IncomingHttpHeaders } from 'node:http';
import { CascadeError } from '@cascade/contracts';
import { isLoopback } from './client-address.ts';

export interface OriginRuleOptions {
  /** Origins of pages elsewhere, exactly as a browser sends them. */
  readonly allowed: readonly string[];
  readonly tls: boolean;
  /** Without keys the address of the page is all there is: the host must be this machine by name. */
  readonly loopbackOnly: boolean;
}

/** Why a request is refused for where it comes from. */
export type OriginRefusal = { readonly event: 'host_refused' | 'origin_refused'; readonly error: CascadeError };

/**
 * Which web pages may use the service. A browser sends the user's requests for any page there is, and names the page in
 * `Origin`; what is no browser sends none, and passes. Allowed are the service's own pages and those on the list.
 *
 * A page can also have its own name point to this machine (DNS rebinding), and is then of the same origin: where no key
 * is asked for, `Host` has to be a name that nobody else can have.
 */
export class OriginRule {
  readonly #allowed: ReadonlySet<string>;
  readonly #options: OriginRuleOptions;

  constructor(options: OriginRuleOptions) {
    this.#options = options;
    this.#allowed = new Set(options.allowed);
  }

  refusal({ host, origin }: IncomingHttpHeaders): OriginRefusal | undefined {
    // No browser leaves the host out; without one the server answers 400.
    if (this.#options.loopbackOnly && host !== undefined && !isLoopback(host.replace(/:\d+$/, ''))) {
      const message =
        'Without keys the service answers to localhost only. Set CASCADE_API_KEYS_FILE to use other names.';
      return { event: 'host_refused', error: new CascadeError('forbidden', message) };
    }
    if (origin === undefined || this.#isOwn(origin, host) || this.#allowed.has(origin)) return undefined;
    const message = 'This page may not use the service: its origin is not in CASCADE_ALLOWED_ORIGINS.';
    return { event: 'origin_refused', error: new CascadeError('forbidden', message) };
  }

  #isOwn(origin: string, host: string | undefined): boolean {
    if (host === undefined) return false;
    // A proxy may speak TLS for a service that does not: the page is https, what arrives here is http.
    const schemes = this.#options.tls ? ['https'] : ['http', 'https'];
    return schemes.some((scheme) => sameOrigin(origin, `${scheme}://${host}`));
  }
}

function sameOrigin(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  return a !== null && b !== null && a.origin !== 'null' && a.origin === b.origin && a.origin === one;
}

/** Whether a browser could send this as an origin; `*` and `null` are none. */
export function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/.test(text)) return false;
  return !/^https?:/.test(text) || URL.parse(text)?.origin === text;
}
