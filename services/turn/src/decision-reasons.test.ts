import { recordForOperators, type TurnRecord } from '@cascade/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { semanticDetection, settingsWith, simulateConversation } from '../test/conversation-simulator.ts';

const texts = [
  'Yes.',
  'What time is it?',
  'Book a room.',
  'and then',
  'my number is 555 01',
  'Paris',
  'a b c',
  '',
  null,
];
const segments = fc
  .array(
    fc.record({
      gapMs: fc.integer({ min: 40, max: 3000 }),
      lengthMs: fc.integer({ min: 20, max: 1800 }),
      text: fc.constantFrom(...texts),
      probability: fc.constantFrom(0.01, 0.6, 0.99, null),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => {
    let atMs = 0;
    return parts.map(({ gapMs, lengthMs, text, probability }) => {
      const fromMs = atMs + gapMs;
      atMs = fromMs + lengthMs;
      return { fromMs, toMs: atMs, text, probability };
    });
  });
const actions = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 9000 }),
    event: fc.constantFrom(
      { type: 'response-create' as const },
      { type: 'response-cancel' as const },
      { type: 'announcement-due' as const, text: 'Time is up.' },
      { type: 'input-commit' as const, endSample: 60_000 },
      { type: 'input-clear' as const, endSample: 60_000 },
      { type: 'session-settings' as const, settings: settingsWith({ mode: 'manual' }) },
      { type: 'session-settings' as const, settings: settingsWith(semanticDetection, false) },
      { type: 'load-changed' as const, measure: 'no-speculation' as const, reason: '', atMs: 0 },
      { type: 'tool-pending' as const, callId: 'call_1' },
      { type: 'tool-settled' as const, callId: 'call_1' },
    ),
  }),
  { maxLength: 5 },
);

/** Some of what is said is an echo of it. */
const replyText = 'It is noon, and then Paris. Book a room?';

/** Only what decides on the reasons. */
const recordOf = (decisions: TurnRecord['decisions']) =>
  ({
    session_id: 'sess_test',
    consent: { telemetry: true, transcripts: false, audio_review: false },
    final_transcript: '',
    reply_text: '',
    heard_text: '',
    partials: [],
    tool_calls: [],
    spans: [],
    decisions,
  }) as unknown as TurnRecord;

test('every reason that is given is made of words that operators may see', () => {
  fc.assert(
    fc.property(segments, actions, (spoken, acted) => {
      const script = { segments: spoken, actions: acted, repromptAfterMs: 2000, replyText, partialLatencyMs: 60 };
      const decisions = simulateConversation(script)
        .of('turn-decision')
        .map(({ kind, reason }) => ({ at_ms: 0, kind, reason }));
      expect(recordForOperators(recordOf(decisions))?.decisions).toEqual(decisions);
    }),
    { numRuns: 300 },
  );
});
