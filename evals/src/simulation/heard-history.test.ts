import { expect, test } from 'vitest';
import { HeardHistory } from './heard-history.ts';

const words = ['One', 'two', 'three,', 'four.'].map((text, index) => ({
  text,
  startChar: [0, 4, 8, 15][index]!,
  endChar: [3, 7, 14, 20][index]!,
  startMs: index * 300,
  endMs: (index + 1) * 300,
}));

/** What is found wrong when so much was played, and this is kept. */
function compare(playedMs: number | undefined, keptText: string | undefined, { gap = false, over = true } = {}) {
  const history = new HeardHistory();
  const place = { responseId: 'resp_1', clauseIndex: 0 };
  history.said({ type: 'speech-clause', ...place, text: 'One two three, four.', atMs: 0 });
  const audio = { samples: new Float32Array(0), startSample: 0, words, queueMs: 0, computeMs: 0, cached: false };
  history.said({ type: 'speech-audio', ...place, ...audio });
  if (gap) history.said({ type: 'speech-failed', ...place, code: 'worker_lost' });
  const heard = playedMs === undefined ? [] : [{ itemId: 'item_1', playedMs, over }];
  const item = { id: 'item_1', kind: 'message', role: 'assistant', text: keptText ?? '' } as const;
  return history.compare(heard, new Map([['resp_1', 'item_1']]), keptText === undefined ? [] : [item]);
}

test('the words that were heard are kept, and no others', () => {
  expect(compare(1200, 'One two three, four.').differences).toEqual([]);
  expect(compare(700, 'One two').differences).toEqual([]);
  expect(compare(undefined, undefined)).toEqual({ checked: 1, differences: [] });
  expect(compare(700, 'One two three,').differences).toEqual(['resp_1: 2 words were heard until 700 ms, 3 are kept']);
  expect(compare(700, undefined).differences).toEqual(['resp_1: 2 words were heard until 700 ms, 0 are kept']);
  expect(compare(undefined, 'One').differences).toEqual(['resp_1: 0 words were heard until 0 ms, 1 are kept']);
});

test('a word that ends within 60 ms of the cut counts either way', () => {
  expect(compare(850, 'One two three,').differences).toEqual([]);
  expect(compare(950, 'One two').differences).toEqual([]);
});

test('text that was never said is wrong, however many words it has', () => {
  expect(compare(700, 'One too').differences).toEqual(['resp_1: "One too" was never said']);
});

test('what still plays, and replies with a clause that was not spoken, are left out', () => {
  expect(compare(700, 'One two three, four.', { over: false })).toEqual({ checked: 0, differences: [] });
  expect(compare(700, 'One two three, four.', { gap: true })).toEqual({ checked: 0, differences: [] });
});

test('a reply that was stopped by mistake and its rest are one text', () => {
  const keeps = (playedMs: number, text: string) => {
    const history = new HeardHistory();
    const audio = { samples: new Float32Array(0), startSample: 0, queueMs: 0, computeMs: 0, cached: false };
    const speak = (responseId: string, said: string, spoken: typeof words) => {
      history.said({ type: 'speech-clause', responseId, clauseIndex: 0, text: said, atMs: 0 });
      history.said({ type: 'speech-audio', responseId, clauseIndex: 0, ...audio, words: spoken });
    };
    speak('resp_1', 'One two three, four.', words);
    history.said({ type: 'response-cancelled', responseId: 'resp_1', cause: 'barge-in', atMs: 0 });
    const request = { turnId: 'turn_1', cause: 'resumed', announcement: 'three, four.' } as const;
    history.said({ type: 'response-requested', responseId: 'resp_2', ...request, atMs: 0 });
    speak('resp_2', 'three, four.', words.slice(0, 2));
    const heard = [
      { itemId: 'item_1', playedMs: 700, over: true },
      { itemId: 'item_2', playedMs, over: true },
    ];
    const itemIds = new Map([
      ['resp_1', 'item_1'],
      ['resp_2', 'item_2'],
    ]);
    return history.compare(heard, itemIds, [{ id: 'item_1', kind: 'message', role: 'assistant', text }]);
  };
  expect(keeps(600, 'One two three, four.')).toEqual({ checked: 1, differences: [] });
  expect(keeps(400, 'One two three,').differences).toEqual([]);
  expect(keeps(400, 'One two three, four.').differences).toEqual([
    'resp_2: 3 words were heard until 400 ms, 4 are kept',
  ]);
  expect(keeps(400, 'One two two three,').differences).toEqual(['resp_2: "One two two three," was never said']);
});

test('a word while a tool works is no part of the conversation', () => {
  const history = new HeardHistory();
  history.said({ type: 'response-requested', responseId: 'resp_1', turnId: 'turn_1', cause: 'filler', atMs: 0 });
  history.said({ type: 'speech-clause', responseId: 'resp_1', clauseIndex: 0, text: 'One moment.', atMs: 0 });
  const heard = [{ itemId: 'item_1', playedMs: 600, over: true }];
  expect(history.compare(heard, new Map([['resp_1', 'item_1']]), [])).toEqual({ checked: 0, differences: [] });
});
