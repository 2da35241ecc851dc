import type {
  ServerEventBody,
  TranscriptFinal,
  TranscriptPartial,
  TurnAbandoned,
  TurnCommitted,
} from '@cascade/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countingIds } from '../../test/counting-ids.ts';
import { Conversation } from '../conversation.ts';
import { InputProjection, type InputView } from './input-projection.ts';

function setup(view: Partial<InputView> = {}) {
  const newId = countingIds();
  const conversation = new Conversation(newId);
  const full = { showsSpeech: true, prefixPaddingMs: 300, transcribes: true, ...view };
  return { conversation, projection: new InputProjection(conversation, newId, () => full) };
}

const partial = (text: string, stableText: string, utteranceId = 'u1'): TranscriptPartial => ({
  type: 'transcript-partial',
  utteranceId,
  text,
  stableText,
  startSample: 0,
  endSample: 0,
  queueMs: 0,
  computeMs: 0,
});
const final = (text: string, utteranceId = 'u1'): TranscriptFinal => ({
  type: 'transcript-final',
  utteranceId,
  revision: 0,
  text,
  words: [],
  meanLogProbability: 0,
  startSample: 0,
  endSample: 0,
  queueMs: 0,
  computeMs: 0,
});
const committed = (text: string, turnId = 't1'): TurnCommitted => ({
  type: 'turn-committed',
  turnId,
  text,
  startSample: 16_000,
  endSample: 48_000,
  atMs: 0,
  continued: false,
});
const abandoned = (turnId = 't1'): TurnAbandoned => ({
  type: 'turn-abandoned',
  turnId,
  startSample: 16_000,
  endSample: 17_600,
  atMs: 0,
});

const types = (events: readonly ServerEventBody[]) =>
  events.map(({ type }) => type.replace('conversation.item.input_audio_transcription', 'transcription'));
const deltas = (events: readonly ServerEventBody[]) =>
  events.flatMap((event) => ('delta' in event ? [event.delta] : [])).join('');
const itemIds = (events: readonly ServerEventBody[]) =>
  new Set(events.flatMap((event) => ('item_id' in event ? [event.item_id] : [])));

test('a turn becomes one item, told of from the first sound to the transcript', () => {
  const { projection, conversation } = setup();
  const events = [
    ...projection.turnStarted('t1', 16_000),
    ...projection.partial(partial('what', '')),
    ...projection.partial(partial('what is the', 'what is')),
    ...projection.final(final('What is the time?')),
    ...projection.boundary(),
    ...projection.committed(committed('What is the time?')),
    ...projection.partial(partial('what is the time', 'what is the time')),
  ];
  expect(types(events)).toEqual([
    'input_audio_buffer.speech_started',
    'cascade.transcript.partial',
    'transcription.delta',
    'cascade.transcript.partial',
    'cascade.transcript.partial',
    'input_audio_buffer.speech_stopped',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'transcription.completed',
  ]);
  expect(events[0]).toMatchObject({ audio_start_ms: 700 });
  expect(events[5]).toMatchObject({ audio_end_ms: 3000 });
  expect(events.at(-1)).toMatchObject({ transcript: 'What is the time?', usage: { type: 'duration', seconds: 2 } });
  expect(itemIds(events).size).toBe(1);
  expect(conversation.items()).toMatchObject([{ role: 'user', text: 'What is the time?' }]);
});

test('deltas only add, and joined they are the transcript whenever the stable text is a prefix of it', () => {
  const growth = fc.array(fc.nat({ max: 5 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), growth, fc.boolean(), (text, steps, isPrefix) => {
      const { projection } = setup();
      const events: ServerEventBody[] = [];
      let length = 0;
      for (const step of steps) {
        length = Math.min(text.length, length + step);
        events.push(...projection.partial(partial(`${text.slice(0, length)} and more`, text.slice(0, length))));
      }
      const transcript = isPrefix ? text : `other ${text}`;
      events.push(...projection.committed(committed(transcript)));
      const joined = deltas(events);
      if (isPrefix) expect(joined).toBe(transcript);
      else expect(transcript === joined || text.startsWith(joined)).toBe(true);
    }),
  );
});

test('a transcript that was not wanted is not sent; our own partials are', () => {
  const { projection } = setup({ transcribes: false });
  const events = [...projection.partial(partial('hello', 'hello')), ...projection.committed(committed('hello'))];
  expect(types(events).filter((type) => type.startsWith('transcription'))).toEqual([]);
  expect(types(events)).toContain('cascade.transcript.partial');
});

test('under manual turn detection the commit adds the item at once and the transcript follows', () => {
  const { projection, conversation } = setup({ showsSpeech: false });
  projection.partial(partial('good mor', 'good'));
  const commit = projection.clientCommit();
  expect(types(commit)).toEqual(['input_audio_buffer.committed', 'conversation.item.added', 'conversation.item.done']);
  expect(commit[1]).toMatchObject({ item: { content: [{ type: 'input_audio', transcript: null }] } });
  expect(conversation.items()).toEqual([]);
  const end = [...projection.turnStarted('t1', 0), ...projection.committed(committed('Good morning.'))];
  expect(types(end)).toEqual(['transcription.completed']);
  expect([...itemIds(commit)]).toEqual([...itemIds(end)]);
  expect(conversation.items()).toMatchObject([{ text: 'Good morning.' }]);
});

test('two commits in a row are two items, answered in their order', () => {
  const { projection } = setup({ showsSpeech: false });
  projection.partial(partial('one', '', 'u1'));
  const first = projection.clientCommit();
  projection.partial(partial('two', '', 'u2'));
  const second = projection.clientCommit();
  const firstEnd = projection.committed(committed('One.', 't1'));
  const secondEnd = projection.abandoned(abandoned('t2'));
  expect([...itemIds(firstEnd)]).toEqual([...itemIds(first)]);
  expect([...itemIds(secondEnd)]).toEqual([...itemIds(second)]);
  expect(secondEnd.at(-1)).toMatchObject({ transcript: '' });
});

test('noise is told of and withdrawn, and leaves no item', () => {
  const { projection, conversation } = setup();
  const events = [
    ...projection.turnStarted('t1', 16_000),
    ...projection.partial(partial('hm', '')),
    ...projection.abandoned(abandoned()),
  ];
  expect(types(events)).toEqual([
    'input_audio_buffer.speech_started',
    'cascade.transcript.partial',
    'input_audio_buffer.speech_stopped',
    'cascade.transcript.partial',
  ]);
  expect(events.at(-1)).toMatchObject({ text: '', stable_text: '' });
  expect(conversation.length).toBe(0);
  expect(projection.abandoned(abandoned('t9'))).toEqual([]);
});

test('a recognizer that failed is told of in place of a transcript', () => {
  const { projection } = setup();
  projection.turnStarted('t1', 0);
  projection.failed({ type: 'transcript-failed', utteranceId: 'u1', endSample: 0, code: 'transcription_failed' });
  expect(projection.committed(committed('')).at(-1)).toMatchObject({
    type: 'conversation.item.input_audio_transcription.failed',
    error: { code: 'transcription_failed' },
  });
});

test('a continued turn is an item of its own', () => {
  const { projection, conversation } = setup();
  const first = [...projection.turnStarted('t1', 0), ...projection.committed(committed('I want'))];
  const second = [
    ...projection.turnStarted('t1', 60_000),
    ...projection.committed({ ...committed('a pizza.'), continued: true }),
  ];
  expect([...itemIds(first), ...itemIds(second)]).toHaveLength(2);
  expect(conversation.items()).toMatchObject([{ text: 'I want' }, { text: 'a pizza.' }]);
});

test('an idle timeout is told of and stands in the conversation as an empty item', () => {
  const { projection, conversation } = setup();
  const events = projection.idleTimeout(16_000, 32_000);
  expect(types(events)).toEqual([
    'input_audio_buffer.timeout_triggered',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
  ]);
  expect(events[0]).toMatchObject({ audio_start_ms: 1000, audio_end_ms: 2000 });
  expect(conversation.items()).toEqual([]);
});
