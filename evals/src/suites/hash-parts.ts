import { createHash } from 'node:crypto';

/** Of anything that JSON can write. */
export const hashParts = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
