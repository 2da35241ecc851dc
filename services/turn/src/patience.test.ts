import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conversation,
  type ConversationScript,
  type ScriptedAction,
  semanticDetection,
  settingsWith,
  simulateConversation,
} from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'What is the weather like?' };
const at = (atMs: number, event: ScriptedAction['event']): ScriptedAction => ({ atMs, event });
const pending = (atMs: number, callId = 'call_1') => at(atMs, { type: 'tool-pending', callId });
const settled = (atMs: number, callId = 'call_1') => at(atMs, { type: 'tool-settled', callId });

/** Causes of the responses with the times at which they were asked for. */
const requested = (script: ConversationScript) =>
  simulateConversation(script)
    .of('response-requested')
    .map(({ cause, atMs }) => [cause, atMs]);
const causes = (script: ConversationScript) => requested(script).map(([cause]) => cause);

describe('a silence after a reply', () => {
  // The reply to the question is requested at 1792, and heard from 1992 to 3493.
  const waiting: ConversationScript = { segments: [question], repromptAfterMs: 5000, untilMs: 60_000 };

  it('is ended by asking whether the user is still there, twice at most', () => {
    const { of, decisions } = simulateConversation(waiting);
    expect(of('response-requested')).toMatchObject([
      { cause: 'turn' },
      { cause: 'reprompt', announcement: 'Are you still there?', atMs: 8512 },
      { cause: 'reprompt', atMs: 15_232 },
    ]);
    expect(decisions()).toContain(
      'reprompt: both sides are quiet: asking whether the user is still there: resp_test_2',
    );
  });

  it('is left alone in sessions that do not ask for it, and after text', () => {
    expect(causes({ segments: [question], untilMs: 60_000 })).toEqual(['turn']);
    expect(causes({ ...waiting, replyMs: 0 })).toEqual(['turn']);
    expect(causes({ ...waiting, respond: false })).toEqual([]);
    expect(causes({ ...waiting, segments: [] })).toEqual([]);
  });

  it('is counted anew once the user has spoken', () => {
    const yes = { fromMs: 10_600, toMs: 11_000, text: 'Yes.' };
    expect(causes({ ...waiting, segments: [question, yes] })).toEqual([
      'turn',
      'reprompt',
      'turn',
      'reprompt',
      'reprompt',
    ]);
  });

  it('is not counted anew for a noise, which only makes it longer', () => {
    const noise = { fromMs: 6000, toMs: 6300, text: '' };
    expect(requested({ ...waiting, segments: [question, noise] })).toMatchObject([
      ['turn', 1792],
      ['reprompt', 11_328],
      ['reprompt', expect.any(Number)],
    ]);
  });

  it('is counted from when the session asks for it', () => {
    const settings = { ...settingsWith(semanticDetection), repromptAfterMs: 3000 };
    const script = { ...waiting, actions: [at(6016, { type: 'session-settings', settings })] };
    expect(requested(script)[1]).toEqual(['reprompt', 8992]);
  });

  it('is none while a tool works', () => {
    const script = { ...waiting, actions: [pending(3600), settled(20_000)], numbers: { maxFillers: 0 } };
    expect(requested(script)[1]).toEqual(['reprompt', 24_992]);
  });
});

describe('a tool that takes its time', () => {
  it('is excused after a while of quiet, and once more after a longer one', () => {
    const { of, decisions } = simulateConversation({ segments: [], actions: [pending(500), settled(30_000)] });
    expect(of('response-requested')).toMatchObject([
      { cause: 'filler', announcement: 'One moment.', responseId: 'resp_test_1', atMs: 1696 },
      { cause: 'filler', announcement: 'One moment.', responseId: 'resp_test_2', atMs: 8192 },
    ]);
    expect(decisions()).toContain('filler: a tool takes long and both sides are quiet: resp_test_1');
  });

  it('is not when it is fast, nor in text, nor where nothing is answered', () => {
    expect(causes({ segments: [], actions: [pending(500), settled(1600)] })).toEqual([]);
    const text = { ...settingsWith({ mode: 'manual' }), outputModality: 'text' as const };
    expect(
      causes({ segments: [], actions: [at(100, { type: 'session-settings', settings: text }), pending(500)] }),
    ).toEqual([]);
    expect(causes({ segments: [], respond: false, actions: [pending(500)] })).toEqual([]);
    expect(causes({ segments: [], detection: { mode: 'manual' }, actions: [pending(500)] })).toEqual([]);
  });

  it('waits for the reply that announced it, and for the user', () => {
    // Heard until 3493.
    expect(requested({ segments: [question], actions: [pending(1900), settled(6000)] })[1]).toEqual(['filler', 4704]);
    const { of } = simulateConversation({ segments: [{ ...question, toMs: 3008 }], actions: [pending(400)] });
    expect(of('response-requested')[0]).toMatchObject({ cause: 'turn' });
  });

  it('needs no excuse any more when it has answered before that was heard', () => {
    const { of, decisions } = simulateConversation({ segments: [], actions: [pending(500), settled(1800)] });
    expect(of('response-cancelled')).toMatchObject([{ responseId: 'resp_test_1', cause: 'client', atMs: 1800 }]);
    expect(decisions().at(-1)).toBe('cancel: the tool has answered: resp_test_1 is not needed');
  });

  it('lets an excuse that is heard end, before the answer', () => {
    const create = at(2300, { type: 'response-create' });
    const { of, log } = simulateConversation({ segments: [], actions: [pending(500), settled(2200), create] });
    expect(of('response-cancelled')).toEqual([]);
    const done = log.flatMap(({ event }) => (event.type === 'playback-done' ? [event.responseId] : []));
    expect(done).toEqual(['resp_test_1', 'resp_test_2']);
  });

  it('needs none when the answer is heard first', () => {
    const create = at(1600, { type: 'response-create' });
    const { of } = simulateConversation({ segments: [], actions: [pending(500), create], untilMs: 3500 });
    expect(of('response-requested').map(({ cause }) => cause)).toEqual(['client', 'filler']);
    expect(of('response-cancelled')).toMatchObject([{ responseId: 'resp_test_2', cause: 'client' }]);
  });

  it('is excused no further when the user speaks, or the client wants quiet', () => {
    const speaking = { fromMs: 1760, toMs: 3008, text: 'How long will that take?' };
    const spoken = simulateConversation({ segments: [speaking], actions: [pending(500)], untilMs: 3500 });
    expect(spoken.of('response-cancelled')).toMatchObject([{ responseId: 'resp_test_1', cause: 'barge-in' }]);
    expect(spoken.decisions()).toContain('cancel: the user is speaking: resp_test_1 is not needed');
    const quiet = simulateConversation({
      segments: [],
      actions: [pending(500), at(1750, { type: 'response-cancel' })],
    });
    expect(quiet.of('response-cancelled')[0]).toMatchObject({ responseId: 'resp_test_1', cause: 'client' });
  });

  it('starts no wait for the user, and is taken up by none of their turns', () => {
    const script = { segments: [], repromptAfterMs: 2000, actions: [pending(500), settled(4000)] };
    expect(causes(script)).toEqual(['filler']);
  });
});

describe('patience, whatever happens', () => {
  const tools = fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 15_000 }),
      callId: fc.constantFrom('a', 'b', 'c'),
      isOver: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  const said = fc.array(
    fc.record({
      gapMs: fc.integer({ min: 300, max: 6000 }),
      lengthMs: fc.integer({ min: 100, max: 1500 }),
      text: fc.constantFrom('Yes.', 'What time is it?', '', 'Mm-hmm.'),
    }),
    { maxLength: 4 },
  );
  const scripts = fc
    .record({ tools, said, repromptAfterMs: fc.constantFrom(1000, 3000), replyMs: fc.constantFrom(400, 2500) })
    .map(({ tools, said, ...more }): ConversationScript => {
      let atMs = 200;
      const segments = said.map(({ gapMs, lengthMs, text }) => {
        const fromMs = atMs + gapMs;
        atMs = fromMs + lengthMs;
        return { fromMs, toMs: atMs, text };
      });
      const actions = tools.map(({ atMs, callId, isOver }) => (isOver ? settled(atMs, callId) : pending(atMs, callId)));
      return { ...more, segments, actions, untilMs: 60_000 };
    });

  /** Causes of what is requested between two commits of the user. */
  function perSilence({ effects }: Conversation): string[][] {
    const silences: string[][] = [[]];
    for (const effect of effects) {
      if (effect.type === 'turn-committed') silences.push([]);
      if (effect.type === 'response-requested') silences.at(-1)!.push(effect.cause);
    }
    return silences;
  }

  /** When each response was cancelled, or else was over. */
  function endsOf({ log, of }: Conversation): Map<string, number> {
    const done = log.flatMap(({ event }) => (event.type === 'playback-done' ? [event] : []));
    return new Map([...done, ...of('response-cancelled')].map(({ responseId, atMs }) => [responseId, atMs]));
  }

  it('asks at most twice before the user speaks, and never says two fillers at once', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const conversation = simulateConversation(script);
        for (const silence of perSilence(conversation)) {
          expect(silence.filter((cause) => cause === 'reprompt').length).toBeLessThanOrEqual(2);
        }
        const over = endsOf(conversation);
        const fillers = conversation.of('response-requested').filter(({ cause }) => cause === 'filler');
        for (const [index, { responseId }] of fillers.entries()) {
          expect(over.get(responseId)).toBeLessThanOrEqual(fillers[index + 1]?.atMs ?? Number.POSITIVE_INFINITY);
        }
        expect(conversation.state.filler).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
