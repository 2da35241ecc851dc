import { randomBytes } from 'node:crypto';

/** `item_…`, `sess_…`: 96 random bits, so that ids are unique and cannot be guessed. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('base64url')}`;
export type NewId = typeof newId;
