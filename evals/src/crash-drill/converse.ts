import { connectRealtime } from '@cascade/client';
import { seededRandom } from '../sounds/index.ts';
import type { Acknowledgement } from './inspect-store.ts';

export interface ConverseOptions {
  readonly url: string;
  readonly seed: string;
  readonly onAcknowledged: (turn: Acknowledgement) => void;
}

/** Of the answers; most as text, which come faster than anybody speaks, so that the store has much to write. */
const spokenShare = 0.2;

/**
 * Asks one question after another, without waiting for what was asked before to be stored. Resolves when the connection
 * ends, which is the service's death; never rejects.
 */
export async function converse({ url, seed, onAcknowledged }: ConverseOptions): Promise<void> {
  const random = seededRandom(seed);
  try {
    const client = await connectRealtime({
      url,
      session: { type: 'realtime', cascade: { consent: { telemetry: true, transcripts: true, audio_review: false } } },
      signal: AbortSignal.timeout(10_000),
    });
    const ask = () => {
      const question = { type: 'input_text', text: `What is ${random.below(100)} plus ${random.below(100)}?` } as const;
      const modality = random.next() < spokenShare ? 'audio' : 'text';
      client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [question] } });
      client.send({ type: 'response.create', response: { output_modalities: [modality] } });
    };
    client.onEvent((event) => {
      if (event.type === 'cascade.turn.stored') onAcknowledged({ turnId: event.turn_id, traceId: event.trace_id });
      if (event.type === 'response.done') ask();
    });
    ask();
    await client.closed;
  } catch {
    // Killed before the conversation had begun.
  }
}
