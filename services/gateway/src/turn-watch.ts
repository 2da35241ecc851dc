import type { Clock } from '@cascade/contracts';
import { IdlePrompt } from './idle-prompt.ts';
import type { SessionConfig } from './session-config.ts';
import { SilenceFiller } from './silence-filler.ts';

export interface TurnWatchOptions {
  readonly clock: Clock;
  /** Audio missing for so long, while a turn is open, is replaced by silence. */
  readonly gapMs: number;
  config(): SessionConfig;
  /** The client runs a function: what it will say is not known, and nothing must be said in its place. */
  awaitsToolResult(): boolean;
  appendSilence(durationMs: number): void;
  /** Once for each gap that is filled. */
  onGap(): void;
  /** Nobody has spoken for so long after the last reply. */
  onIdle(sinceMs: number): void;
}

/**
 * What is open on the user's side, and what follows when nothing comes: silence in place of audio that a client stopped
 * sending, and the prompt when nobody speaks. Without a connection both wait: the client may still send what was said.
 */
export class TurnWatch {
  readonly #options: TurnWatchOptions;
  readonly #filler: SilenceFiller;
  readonly #idle: IdlePrompt;
  #speechOpen = false;
  #turnOpen = false;
  #attached = true;

  constructor(options: TurnWatchOptions) {
    this.#options = options;
    const { clock, gapMs } = options;
    this.#filler = new SilenceFiller({
      clock,
      gapMs,
      appendSilence: (durationMs) => options.appendSilence(durationMs),
      onGap: () => options.onGap(),
    });
    this.#idle = new IdlePrompt(clock, (sinceMs) => options.onIdle(sinceMs));
  }

  /** Someone speaks, or a turn waits for its end. */
  get open(): boolean {
    return this.#speechOpen || this.#turnOpen;
  }

  setSpeech(open: boolean): void {
    this.#speechOpen = open;
    this.update();
  }

  beginTurn(): void {
    this.#turnOpen = true;
    this.#idle.disarm();
    this.update();
  }

  endTurn(): void {
    this.#turnOpen = false;
    this.setSpeech(false);
  }

  audioArrived(): void {
    this.#filler.audioArrived();
  }

  /** Under manual turn detection only the client's commit ends a turn: silence would not help. */
  update(): void {
    this.#filler.setOpen(this.#attached && this.#options.config().turnDetection !== null && this.open);
  }

  setAttached(attached: boolean): void {
    this.#attached = attached;
    if (attached) this.#filler.audioArrived();
    else this.#idle.disarm();
    this.update();
  }

  /** The last reply has been heard: from now on silence counts. */
  armIdle(): void {
    const { turnDetection, type } = this.#options.config();
    const quiet = !this.#turnOpen && this.#attached && !this.#options.awaitsToolResult();
    const waits = quiet && type === 'realtime';
    this.#idle.arm(waits && turnDetection?.type === 'server_vad' ? turnDetection.idle_timeout_ms : null);
  }

  disarmIdle(): void {
    this.#idle.disarm();
  }

  close(): void {
    this.#filler.close();
    this.#idle.disarm();
  }
}
