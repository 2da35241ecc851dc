import type { PlannerEvent, PlannerInput, Span } from '@cascade/contracts';
import type { PlannerStage } from '@cascade/planner';
import { EventQueue, systemClock } from '@cascade/runtime';
import { sessionSettings, testContext } from '@cascade/testing';
import type { PlannerOutcome } from './outcome.ts';

let sessions = 0;

/** One question in a session of its own, answered in real time. */
export async function askQuestion(stage: PlannerStage, text: string, signal: AbortSignal): Promise<PlannerOutcome> {
  const name = `eval_${++sessions}`;
  const end = new AbortController();
  const { context, spans } = testContext(AbortSignal.any([end.signal, signal]));
  const input = new EventQueue<PlannerInput>({ capacity: 10, whenFull: 'drop-oldest' });
  input.push({ type: 'session-settings', settings: sessionSettings({ userId: name }) });
  input.push({
    type: 'plan-request',
    responseId: name,
    turnId: name,
    items: [{ id: name, kind: 'message', role: 'user', text }],
    signal: end.signal,
  });
  const startMs = systemClock.nowMs();
  let firstMs: number | undefined;
  const events: PlannerEvent[] = [];
  try {
    for await (const event of stage.run(input, { ...context, sessionId: name, clock: systemClock })) {
      events.push(event);
      if (event.type === 'plan-text') firstMs ??= systemClock.nowMs() - startMs;
      if (event.type === 'plan-done') break;
    }
  } finally {
    end.abort();
    input.end();
  }
  signal.throwIfAborted();
  const done = events.find((event) => event.type === 'plan-done');
  return {
    reply: events.map((event) => (event.type === 'plan-text' ? event.delta : '')).join(''),
    wrong: [],
    refused: spans.some(isPolicy),
    ...(firstMs === undefined ? {} : { firstMs }),
    replyMs: systemClock.nowMs() - startMs,
    ...(done?.outputTokens === undefined ? {} : { outputTokens: done.outputTokens }),
  };
}

const isPolicy = ({ name }: Span): boolean => name === 'safety';
