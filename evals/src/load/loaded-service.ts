import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { planStep } from './load-plan.ts';
import { type LoadOptions, runLoad } from './run-load.ts';

/** What a start from nothing costs, beside what a session costs on a service whose models are loaded. Milliseconds. */
export interface ColdStart {
  /** From the start of the process until it is ready: models loaded, threads warm. */
  readonly process_ms: number;
  /** Opening of the first session, and its first answer. */
  readonly first_session_ms: number | null;
  readonly first_answer_ms: number | null;
}

export interface LoadedService {
  readonly url: string;
  readonly pid: number | undefined;
  /** Null of a service that ran already. */
  readonly coldStartMs: number | null;
  stop(): Promise<void>;
}

/** Starts the project's own service, on a free port of this machine. */
export async function startService(
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<LoadedService> {
  const startMs = performance.now();
  const service = await startOwnService({ environment, signal });
  return { url: service.url, pid: service.pid, coldStartMs: performance.now() - startMs, stop: () => service.stop() };
}

const warmUpMs = 12_000;

/**
 * Two people talk for some seconds before anything is measured: the first turns of a service load and compile what later ones find
 * ready.
 */
export async function warmUp(
  options: LoadOptions,
  seed: string,
): Promise<Pick<ColdStart, 'first_session_ms' | 'first_answer_ms'>> {
  const plan = planStep(2, { rampMs: 0, settleMs: 0, measureMs: warmUpMs, tailMs: 1000 });
  const [trace] = await runLoad(plan, `${seed}/warm-up`, { ...options, onProgress: () => undefined });
  const first = trace?.turns
    .filter(({ voiceToVoiceMs }) => voiceToVoiceMs !== null)
    .toSorted((a, b) => a.spokenMs - b.spokenMs)[0];
  const opened = trace?.events.find(({ kind }) => kind === 'opened');
  return { first_session_ms: rounded(opened?.tookMs), first_answer_ms: rounded(first?.voiceToVoiceMs) };
}

const rounded = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.round(value);
