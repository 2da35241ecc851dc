import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  sampleAt,
  semanticDetection,
  simulateConversation,
} from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'Tell me about the moon.' };
const at = <Event>(atMs: number, event: Event) => ({ atMs, event });
const create = { type: 'response-create' } as const;
const cancel = { type: 'response-cancel' } as const;
const due = (text: string) => ({ type: 'announcement-due', text }) as const;

/** Responses as one line each: cause, and how it ended. */
function responses(script: ConversationScript): string[] {
  const { of, log } = simulateConversation(script);
  return of('response-requested').map(({ responseId, cause }) => {
    const cancelled = of('response-cancelled').find((effect) => effect.responseId === responseId);
    const done = log.find(({ event }) => event.type === 'playback-done' && event.responseId === responseId);
    return `${cause}: ${cancelled ? cancelled.cause : done ? 'played' : 'unfinished'}`;
  });
}

describe('barge-in', () => {
  const interruption = (lengthMs: number, text: string): ConversationScript => ({
    segments: [question, { fromMs: 4000, toMs: 4000 + lengthMs, text }],
    replyMs: 5000,
    partialLatencyMs: 32,
  });

  it('stops the response when speech with words goes on after the response was faded out, and becomes the next turn', () => {
    const { of, decisions } = simulateConversation(interruption(992, 'And about Mars?'));
    const [cancelled] = of('response-cancelled');
    expect(cancelled).toEqual({ type: 'response-cancelled', responseId: 'resp_test_1', cause: 'barge-in', atMs: 4704 });
    expect(of('turn-committed').map(({ text, turnId, continued }) => [text, turnId, continued])).toEqual([
      ['Tell me about the moon.', 'turn_test_1', false],
      ['And about Mars?', 'turn_test_2', false],
    ]);
    expect(decisions()).toContainEqual(
      expect.stringMatching(/^barge-in: the user has spoken for 672 ms, \d+ ms of resp_test_1 heard$/),
    );
    expect(responses(interruption(992, 'And about Mars?'))).toEqual(['turn: barge-in', 'turn: played']);
  });

  it('is not made by a click: no response stops, no turn starts', () => {
    const { of, decisions } = simulateConversation(interruption(40, 'Dog'));
    expect(of('response-cancelled')).toEqual([]);
    expect(of('turn-started')).toHaveLength(1);
    expect(decisions()).toContainEqual(expect.stringMatching(/^ignore: /));
    expect(of('utterance-boundary')).toHaveLength(2);
  });

  it('is made by a short word that is known to be one', () => {
    expect(responses(interruption(120, 'Stop.'))).toEqual(['turn: barge-in', 'turn: played']);
  });

  it('can be switched off: the turn is recorded, and answered after the response', () => {
    const detection = { ...semanticDetection, interruptResponse: false };
    const script = { ...interruption(992, 'And about Mars?'), detection };
    expect(responses(script)).toEqual(['turn: played', 'turn: played']);
    const { of, log } = simulateConversation(script);
    expect(of('turn-committed')).toHaveLength(2);
    const firstDone = log.find(({ event }) => event.type === 'playback-done')!;
    expect(of('response-requested')[1]).toMatchObject({ turnId: 'turn_test_2', atMs: firstDone.atMs });
  });

  it('does not count speech from before the response', () => {
    const { of } = simulateConversation({
      segments: [{ fromMs: 512, toMs: 2016, text: 'Hello there.' }],
      actions: [at(1000, create)],
      replyMs: 5000,
    });
    expect(of('response-cancelled')).toMatchObject([{ cause: 'barge-in', atMs: 1472 }]);
  });
});

describe('a turn taken up again', () => {
  const going = (fromMs: number, text: string, more: Partial<ConversationScript> = {}): ConversationScript => ({
    segments: [question, { fromMs, toMs: fromMs + 800, text }],
    replyAfterMs: 600,
    ...more,
  });

  it('takes the reply back and is committed again under its id, with the rest alone', () => {
    const { of } = simulateConversation(going(2016, 'And about Mars.'));
    expect(of('turn-started').map(({ turnId, startSample }) => [turnId, startSample])).toEqual([
      ['turn_test_1', sampleAt(512)],
      ['turn_test_1', sampleAt(2016)],
    ]);
    expect(of('turn-committed').map(({ turnId, text, continued }) => [turnId, text, continued])).toEqual([
      ['turn_test_1', 'Tell me about the moon.', false],
      ['turn_test_1', 'And about Mars.', true],
    ]);
    expect(of('response-requested').map(({ turnId }) => turnId)).toEqual(['turn_test_1', 'turn_test_1']);
    expect(responses(going(2016, 'And about Mars.'))).toEqual(['turn: reopened', 'turn: played']);
  });

  it('may be when the reply was only just heard, and not when it was heard for long', () => {
    expect(responses(going(2784, 'And about Mars.'))[0]).toBe('turn: reopened');
    expect(responses(going(3200, 'And about Mars.', { replyMs: 5000 }))[0]).toBe('turn: barge-in');
  });

  it('may be only soon after the last word', () => {
    expect(responses(going(3300, 'And about Mars.', { replyAfterMs: 5000 }))[0]).toBe('turn: reopened');
    expect(responses(going(3600, 'And about Mars.', { replyAfterMs: 5000 }))[0]).toBe('turn: barge-in');
  });

  it('is answered as it stood when nothing followed', () => {
    expect(responses(going(2016, ''))).toEqual(['turn: reopened', 'turn: played']);
    const { of, decisions } = simulateConversation(going(2016, ''));
    expect(of('turn-committed')).toHaveLength(1);
    expect(of('turn-abandoned').map(({ turnId }) => turnId)).toEqual(['turn_test_1']);
    expect(of('response-requested').map(({ turnId }) => turnId)).toEqual(['turn_test_1', 'turn_test_1']);
    expect(decisions()).toContainEqual(
      expect.stringMatching(/^ignore: no words .*: the turn is answered as it stood$/),
    );
  });

  it('is left alone by a click', () => {
    const script = { segments: [question, { fromMs: 2016, toMs: 2060, text: '' }] };
    expect(responses(script)).toEqual(['turn: played']);
    expect(simulateConversation(script).of('turn-started')).toHaveLength(1);
  });

  it('is not when the client forbids interruptions', () => {
    const detection = { ...semanticDetection, interruptResponse: false };
    expect(responses(going(2016, 'And about Mars.', { detection }))).toEqual(['turn: played', 'turn: played']);
  });

  it('has the model hear the whole of it', () => {
    const scores = simulateConversation(going(2016, 'And about Mars.')).of('score-end-of-turn');
    expect(scores.map(({ startSample }) => startSample)).toEqual([sampleAt(512), sampleAt(512)]);
  });
});

describe('the client', () => {
  it('asks for a response at any time, for the turn not yet answered if there is one', () => {
    const detection = { ...semanticDetection, createResponse: false };
    const script = { segments: [question], detection, actions: [at(3000, create), at(8000, create)] };
    expect(simulateConversation(script).of('response-requested')).toMatchObject([
      { cause: 'client', turnId: 'turn_test_1' },
      { cause: 'client', turnId: 'turn_test_2' },
    ]);
  });

  it('gets no second response beside an active one', () => {
    const { of, decisions } = simulateConversation({ segments: [question], actions: [at(2000, create)] });
    expect(of('response-requested')).toHaveLength(1);
    expect(decisions().at(-1)).toBe('ignore: the client asked for a response while resp_test_1 is active');
  });

  it('cancels the response, and what is owed after it', () => {
    const detection = { ...semanticDetection, interruptResponse: false };
    const second = { fromMs: 2500, toMs: 3500, text: 'And about Mars?' };
    const script = { segments: [question, second], detection, replyMs: 6000, actions: [at(4500, cancel)] };
    expect(responses(script)).toEqual(['turn: client']);
  });

  it('is told when there is nothing to cancel', () => {
    const { decisions } = simulateConversation({ segments: [], actions: [at(100, cancel)] });
    expect(decisions()).toEqual(['ignore: the client cancelled, but no response is active']);
  });
});

describe('announcements', () => {
  it('are made at once when all is quiet', () => {
    const { of } = simulateConversation({ segments: [], actions: [at(640, due('Your tea is ready.'))] });
    expect(of('response-requested')).toEqual([
      {
        type: 'response-requested',
        responseId: 'resp_test_1',
        turnId: 'turn_test_1',
        cause: 'announcement',
        announcement: 'Your tea is ready.',
        atMs: 640,
      },
    ]);
  });

  it('wait for the user and for the answer', () => {
    const script = { segments: [question], actions: [at(1000, due('Tea.')), at(1100, due('Eggs.'))] };
    expect(responses(script)).toEqual(['turn: played', 'announcement: played', 'announcement: played']);
    const texts = simulateConversation(script).of('response-requested');
    expect(texts.map(({ announcement }) => announcement)).toEqual([undefined, 'Tea.', 'Eggs.']);
  });

  it('are due again when the user spoke before any of it was heard', () => {
    const script = {
      segments: [{ ...question, fromMs: 512 }],
      actions: [at(400, due('Tea.'))],
      replyAfterMs: 700,
    };
    expect(responses(script)).toEqual(['announcement: barge-in', 'turn: played', 'announcement: played']);
  });

  it('are dropped beyond a bound, and in sessions without responses', () => {
    const many = Array.from({ length: 20 }, (_, index) => at(600 + index, due(`${index}`)));
    expect(
      simulateConversation({ segments: [question], actions: many, untilMs: 90_000 }).of('response-requested'),
    ).toHaveLength(17);
    expect(responses({ segments: [], respond: false, actions: [at(600, due('Tea.'))] })).toEqual([]);
  });
});
