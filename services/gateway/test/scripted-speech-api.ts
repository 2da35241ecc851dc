import type { SpeechApi, TranscribedSpeech } from '../src/http/speech-api.ts';

/** Two stretches of speech with words of half a second each. */
export const spokenPieces: readonly TranscribedSpeech[] = [
  stretch('Turn the light on, please. And the radio.', 500, -0.1),
  stretch('Thank you <very> much & good night!', 6000, -0.3),
];

function stretch(text: string, startMs: number, meanLogProbability: number): TranscribedSpeech {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + 500 * index,
    endMs: startMs + 500 * index + 450,
  }));
  return { text, startMs, endMs: words.at(-1)!.endMs, words, meanLogProbability };
}

/** Stages that answer as the test says, and note what they were asked. */
export class ScriptedSpeechApi implements SpeechApi {
  readonly voices = [{ id: 'heart', language: 'en-US', slowest: 0.5, fastest: 2 }] as const;
  readonly languages = ['en'];
  readonly versions = { asr: 'listener@1', 'asr.vocabulary': 'words@2', tts: 'speaker@3' };
  readonly recordings: Float32Array[] = [];
  readonly texts: { text: string; voice: string; speed: number }[] = [];
  /** Given before each piece; rejecting it fails the work there. */
  beforePiece: (index: number) => Promise<void> = async () => undefined;
  /** Work that was ended before it was done. */
  cancelled = 0;
  running = 0;
  pieces: readonly TranscribedSpeech[] = spokenPieces;
  /** Milliseconds of a tone for each clause. */
  clausesMs: readonly number[] = [300, 450];

  async *transcribe(samples: Float32Array, { signal }: { signal: AbortSignal }) {
    this.recordings.push(samples);
    yield* this.#work(this.pieces, signal);
  }

  async *speak(text: string, { voice, speed, signal }: { voice: string; speed: number; signal: AbortSignal }) {
    this.texts.push({ text, voice, speed });
    yield* this.#work(
      this.clausesMs.map((ms) => Float32Array.from({ length: 24 * ms }, (_, i) => 0.4 * Math.sin(i / 10))),
      signal,
    );
  }

  async *#work<T>(pieces: readonly T[], signal: AbortSignal): AsyncGenerator<T> {
    this.running++;
    let done = false;
    const gone = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    gone.catch(() => undefined);
    try {
      for (const [index, piece] of pieces.entries()) {
        await Promise.race([this.beforePiece(index), gone]);
        yield piece;
      }
      done = true;
    } finally {
      this.running--;
      if (!done) this.cancelled++;
    }
  }
}
