import type { Recognition, RecognitionEngine, RecognitionRequest } from '@cascade/asr';

export interface WatchedEngineOptions {
  /**
   * What the session is told that every piece of work took, so that texts do not depend on the machine's speed: the service asks for
   * partials less often when they take long, and leaves out a final's second cut when the first one was slow. Finals get all the time
   * they need then. Undefined: what it took, and what comes of it.
   */
  readonly nominalMs?: number;
}

/** A recognizer that tells when it has nothing left to do, for a replay that waits for it. */
export class WatchedEngine implements RecognitionEngine {
  /** What the last work really took, ms. */
  lastMs = 0;
  readonly #engine: RecognitionEngine;
  #running = 0;
  #idle: () => void = () => undefined;
  readonly #nominalMs: number | undefined;

  constructor(engine: RecognitionEngine, { nominalMs }: WatchedEngineOptions = {}) {
    this.#engine = engine;
    this.#nominalMs = nominalMs;
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
      const unhurried = this.#nominalMs !== undefined && request.kind === 'final';
      const recognition = await this.#engine.recognize({ ...request, ...(unhurried && { kind: 'background' }) });
      this.lastMs = recognition.queueMs + recognition.computeMs;
      return this.#nominalMs === undefined ? recognition : { ...recognition, queueMs: 0, computeMs: this.#nominalMs };
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
