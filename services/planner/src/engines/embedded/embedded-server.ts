import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { CascadeError, type Clock, type StageLogger } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { systemClock } from '@cascade/runtime';
import type { ModelAddress } from '../openai-compatible.ts';
import { fromProcessSchema, type StartMessage, type ToProcess } from './process-protocol.ts';

export const embeddedModelId = 'smollm2-135m-q4_1';
const embeddedModelFile = 'SmolLM2-135M-Instruct.Q4_1.gguf';

export interface EmbeddedServerOptions {
  readonly threads: number;
  /** Conversations held and answered at once. */
  readonly sequences: number;
  /** For each of them. */
  readonly contextTokens: number;
  readonly logger?: Pick<StageLogger, 'info' | 'warn'>;
  readonly clock?: Clock;
}

/** The embedded model behind an OpenAI-compatible address on loopback, in a process of its own that is kept alive. */
export interface EmbeddedServer {
  readonly modelId: string;
  /** `id@version` */
  readonly modelVersion: string;
  /** Changes with every restart; undefined while there is none. */
  readonly address: ModelAddress | undefined;
  readonly restarts: number;
  /** Of the running process. */
  readonly pid: number | undefined;
  /** Ends the process and stays so. */
  close(): Promise<void>;
}

const firstBackoffMs = 100;
const longestBackoffMs = 10_000;
/** A process that lived this long starts again without delay when it dies. */
const settledMs = 30_000;
/** Time that a process gets to end by itself. */
const closeMs = 2_000;

/**
 * Starts the process and waits until the model is loaded.
 *
 * @throws CascadeError `model_missing`, `model_corrupt`, or `planner_unavailable` when it cannot be loaded
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const model = await resolveModel(embeddedModelId);
  const supervisor = new Supervisor(options, model.file(embeddedModelFile), model.registryId);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements EmbeddedServer {
  readonly modelId = embeddedModelId;
  readonly modelVersion: string;
  readonly #options: EmbeddedServerOptions;
  readonly #modelPath: string;
  readonly #clock: Clock;
  readonly #key = randomBytes(24).toString('base64url');
  #child: ChildProcess | undefined;
  #port: number | undefined;
  #restarts = 0;
  #backoffMs = firstBackoffMs;
  #startedMs = 0;
  #closing = false;
  #cancelRestart: () => void = () => undefined;

  constructor(options: EmbeddedServerOptions, modelPath: string, modelVersion: string) {
    this.#options = options;
    this.#modelPath = modelPath;
    this.modelVersion = modelVersion;
    this.#clock = options.clock ?? systemClock;
  }

  get address(): ModelAddress | undefined {
    return this.#port === undefined ? undefined : { baseUrl: `http://127.0.0.1:${this.#port}/v1`, key: this.#key };
  }

  get restarts(): number {
    return this.#restarts;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): Promise<void> {
    const { threads, sequences, contextTokens, logger } = this.#options;
    this.#startedMs = this.#clock.nowMs();
    // Nothing of this process's own arguments (a debugger, a test runner's loader) goes on to the other.
    const child = fork(new URL('./server-process.ts', import.meta.url), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.on('message', (raw) => {
        const message = fromProcessSchema.parse(raw);
        if (message.type === 'log') return logger?.[message.level]({ text: message.message }, 'embedded model');
        if (message.type === 'ready') {
          this.#port = message.port;
          return resolve();
        }
        reject(new CascadeError('planner_unavailable', `The embedded model cannot be loaded: ${message.message}`));
      });
      child.on('error', (error) => {
        reject(CascadeError.from(error, 'planner_unavailable', 'The process of the embedded model cannot be started.'));
      });
      child.on('exit', (code, signal) => {
        const wasReady = this.#port !== undefined;
        this.#port = undefined;
        this.#child = undefined;
        reject(new CascadeError('planner_unavailable', 'The process of the embedded model ended at its start.'));
        if (this.#closing || (!wasReady && this.#restarts === 0)) return;
        logger?.warn({ exitCode: code, exitSignal: signal }, 'the embedded model ended and is started again');
        this.#restart();
      });
      const message: StartMessage = {
        type: 'start',
        modelPath: this.#modelPath,
        modelId: this.modelId,
        key: this.#key,
        threads,
        sequences,
        contextTokens,
      };
      this.#send(child, message);
    });
  }

  #restart(): void {
    if (this.#clock.nowMs() - this.#startedMs > settledMs) this.#backoffMs = firstBackoffMs;
    this.#restarts++;
    this.#cancelRestart = this.#clock.setTimer(this.#backoffMs, () => {
      // A start that fails ends in `exit`, which comes back here.
      this.start().catch(() => undefined);
    });
    this.#backoffMs = Math.min(this.#backoffMs * 2, longestBackoffMs);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#cancelRestart();
    this.#port = undefined;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const stopWaiting = this.#clock.setTimer(closeMs, () => child.kill('SIGKILL'));
    this.#send(child, { type: 'stop' });
    await ended;
    stopWaiting();
  }

  #send(child: ChildProcess, message: ToProcess): void {
    // It may have died in between: `exit` tells.
    child.send(message, () => undefined);
  }
}
