import type { LoadMeasure, TurnDetection } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  type ScriptedAction,
  sampleAt,
  semanticDetection,
  settingsWith,
  simulateConversation,
} from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'Tell me about dogs.', probability: 0.2 };

/** What was prepared, and what became of it. */
function speculations(script: ConversationScript): string[] {
  const { of } = simulateConversation(script);
  const used = of('response-requested').filter(({ speculated }) => speculated);
  return of('response-speculated').map(({ responseId, text }) => {
    const discarded = of('response-discarded').find((effect) => effect.responseId === responseId);
    const requested = used.some((effect) => effect.responseId === responseId);
    return `${text} ${discarded ? discarded.cause : requested ? 'used' : 'open'}`;
  });
}

const at = (atMs: number, event: ScriptedAction['event']): ScriptedAction => ({ atMs, event });
const load = (atMs: number, measure: LoadMeasure) => at(atMs, { type: 'load-changed', measure, reason: '', atMs });

describe('a response prepared before its turn has ended', () => {
  it('is begun with the transcript of the pause, and wanted by its id when the turn ends', () => {
    const { of } = simulateConversation({ segments: [question] });
    const [speculated] = of('response-speculated');
    const [requested] = of('response-requested');
    expect(speculated).toMatchObject({ responseId: 'resp_test_1', turnId: 'turn_test_1', text: 'Tell me about dogs.' });
    expect(speculated!.atMs).toBe(1664);
    expect(requested).toMatchObject({ responseId: 'resp_test_1', speculated: true, atMs: 1504 + 640 });
  });

  it('is requested right after the turn is committed, within one step', () => {
    const { effects } = simulateConversation({ segments: [question] });
    const committed = effects.findIndex(({ type }) => type === 'turn-committed');
    const types = effects.slice(committed).map(({ type }) => type);
    expect(types).toEqual(['turn-committed', 'utterance-boundary', 'turn-decision', 'response-requested']);
  });

  it('is thrown away when the user goes on, and prepared anew for the whole', () => {
    const more = { fromMs: 1900, toMs: 2500, text: 'And cats.', probability: 0.95 };
    expect(speculations({ segments: [question, more] })).toEqual([
      'Tell me about dogs. resumed',
      'Tell me about dogs. And cats. used',
    ]);
  });

  it('waits while the turn has long to go by all evidence, and is begun when little is left', () => {
    const open = { ...question, text: 'Tell me about the', probability: 0.01 };
    const { of } = simulateConversation({ segments: [open] });
    const [committed] = of('turn-committed');
    expect(committed!.atMs - 1504).toBe(1504);
    const [speculated] = of('response-speculated');
    expect(speculated!.atMs - 1504).toBe(1024);
    expect(speculations({ segments: [open, { fromMs: 2200, toMs: 2600, text: 'moon.' }] })).toEqual([
      'Tell me about the moon. used',
    ]);
  });

  it('follows a transcript that changes', () => {
    const texts = ['Tell me about docks.', 'Tell me about dogs.'];
    const silences = (text: string, atMs: number): ScriptedAction =>
      at(atMs, {
        type: 'transcript-final',
        utteranceId: 'u',
        revision: 9,
        text,
        words: [],
        meanLogProbability: -0.1,
        startSample: 0,
        endSample: sampleAt(1504),
        queueMs: 0,
        computeMs: 0,
      } as never);
    expect(
      speculations({ segments: [{ ...question, text: texts[0]! }], actions: [silences(texts[1]!, 1900)] }),
    ).toEqual(['Tell me about docks. changed', 'Tell me about dogs. used']);
  });

  it('survives the commit of the client when the words stay the same', () => {
    const commit = at(1800, { type: 'input-commit', endSample: sampleAt(1800) });
    expect(speculations({ segments: [question], actions: [commit] })).toEqual(['Tell me about dogs. used']);
  });

  it.each<[string, ScriptedAction]>([
    ['the client clears the input', at(1800, { type: 'input-clear', endSample: sampleAt(1800) })],
    ['the client takes over', at(1800, { type: 'session-settings', settings: settingsWith({ mode: 'manual' }) })],
    [
      'the session is no longer to respond',
      at(1800, { type: 'session-settings', settings: settingsWith(semanticDetection, false) }),
    ],
  ])('is thrown away when %s', (_, action) => {
    expect(speculations({ segments: [question], actions: [action] })).toEqual(['Tell me about dogs. abandoned']);
  });

  it('gives way to a response that the client asks for meanwhile', () => {
    const script = { segments: [question], actions: [at(1800, { type: 'response-create' })] };
    expect(speculations(script)).toEqual(['Tell me about dogs. changed']);
    const requested = simulateConversation(script).of('response-requested');
    expect(requested.map(({ cause }) => cause)).toEqual(['client', 'turn']);
  });

  it('is made for a turn that was taken up again, of its new words', () => {
    const script = {
      segments: [
        { ...question, probability: 0.95 },
        { fromMs: 2000, toMs: 2600, text: 'And cats.', probability: 0.95 },
      ],
      replyAfterMs: 1000,
    };
    expect(speculations(script)).toEqual(['Tell me about dogs. used', 'And cats. used']);
    expect(simulateConversation(script).of('response-cancelled')).toMatchObject([{ cause: 'reopened' }]);
  });

  it('is the first but one thing that goes when the machine has no time', () => {
    const script = (actions: ScriptedAction[]) => ({ segments: [question], actions });
    expect(speculations(script([load(0, 'no-speculation')]))).toEqual([]);
    expect(speculations(script([load(0, 'one-cut-finals')]))).toEqual([]);
    expect(speculations(script([load(0, 'partials-slower')]))).toEqual(['Tell me about dogs. used']);
    expect(speculations(script([load(1700, 'no-speculation')]))).toEqual(['Tell me about dogs. shed']);
    expect(speculations(script([load(0, 'no-speculation'), load(1700, 'full-service')]))).toEqual([
      'Tell me about dogs. used',
    ]);
  });

  const fixed: TurnDetection = { mode: 'silence', silenceMs: 600, createResponse: true, interruptResponse: true };
  it.each<[string, Partial<ConversationScript>]>([
    ['switched off', { numbers: { speculation: false } }],
    ['the session creates no responses', { detection: { ...semanticDetection, createResponse: false } }],
    ['the client ends turns itself', { detection: { mode: 'manual' } }],
    ['no words came', { segments: [{ ...question, text: '' }] }],
    ['a click brought a word', { segments: [{ ...question, toMs: 540, text: 'Dogs.' }] }],
  ])('is not made when %s', (_, change) => {
    expect(speculations({ segments: [question], ...change })).toEqual([]);
  });

  it('is made with a fixed silence as well', () => {
    expect(speculations({ segments: [question], detection: fixed })).toEqual(['Tell me about dogs. used']);
  });
});
