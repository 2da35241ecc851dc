import type { ServerEvent } from '@cascade/contracts';

/**
 * Reads an event of the server: the event, undefined for one that this version does not know, or a throw for one that
 * does not fit the protocol.
 */
export type ParseEvent = (value: unknown) => ServerEvent | undefined;

/** Looks at the event's `type` alone and believes the rest: no schema library, for pages that have to be small. */
export const trustEvent: ParseEvent = (value) => {
  const isEvent = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  if (!isEvent) throw new TypeError('an event without a type');
  return value as ServerEvent;
};
