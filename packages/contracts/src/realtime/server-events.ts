import { z } from 'zod';
import { serverCascadeEventSchemas } from './server-cascade-events.ts';
import { serverInputEventSchemas } from './server-input-events.ts';
import { serverResponseEventSchemas } from './server-response-events.ts';

/** Every event that the server may send, by its `type`. */
export const serverEventSchemas = {
  ...serverInputEventSchemas,
  ...serverResponseEventSchemas,
  ...serverCascadeEventSchemas,
} as const;

export type ServerEventType = keyof typeof serverEventSchemas;
export type ServerEventOf<T extends ServerEventType> = z.infer<(typeof serverEventSchemas)[T]>;
export type ServerEvent = { [T in ServerEventType]: ServerEventOf<T> }[ServerEventType];
/** A server event before it gets its `event_id`. */
export type ServerEventBody = { [T in ServerEventType]: Omit<ServerEventOf<T>, 'event_id'> }[ServerEventType];

const typed = z.looseObject({ type: z.string() });

/**
 * Checks an event of the server: what clients and tests use.
 *
 * @throws ZodError for a wrong field; returns undefined for a `type` that this version does not know
 */
export function parseServerEvent(value: unknown): ServerEvent | undefined {
  const { type } = typed.parse(value);
  if (!Object.hasOwn(serverEventSchemas, type)) return undefined;
  return serverEventSchemas[type as ServerEventType].parse(value);
}
