import type { TurnRecord } from '@cascade/contracts';
import recorded from './sample-record.json' with { type: 'json' };

/**
 * A turn of the real service, measured on two shared cores: a question in the service's own voice, so that the page has
 * something to show before the first turn. `scripts/record-conversation.ts` takes another.
 */
export const sampleRecord = recorded as TurnRecord;
