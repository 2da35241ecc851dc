import { CascadeError } from '@cascade/contracts';

export interface JobLimits {
  /** Jobs that run at once. */
  readonly running: number;
  /** Jobs that may wait for those, their uploads included; more are refused. */
  readonly waiting: number;
}

/** A place among the jobs, from before the upload to after the last byte of the answer. */
export interface JobSlot {
  /** Resolves when it is this job's turn to run. @throws the signal's reason when it aborts */
  start(signal: AbortSignal): Promise<void>;
  /** Makes room for the next one. May be called twice. */
  release(): void;
}

interface WaitingJob {
  begin(): void;
}

/** Keeps work that nobody has a conversation about from piling up: so many run, so many wait, first come first served. */
export class JobSlots {
  readonly #limits: JobLimits;
  #taken = 0;
  #running = 0;
  readonly #waiting: WaitingJob[] = [];

  constructor(limits: JobLimits) {
    this.#limits = limits;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @throws CascadeError `overloaded` at once, when as many wait as may */
  take(): JobSlot {
    const { running, waiting } = this.#limits;
    if (this.#taken >= running + waiting) {
      throw new CascadeError('overloaded', `${running} recordings or texts are in work and ${waiting} wait.`);
    }
    this.#taken++;
    let state: 'taken' | 'running' | 'released' = 'taken';
    return {
      start: async (signal) => {
        signal.throwIfAborted();
        if (this.#running >= running) await this.#turn(signal);
        else this.#running++;
        state = 'running';
      },
      release: () => {
        if (state === 'released') return;
        if (state === 'running') this.#running--;
        state = 'released';
        this.#taken--;
        this.#beginNext();
      },
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const job: WaitingJob = {
        begin() {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(job), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(job);
    });
  }

  #beginNext(): void {
    if (this.#running >= this.#limits.running) return;
    const next = this.#waiting.shift();
    if (!next) return;
    // Counted here, so that nobody slips in before the job takes note of it.
    this.#running++;
    next.begin();
  }
}
