import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../call/call.ts';

/** A turn that got no answer is given up after this, and the next question asked. */
const patienceMs = 6_000;
/** Enough of the reply to know that there is one; the rest tells nothing more. */
const heardMs = 400;
/** People call again when the line goes dead. */
const redialMs = 500;

/**
 * Asks the same question again and again, listens to the beginning of each answer, and hangs up on it; calls again when the
 * connection ends. Resolves when the signal aborts; never rejects.
 */
export async function keepAsking(
  dial: () => Promise<Call>,
  question: Float32Array,
  questionMs: number,
  signal: AbortSignal,
) {
  while (!signal.aborted) {
    const call = await dial().catch(() => undefined);
    if (call) {
      await converse(call, question, questionMs, signal);
      await call.close();
    }
    if (!signal.aborted) await wait(redialMs);
  }
}

async function converse(call: Call, question: Float32Array, questionMs: number, signal: AbortSignal): Promise<void> {
  const ended = () => signal.aborted || call.failure !== undefined;
  while (!ended()) {
    const from = call.events.length;
    const since = () => call.events.slice(from).map(({ event }) => event.type);
    const seen = (type: string) => () => ended() || since().some((one) => one === type);
    call.say(question);
    await call.until(seen('cascade.audio.stream'), questionMs + patienceMs);
    await call.until(ended, heardMs);
    if (ended()) return;
    if (isAnswering(since())) call.send({ type: 'response.cancel' });
    await call.until(seen('cascade.turn.record'), 1_000);
  }
}

const isAnswering = (types: readonly string[]): boolean =>
  types.filter((type) => type === 'response.created').length > types.filter((type) => type === 'response.done').length;
