import type {
  ConversationItem,
  PlanDone,
  PlannerEvent,
  PlannerInput,
  PlanRequest,
  SessionSettings,
  Span,
} from '@cascade/contracts';
import { endingInput, sessionSettings, testContext, type VirtualClock } from '@cascade/testing';
import { expect } from 'vitest';
import { readPlannerConfig } from '../src/config.ts';
import { createPlannerStage, type PlannerStage } from '../src/stage.ts';
import type { ScriptedModelServer } from './scripted-model-server.ts';
import { wallMs } from './skill-context.ts';

/** A planner whose language model is the scripted server. */
export const openPlanner = (
  server: ScriptedModelServer,
  clock: VirtualClock,
  environment: Record<string, string> = {},
) =>
  createPlannerStage({
    config: readPlannerConfig({
      CASCADE_LLM_URL: server.url,
      CASCADE_LLM_MODEL: 'scripted',
      CASCADE_LLM_EMBEDDED_FALLBACK: 'false',
      CASCADE_TIME_ZONE: 'America/New_York',
      ...environment,
    }).values,
    wallClockMs: () => wallMs + clock.nowMs(),
  });

export const said = (text: string, id = 'item_1'): ConversationItem => ({ id, kind: 'message', role: 'user', text });
export const heard = (text: string, id = 'item_2'): ConversationItem => ({
  id,
  kind: 'message',
  role: 'assistant',
  text,
});
export const request = (items: readonly ConversationItem[], fields: Partial<PlanRequest> = {}): PlanRequest => ({
  type: 'plan-request',
  responseId: 'resp_1',
  turnId: 'turn_1',
  items,
  signal: new AbortController().signal,
  ...fields,
});
export const settings = (changes: Partial<SessionSettings>): PlannerInput => ({
  type: 'session-settings',
  settings: sessionSettings(changes),
});

export interface Planned {
  readonly text: string;
  readonly done: Omit<PlanDone, 'signal' | 'type' | 'responseId'> | undefined;
  readonly events: readonly PlannerEvent[];
  readonly spans: readonly Span[];
}

export function summary(events: readonly PlannerEvent[], spans: readonly Span[] = []): Planned {
  const text = events.map((event) => (event.type === 'plan-text' ? event.delta : '')).join('');
  const found = events.find((event) => event.type === 'plan-done');
  if (!found) return { text, done: undefined, events, spans };
  const { signal: _, type: __, responseId: ___, ...done } = found;
  return { text, done, events, spans };
}

/** Runs the inputs through a planner and gives back what it said. */
export async function planWith(
  subject: PlannerStage,
  clock: VirtualClock,
  inputs: readonly PlannerInput[],
): Promise<Planned> {
  const { context, spans } = testContext();
  const events: PlannerEvent[] = [];
  for await (const event of subject.run(endingInput(inputs), { ...context, clock })) events.push(event);
  const asked = inputs.filter(({ type }) => type === 'plan-request').length;
  expect(events.filter(({ type }) => type === 'plan-done').length).toBeLessThanOrEqual(asked);
  return summary(events, spans);
}
