import type { Recognition, RecognitionEngine, RecognitionRequest } from '@cascade/asr';

/** What the session is told that every piece of work took: a usual one of the reference machine, ms. */
const nominalMs = 40;

/**
 * A recognizer whose texts do not depend on the machine's speed. The service asks for partials less often when they take long,
 * and leaves out a final's second cut when the first one was slow; here every partial takes the same time to the session, and
 * finals are given all the time they need.
 */
export class WatchedEngine implements RecognitionEngine {
  /** What the last work really took, ms. */
  lastMs = 0;
  readonly #engine: RecognitionEngine;
  #running = 0;
  #idle: () => void = () => undefined;

  constructor(engine: RecognitionEngine) {
    this.#engine = engine;
  }

  get versions() {
    return this.#engine.versions;
  }

  get partialIntervalMs() {
    return this.#engine.partialIntervalMs;
  }

  get firstPartialMs() {
    return this.#engine.firstPartialMs;
  }

  get comparesCuts() {
    return this.#engine.comparesCuts;
  }

  async recognize(request: RecognitionRequest): Promise<Recognition> {
    this.#running++;
    try {
      const kind = request.kind === 'final' ? 'background' : request.kind;
      const recognition = await this.#engine.recognize({ ...request, kind });
      this.lastMs = recognition.queueMs + recognition.computeMs;
      return { ...recognition, queueMs: 0, computeMs: nominalMs };
    } finally {
      this.#running--;
      if (this.#running === 0) this.#idle();
    }
  }

  /** A request follows within two turns of the event loop from what asks for it. */
  async whenIdle(): Promise<void> {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    await turn();
    while (this.#running > 0) {
      // No polling: it would cost the processor time that is measured here.
      await new Promise<void>((resolve) => (this.#idle = resolve));
      await turn();
    }
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
