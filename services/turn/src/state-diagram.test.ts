import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  sampleAt,
  semanticDetection,
  settingsWith,
  simulateConversation,
  simulatedStart,
} from '../test/conversation-simulator.ts';
import { reduceTurn } from './reducer.ts';
import {
  assistantTransitions,
  drawStateDiagram,
  fillerTransitions,
  type ResponseTransition,
  userTransitions,
} from './state-diagram.ts';
import type { TurnEffect, TurnReducerEvent } from './turn-events.ts';
import { assistantPhase, fillerPhase, type TurnState, userPhase } from './turn-state.ts';

type Log = readonly { readonly event: TurnReducerEvent; readonly atMs: number }[];

const manual = { mode: 'manual' } as const;
const question = { fromMs: 500, toMs: 1500, text: 'What time is it?' };
const commitAt = (atMs: number) => ({ atMs, event: { type: 'input-commit', endSample: sampleAt(atMs) } as const });
const clearAt = (atMs: number) => ({ atMs, event: { type: 'input-clear', endSample: sampleAt(atMs) } as const });
const settingsAt = (atMs: number, detection: Parameters<typeof settingsWith>[0]) => ({
  atMs,
  event: { type: 'session-settings', settings: settingsWith(detection) } as const,
});

/** Conversations that together go through every transition. */
const scripts: Readonly<Record<string, ConversationScript>> = {
  'silence completes the evidence, the reply is played': { segments: [question] },
  'the transcript completes the evidence': { segments: [question], finalLatencyMs: 900 },
  'the score completes the evidence': { segments: [{ ...question, text: 'Tell me about dogs.' }], scoreLatencyMs: 330 },
  'the recognizer fails late': { segments: [{ ...question, text: null }], finalLatencyMs: 900 },
  'the transcript never comes': { segments: [question], finalLatencyMs: 60_000 },
  'the detector falls silent': { segments: [question], tellsSilence: false },
  'a commit without a transcript, and a detector that falls silent': {
    segments: [question],
    detection: manual,
    actions: [commitAt(1600)],
    finalLatencyMs: 60_000,
    tellsSilence: false,
  },
  'a click': { segments: [{ fromMs: 500, toMs: 540, text: '' }] },
  'a short word that the detector confirms': { segments: [{ fromMs: 500, toMs: 650, text: 'Paris.' }] },
  'a click whose transcript comes after the verdict': {
    segments: [{ fromMs: 500, toMs: 540, text: '' }],
    finalLatencyMs: 700,
  },
  'a mid-sentence pause': {
    segments: [
      { ...question, text: 'Set a timer for', probability: 0.1 },
      { fromMs: 1900, toMs: 2400, text: 'ten minutes' },
    ],
  },
  'a long mid-sentence pause': {
    segments: [
      { ...question, text: 'Set a timer for', probability: 0.1 },
      { fromMs: 2400, toMs: 2900, text: 'ten minutes' },
    ],
  },
  'the user goes on within the hangover, after the commit': {
    segments: [question, { fromMs: 1850, toMs: 2600, text: 'In Paris.' }],
    replyAfterMs: 1000,
  },
  'barge-in before the reply is heard and while it is': {
    segments: [question, { fromMs: 4000, toMs: 5000, text: 'And in Oslo?' }],
    replyAfterMs: 1000,
    replyMs: 5000,
  },
  'a client that cancels': {
    segments: [question],
    actions: [{ atMs: 3000, event: { type: 'response-cancel' } }],
    replyMs: 6000,
  },
  'a backchannel over a reply': {
    segments: [question, { fromMs: 5000, toMs: 5300, text: 'Mm-hmm.' }],
    replyMs: 6000,
  },
  'a turn that was told of before the reply it stops': {
    segments: [{ fromMs: 500, toMs: 2500, text: 'Hello there.' }],
    actions: [{ atMs: 600, event: { type: 'response-create' } }],
    replyAfterMs: 0,
    replyMs: 6000,
  },
  'a reply without audio': { segments: [question], replyMs: 0 },
  'commits by hand': {
    segments: [question, { fromMs: 3000, toMs: 4000, text: '' }, { fromMs: 6000, toMs: 7000, text: null }],
    detection: manual,
    actions: [commitAt(1600), commitAt(4100), commitAt(7100)],
  },
  'a commit while the user speaks, who goes on': { segments: [{ ...question, toMs: 2500 }], actions: [commitAt(1200)] },
  'the same, unrecognized': { segments: [{ ...question, toMs: 2500, text: null }], actions: [commitAt(1200)] },
  'the same, without a transcript': {
    segments: [{ ...question, toMs: 12_500 }],
    actions: [commitAt(1200)],
    finalLatencyMs: 60_000,
  },
  'detection switched on while the user speaks': {
    segments: [question],
    detection: manual,
    actions: [settingsAt(1000, semanticDetection)],
  },
  'a commit in a pause': { segments: [question], actions: [commitAt(1620)] },
  'a commit without a transcript': {
    segments: [question],
    detection: manual,
    actions: [commitAt(1600)],
    finalLatencyMs: 60_000,
  },
  clears: { segments: [question, { fromMs: 3000, toMs: 4000, text: 'Oh' }], actions: [clearAt(1000), clearAt(4150)] },
  'manual detection while the user speaks': { segments: [question], actions: [settingsAt(1000, manual)] },
  'a shorter silence while the user pauses': {
    segments: [{ ...question, text: 'and', probability: 0 }],
    actions: [settingsAt(2100, { ...semanticDetection, mode: 'silence', silenceMs: 300 })],
  },
  'a tool that takes long': {
    segments: [question],
    actions: [{ atMs: 2200, event: { type: 'tool-pending', callId: 'call_1' } }],
  },
  'a tool that answers before the filler is heard': {
    segments: [],
    actions: [
      { atMs: 500, event: { type: 'tool-pending', callId: 'call_1' } },
      { atMs: 1800, event: { type: 'tool-settled', callId: 'call_1' } },
    ],
  },
  'announcement while quiet': {
    segments: [],
    actions: [{ atMs: 500, event: { type: 'announcement-due', text: 'Time is up.' } }],
  },
};

/** The same log again, without the end of the detector's own silence: its misfire finds the transcript there already. */
const misfireAfterTranscript: Log = [
  { type: 'speech-start', startSample: 0, atSample: 512, probability: 0.6 },
  { type: 'speech-pause', startSample: 0, endSample: 512, atSample: 2048 },
  {
    type: 'transcript-final',
    utteranceId: 'u',
    revision: 0,
    text: 'Oh',
    words: [],
    meanLogProbability: -1,
    startSample: 0,
    endSample: 512,
    queueMs: 0,
    computeMs: 1,
  },
  { type: 'speech-misfire', startSample: 0, endSample: 512, atSample: 9000 },
].map((event, index) => ({ event: event as TurnReducerEvent, atMs: index * 100 }));

const misfireWithoutPause: Log = [
  { event: { type: 'speech-start', startSample: 0, atSample: 512, probability: 0.6 }, atMs: 0 },
  { event: { type: 'speech-misfire', startSample: 0, endSample: 512, atSample: 2048 }, atMs: 100 },
];
const endWithoutPause: Log = [
  { event: { type: 'speech-start', startSample: 0, atSample: 512, probability: 0.6 }, atMs: 0 },
  { event: { type: 'speech-end', startSample: 0, endSample: 8000, atSample: 9000 }, atMs: 100 },
];

const logs: readonly Log[] = [
  ...Object.values(scripts).map((script) => simulateConversation(script).log),
  misfireAfterTranscript,
  misfireWithoutPause,
  endWithoutPause,
];

/** Replays a log and tells each change of the user's phase. */
function userChanges(log: Log): string[] {
  let state = simulatedStart();
  return log.flatMap(({ event, atMs }) => {
    const from = userPhase(state);
    state = reduceTurn(state, event, atMs).state;
    return from === userPhase(state) ? [] : [`${from} → ${userPhase(state)} on ${event.type}`];
  });
}

/** What is done to the loudness of a response has one type for both ways. */
function labelOf(effect: TurnEffect): string {
  if (effect.type !== 'playback-ducked') return effect.type;
  return effect.ducked ? 'quieter' : 'as loud as before';
}

/** Types of what happens to responses of one kind in a step, in order. */
function happenings(event: TurnReducerEvent, effects: readonly TurnEffect[], id: string | undefined, filler: boolean) {
  const labels: string[] = 'responseId' in event && event.responseId === id ? [event.type] : [];
  const ids = new Set([id]);
  for (const effect of effects) {
    if (effect.type === 'response-requested' && (effect.cause === 'filler') === filler) ids.add(effect.responseId);
    if ('responseId' in effect && ids.has(effect.responseId)) labels.push(labelOf(effect));
  }
  return labels;
}

function expectTransitions<Phase extends string>(
  transitions: readonly ResponseTransition<Phase>[],
  phaseOf: (state: TurnState) => Phase,
  filler: boolean,
): void {
  const used = new Set<string>();
  for (const log of logs) {
    let state = simulatedStart();
    for (const { event, atMs } of log) {
      let phase = phaseOf(state);
      const result = reduceTurn(state, event, atMs);
      const id = (filler ? state.filler : state.response)?.responseId;
      for (const label of happenings(event, result.effects, id, filler)) {
        const row = transitions.find(({ from, on }) => from === phase && (on as readonly string[]).includes(label));
        if (!row) continue;
        used.add(`${phase} → ${row.to} on ${label}`);
        phase = row.to;
      }
      state = result.state;
      expect(phase).toBe(phaseOf(state));
    }
  }
  const told = transitions.flatMap(({ from, to, on }) => on.map((type) => `${from} → ${to} on ${type}`));
  expect([...used].sort()).toEqual(told.sort());
}

describe('state diagram', () => {
  it('has exactly the transitions of the user that conversations go through', () => {
    const seen = new Set(logs.flatMap(userChanges));
    const told = new Set(userTransitions.flatMap(({ from, to, on }) => on.map((type) => `${from} → ${to} on ${type}`)));
    expect([...seen].sort()).toEqual([...told].sort());
  });

  it('has exactly the transitions of the assistant that conversations go through', () => {
    expectTransitions(assistantTransitions, assistantPhase, false);
  });

  it('has exactly the transitions of fillers that conversations go through', () => {
    expectTransitions(fillerTransitions, fillerPhase, true);
  });

  it('is the one in the README', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`mermaid\n${drawStateDiagram()}\n\`\`\``);
  });
});
