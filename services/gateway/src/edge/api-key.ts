import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** 256 random bits. */
const secretBytes = 32;
const keyPattern = /^csk_([0-9a-f]{12})_[\w-]{43}$/;
const tokenPattern = /^ek_[\w-]{43}$/;

/** What a browser offers a key by, as it cannot set headers: a subprotocol of this name and the key. */
const subprotocolPrefix = 'openai-insecure-api-key.';

/** A new API key: `csk_`, its id, and 256 random bits. Show it once, keep the hash. */
export function newApiKey(): { readonly id: string; readonly key: string; readonly hash: string } {
  const id = randomBytes(6).toString('hex');
  const key = `csk_${id}_${randomBytes(secretBytes).toString('base64url')}`;
  return { id: `key_${id}`, key, hash: hashOf(key) };
}

/** A new short-lived token: `ek_` and 256 random bits. */
export const newToken = (): string => `ek_${randomBytes(secretBytes).toString('base64url')}`;

/**
 * SHA-256 in hexadecimal digits. A slow hash is for secrets that can be guessed: it makes each guess dear. These are
 * 256 random bits, which nobody guesses at any price, and a slow hash would only make every request dear for us.
 */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Takes as long for a near miss as for any other. */
export const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'));

/** The id within a key, undefined for what is no key. */
export const keyIdOf = (secret: string): string | undefined => {
  const id = keyPattern.exec(secret)?.[1];
  return id && `key_${id}`;
};

export const isToken = (secret: string): boolean => tokenPattern.test(secret);

/** What looks like one of ours, wherever it stands. */
export const looksLikeSecret = (text: string): boolean => /(csk|ek)_[\w-]{8}/.test(text);

/** The key or token of a request: from `Authorization: Bearer`, or else from the subprotocols. */
export function secretOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined || headers.authorization !== undefined) return bearer;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return offered.find((name) => name.startsWith(subprotocolPrefix))?.slice(subprotocolPrefix.length) || undefined;
}
