import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadClipOf } from './load-clips.ts';
import { type ConversationTrace, type TurnFacts, turnsOfConversation } from './load-turn.ts';

/** A second of speech in a clip of 1.3 s. */
const clip = loadClipOf({ id: 'clip', samples: new Float32Array(20_800), lastSpeech: 16_000 });
const said = (baseMs: number, plannedMs = baseMs) => ({
  planned: { clip, dueMs: plannedMs, spokenMs: plannedMs + 1000, interrupts: false },
  baseMs,
  startSample: 16 * baseMs,
});
const facts = (responseId: string | undefined, startMs: number, endMs: number): TurnFacts => ({
  responseId,
  startSample: 16 * startMs,
  endSample: 16 * endMs,
  stagesMs: {},
  verdicts: [],
  slices: [],
});
const reply = (responseId: string, createdMs: number, firstAudibleMs: number | undefined) => ({
  responseId,
  createdMs,
  firstAudibleMs,
});
const turnsOf = (trace: Partial<ConversationTrace>) =>
  turnsOfConversation(0, 0, { said: [], replies: [], records: [], late: [], endedMs: 10_000, ...trace });

describe('what became of a turn', () => {
  test('its latency counts from when its last speech sample was due', () => {
    const [turn] = turnsOf({
      said: [said(2000)],
      replies: [reply('r', 3200, 3450)],
      records: [facts('r', 2050, 3000)],
    });
    expect(turn).toMatchObject({ outcome: 'answered', voiceToVoiceMs: 450, spokenMs: 3000, clip: 'clip' });
  });

  test('an answer that came after the next turn had begun is still its own, by the record', () => {
    const turns = turnsOf({
      said: [said(2000), said(6000)],
      replies: [reply('late', 6500, 6800), reply('r2', 7300, 7400)],
      records: [facts('late', 2050, 3000), facts('r2', 6050, 7000)],
    });
    expect(turns.map(({ voiceToVoiceMs }) => voiceToVoiceMs)).toEqual([3800, 400]);
  });

  test('an unanswered turn counts with what was waited in vain, until the next turn or the end', () => {
    const turns = turnsOf({ said: [said(2000), said(6000)], records: [facts(undefined, 2050, 3000)] });
    expect(turns).toMatchObject([
      { outcome: 'unanswered', voiceToVoiceMs: 3000 },
      { outcome: 'unanswered', voiceToVoiceMs: 3000 },
    ]);
  });

  test('without turn records, a reply is that of the turn after which it began', () => {
    const turns = turnsOf({
      said: [said(2000), said(6000)],
      replies: [reply('a', 3100, 3300), reply('b', 7100, 7500)],
    });
    expect(turns.map(({ voiceToVoiceMs }) => voiceToVoiceMs)).toEqual([300, 500]);
  });

  test('an answer in the midst of speech is early; where noise hid the end of speech, the service’s end counts', () => {
    const early = { said: [said(2000)], replies: [reply('r', 2500, 2700)] };
    expect(turnsOf({ ...early, records: [facts('r', 2050, 2400), facts(undefined, 2800, 3000)] })[0]).toMatchObject({
      outcome: 'early',
    });
    expect(turnsOf({ ...early, records: [facts('r', 2050, 2400)] })[0]).toMatchObject({
      outcome: 'answered',
      voiceToVoiceMs: 300,
    });
  });

  test('what a turn was late to be said is in its latency', () => {
    // Due at 2000, said at 2600 because the session was late: its base is when it was due.
    const turn = { ...said(2000), startSample: 16 * 2600 };
    const [late] = turnsOf({ said: [turn], replies: [reply('r', 3900, 4000)], records: [facts('r', 2650, 3600)] });
    expect(late?.voiceToVoiceMs).toBe(1000);
  });

  test('what the generator itself was late counts for the turns that it touched', () => {
    const late = [
      { atMs: 2700, lateMs: 90 },
      { atMs: 5000, lateMs: 200 },
    ];
    const trace = { said: [said(2000), said(6000)], replies: [reply('a', 3100, 3300), reply('b', 7100, 7500)], late };
    expect(turnsOf(trace).map(({ generatorLateMs }) => generatorLateMs)).toEqual([90, 0]);
  });

  test('every turn that was said has one outcome, and only an early one has no latency', () => {
    const replies = fc.array(fc.tuple(fc.nat(20_000), fc.nat(3000)), { maxLength: 6 });
    fc.assert(
      fc.property(replies, fc.integer({ min: 1, max: 5 }), (some, count) => {
        const turns = turnsOf({
          said: Array.from({ length: count }, (_, index) => said(1000 + 4000 * index)),
          replies: some.map(([createdMs, afterMs], index) => reply(`r${index}`, createdMs, createdMs + afterMs)),
          endedMs: 1000 + 4000 * count,
        });
        expect(turns).toHaveLength(count);
        for (const { outcome, voiceToVoiceMs } of turns) {
          expect(voiceToVoiceMs === null).toBe(outcome === 'early');
          if (voiceToVoiceMs !== null) expect(voiceToVoiceMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
