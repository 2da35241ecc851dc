import { CascadeError } from '@cascade/contracts';
import { looksLikeSecret } from './api-key.ts';

const names =
  /^(api[-_]?key|key|token|access[-_]?token|ephemeral[-_]?(key|token)|auth|authorization|secret|password)$/i;

/** An error for an address that carries a key: addresses end up in logs and histories. */
export function keyInUrl(url: URL): CascadeError | undefined {
  const named = [...url.searchParams.keys()].some((name) => names.test(name));
  if (!named && !looksLikeSecret(url.href)) return undefined;
  const message =
    'A key in an address ends up in logs: send it as `Authorization: Bearer KEY`, from a browser as the subprotocol ' +
    '`openai-insecure-api-key.KEY`, and revoke the one that was sent.';
  return new CascadeError('unauthorized', message);
}
