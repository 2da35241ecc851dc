import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  type SpokenSegment,
  semanticDetection,
  simulateConversation,
} from '../test/conversation-simulator.ts';

const question = { fromMs: 512, toMs: 1504, text: 'Tell me about the river.' };
const story =
  'The river begins high in the mountains, where the snow melts late. It passes three villages, turns a mill, and reaches the sea.';
/** The reply of 23 words is heard from about 2000 ms on, each word for 300 ms. */
const over = (
  fromMs: number,
  lengthMs: number,
  text: string,
  more: Partial<ConversationScript> = {},
): ConversationScript => ({
  segments: [question, { fromMs, toMs: fromMs + lengthMs, text }],
  replyText: story,
  partialLatencyMs: 40,
  ...more,
});

/** What became of the first reply, and what followed. */
function outcome(script: ConversationScript) {
  const { of, log } = simulateConversation(script);
  const [first, ...later] = of('response-requested');
  const cancelled = of('response-cancelled').find(({ responseId }) => responseId === first!.responseId);
  const heard = log.flatMap(({ event }) => (event.type === 'playback-done' ? [event.heardText] : []));
  return {
    stoppedAtMs: cancelled?.atMs,
    ducks: of('playback-ducked').map(({ ducked, faded, atMs }) => [faded ? 'faded' : ducked, atMs] as const),
    turns: of('turn-committed').map(({ text }) => text),
    started: of('turn-started').length,
    later: later.map(({ cause, announcement }) => [cause, announcement]),
    heard,
  };
}

describe('speech over a reply', () => {
  it('ducks it at once, and stops it when words mean something', () => {
    const { ducks, stoppedAtMs, turns } = outcome(over(4000, 1080, 'What about the fish in it?'));
    expect(ducks).toEqual([
      [true, 4032],
      ['faded', 4224],
    ]);
    expect(stoppedAtMs! - 4000).toBeLessThanOrEqual(700);
    expect(turns).toEqual(['Tell me about the river.', 'What about the fish in it?']);
  });

  it('does not stop it with a backchannel, which is neither answered nor kept', () => {
    for (const text of [
      'Yeah.',
      'Mm-hmm.',
      'Yeah, yeah.',
      'Oh, I see.',
      'Uh-huh, right.',
      'Okay.',
      'That makes sense.',
    ]) {
      const { ducks, stoppedAtMs, turns, started, later } = outcome(over(4000, 500, text));
      expect(stoppedAtMs).toBeUndefined();
      expect(ducks.map(([ducked]) => ducked)).toEqual([true, 'faded', false]);
      expect(turns).toEqual(['Tell me about the river.']);
      expect(started).toBe(1);
      expect(later).toEqual([]);
    }
  });

  it('takes no part of a backchannel for an echo', () => {
    const { stoppedAtMs, turns } = outcome(over(7975, 442, 'I see.'));
    expect(stoppedAtMs).toBeUndefined();
    expect(turns).toHaveLength(1);
  });

  it('stops it when words follow a backchannel', () => {
    const { stoppedAtMs, turns } = outcome(over(4000, 1500, 'Yeah but what about the fish?'));
    expect(stoppedAtMs).toBeLessThan(4700);
    expect(turns[1]).toBe('Yeah but what about the fish?');
  });

  it('stops it at the first partial with a command', () => {
    for (const text of ['Stop.', 'Wait.', 'No.', 'Okay stop.']) {
      const { stoppedAtMs } = outcome(over(4000, 300, text));
      expect(stoppedAtMs).toBeLessThanOrEqual(4500);
    }
    expect(outcome(over(4000, 180, 'Stop it please')).stoppedAtMs).toBeLessThan(4420);
  });

  it('comes back up after a cough', () => {
    const { ducks, stoppedAtMs, started } = outcome(over(4000, 400, ''));
    expect(stoppedAtMs).toBeUndefined();
    expect(ducks).toEqual([
      [true, 4032],
      ['faded', 4224],
      [false, 4896],
    ]);
    expect(started).toBe(1);
  });

  it('stops it when it lasts and no words come: the recognizer may be late', () => {
    const { stoppedAtMs, turns } = outcome(over(4000, 1500, 'What about fish?', { partialLatencyMs: 5000 }));
    expect(stoppedAtMs).toBe(4704);
    expect(turns[1]).toBe('What about fish?');
  });

  it('stops it when it lasts longer than the backchannel that was recognized of it', () => {
    const { stoppedAtMs } = outcome(over(4000, 1500, 'Right', { partialLatencyMs: 100 }));
    expect(stoppedAtMs).toBeLessThan(5100);
  });

  it('is not taken for words by a partial that comes after the final', () => {
    const { later, turns } = outcome(over(2742, 1899, 'I see.', { partialLatencyMs: 700 }));
    expect(turns).toHaveLength(1);
    expect(later).toMatchObject([['resumed', expect.stringMatching(/^high in the mountains/)]]);
  });

  it('only ducks it when it may be interrupted', () => {
    const detection = { ...semanticDetection, interruptResponse: false };
    const { ducks, turns, later } = outcome(over(4000, 1200, 'What about the fish?', { detection }));
    expect(ducks).toEqual([]);
    expect(turns).toHaveLength(2);
    expect(later).toHaveLength(1);
    expect(outcome(over(4000, 500, 'Yeah.', { detection })).turns).toHaveLength(1);
  });
});

describe('an answer to a question at the end of a reply', () => {
  const asking = 'There are boats at nine and at noon. Shall I book one?';

  it('is a turn of its own, however short', () => {
    expect(outcome(over(5000, 400, 'Yeah.', { replyText: asking })).turns).toEqual([question.text, 'Yeah.']);
    expect(outcome(over(6200, 400, 'Yeah.', { replyText: asking })).turns).toEqual([question.text, 'Yeah.']);
  });

  it('is none in the middle of the reply, nor after a statement', () => {
    expect(outcome(over(3000, 400, 'Yeah.', { replyText: asking })).turns).toEqual([question.text]);
    expect(outcome(over(8400, 400, 'Yeah.')).turns).toEqual([question.text]);
  });
});

describe('an echo of the reply', () => {
  const echo = 'high in the mountains where the snow melts';

  it('neither stops it nor starts a turn', () => {
    const { stoppedAtMs, turns, started, ducks } = outcome(over(3000, 2500, echo));
    expect(stoppedAtMs).toBeUndefined();
    expect(turns).toHaveLength(1);
    expect(started).toBe(1);
    expect(ducks.map(([ducked]) => ducked)).toEqual([true, 'faded', false]);
  });

  it('is recognized though it is heard badly', () => {
    expect(outcome(over(3000, 2500, 'hi in the mountain were the snow milts')).stoppedAtMs).toBeUndefined();
  });

  it('is left out of what the user says after it', () => {
    const said = (text: string) => outcome(over(3000, text.split(' ').length * 300, text)).turns[1];
    expect(said('High in the mountains where What time is it?')).toBe('What time is it?');
    expect(said('High in the mountains, stop.')).toBe('stop.');
    expect(said('High mountains please nobody at all.')).toBe('High mountains please nobody at all.');
  });

  it('is remembered: a sound without words neither ducks nor stops the next reply, until one is heard without echo', () => {
    const next = { fromMs: 10_016, toMs: 11_008, text: 'And then?' };
    const wordless = { fromMs: 14_016, toMs: 15_008, text: '' };
    const before = { fromMs: 3008, toMs: 5120, text: echo };
    const ducksOf = (segments: SpokenSegment[]) =>
      simulateConversation({ ...over(0, 0, ''), segments })
        .of('playback-ducked')
        .flatMap(({ responseId, ducked, faded }) => (faded ? [] : [`${responseId} ${ducked ? 'down' : 'up'}`]));
    expect(ducksOf([question, before, next, wordless])).toEqual(['resp_test_1 down', 'resp_test_1 up']);
    const third = { fromMs: 20_000, toMs: 20_992, text: 'And then?' };
    const later = { fromMs: 24_000, toMs: 24_416, text: '' };
    expect(ducksOf([question, before, next, third, later])).toEqual([
      'resp_test_1 down',
      'resp_test_1 up',
      'resp_test_3 down',
      'resp_test_3 up',
    ]);
  });

  it('is no turn when the end of it comes after the reply, where echoes were heard before', () => {
    const before = { fromMs: 3008, toMs: 5120, text: echo };
    const end = { fromMs: 8928, toMs: 9504, text: 'the sea' };
    const turnsOf = (...segments: SpokenSegment[]) =>
      simulateConversation({ ...over(0, 0, ''), segments: [question, ...segments] })
        .of('turn-committed')
        .map(({ text }) => text);
    expect(turnsOf(before, end)).toEqual([question.text]);
    expect(turnsOf(before, { ...end, text: 'Yeah.' })).toEqual([question.text, 'Yeah.']);
  });

  it('from the first word of a reply on is no continuation of the turn that was answered', () => {
    const { of } = simulateConversation(over(1992, 3300, 'The river begins high in the mountains, Set a timer please'));
    expect(of('response-cancelled').map(({ cause }) => cause)).toEqual(['barge-in']);
    expect(of('turn-committed').map(({ turnId, continued }) => [turnId, continued])).toEqual([
      ['turn_test_1', false],
      ['turn_test_2', false],
    ]);
  });

  it('does not hide the user', () => {
    const { stoppedAtMs, turns } = outcome(over(3000, 2500, 'high in the mountains please tell me the time'));
    expect(stoppedAtMs).toBeLessThan(5300);
    expect(turns).toHaveLength(2);
    expect(outcome(over(3000, 2000, 'high in the mountains stop')).stoppedAtMs).toBeLessThan(5300);
    // Words of the user's own among words that sound a little like the reply's.
    expect(outcome(over(2432, 1800, 'river begins Which fish live there?')).turns).toHaveLength(2);
    const both = 'high in the mountains, where the How long is it?';
    expect(outcome(over(3136, 3000, both)).turns).toHaveLength(2);
    expect(outcome(over(2105, 2100, 'The river begins Which fish live there?')).turns).toHaveLength(2);
    expect(outcome(over(6737, 1800, 'turns a Tell me about lakes')).stoppedAtMs).toBeLessThan(8500);
  });
});

describe('a reply stopped by mistake', () => {
  it('goes on where it was heard when no words came', () => {
    const { stoppedAtMs, later, heard, turns } = outcome(over(4000, 900, ''));
    expect(stoppedAtMs).toBe(4704);
    expect(turns).toHaveLength(1);
    expect(later).toEqual([
      ['resumed', 'where the snow melts late. It passes three villages, turns a mill, and reaches the sea.'],
    ]);
    expect(heard).toEqual([
      'The river begins high in the mountains,',
      'where the snow melts late. It passes three villages, turns a mill, and reaches the sea.',
    ]);
  });

  it('goes on when what stopped it was a backchannel', () => {
    const { later, turns } = outcome(over(4000, 900, 'Mm-hmm.', { partialLatencyMs: 5000 }));
    expect(turns).toHaveLength(1);
    expect(later).toMatchObject([['resumed', expect.stringMatching(/^where the snow/)]]);
  });

  it('is dropped for a real turn, and for a client that cancels', () => {
    const cancel = { atMs: 4700, event: { type: 'response-cancel' } } as const;
    const early = { atMs: 4620, event: { type: 'response-cancel' } } as const;
    expect(outcome(over(4000, 900, 'What about fish?', { partialLatencyMs: 5000 })).later).toEqual([
      ['turn', undefined],
    ]);
    expect(outcome(over(4000, 500, '', { actions: [cancel] })).later).toEqual([]);
    expect(outcome(over(4000, 900, '', { actions: [early] })).later).toEqual([]);
  });
});
