import type { AsrEvent, AsrInput, Stage } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { AsrSession } from './asr-session.ts';
import type { RecognitionEngine } from './recognition-engine.ts';
import { type AsrSettings, defaultAsrSettings } from './settings.ts';

export interface AsrStageOptions {
  /** Shared by all sessions; closed with the stage. */
  readonly engine: RecognitionEngine;
  readonly settings?: AsrSettings;
}

/** Finals are few and partials are coalesced: a reader would have to sleep for minutes to lose one. */
const mostWaitingEvents = 1024;

/**
 * Streaming recognition: audio, voice activity and utterance boundaries in, partial and final transcripts out.
 * Input is never held up by recognition. When the input ends, finals that were asked for are still given.
 */
export function createAsrStage({ engine, settings = defaultAsrSettings }: AsrStageOptions): Stage<AsrInput, AsrEvent> {
  return {
    name: 'asr',
    versions: engine.versions,
    async *run(input, context) {
      if (context.signal.aborted) return;
      const output = new EventQueue<AsrEvent>({ capacity: mostWaitingEvents, whenFull: 'drop-oldest' });
      const session = new AsrSession(engine, settings, context, (event) => output.push(event));
      const stop = () => output.end();
      context.signal.addEventListener('abort', stop, { once: true });
      const reading = (async () => {
        try {
          for await (const event of input) {
            if (context.signal.aborted) return;
            session.accept(event);
          }
          await session.drain();
          output.end();
        } catch (error) {
          output.fail(error);
        }
      })();
      try {
        yield* output;
        if (!context.signal.aborted) await reading;
      } finally {
        context.signal.removeEventListener('abort', stop);
      }
    },
    close: () => engine.close(),
  };
}
