import type { ServerEventOf } from '@cascade/contracts';
import type { TimedEvent } from './call.ts';

export interface TimedWord {
  readonly startChar: number;
  readonly endChar: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** One response, as far as the events told. */
export interface Reply {
  readonly responseId: string;
  readonly createdMs: number;
  readonly itemId: string | undefined;
  /** What is to be said, as far as it is known. */
  readonly text: string;
  readonly words: readonly TimedWord[];
  readonly doneMs: number | undefined;
  readonly status: string | undefined;
}

/** The responses of a conversation in the order in which they began. */
export function repliesIn(events: readonly TimedEvent[]): Reply[] {
  const replies = new Map<string, { -readonly [K in keyof Reply]: Reply[K] } & { words: TimedWord[] }>();
  for (const { atMs, event } of events) {
    switch (event.type) {
      case 'response.created':
        replies.set(event.response.id, {
          responseId: event.response.id,
          createdMs: atMs,
          itemId: undefined,
          text: '',
          words: [],
          doneMs: undefined,
          status: undefined,
        });
        break;
      case 'response.output_audio_transcript.delta': {
        const reply = replies.get(event.response_id);
        if (!reply) break;
        reply.itemId = event.item_id;
        reply.text += event.delta;
        break;
      }
      case 'cascade.reply.words':
        replies.get(event.response_id)?.words.push(...wordsOf(event));
        break;
      case 'response.done': {
        const reply = replies.get(event.response.id);
        if (reply) Object.assign(reply, { doneMs: atMs, status: event.response.status });
        break;
      }
    }
  }
  return [...replies.values()];
}

const wordsOf = ({ words }: ServerEventOf<'cascade.reply.words'>): TimedWord[] =>
  words.map(({ start_char, end_char, start_ms, end_ms }) => ({
    startChar: start_char,
    endChar: end_char,
    startMs: start_ms,
    endMs: end_ms,
  }));
