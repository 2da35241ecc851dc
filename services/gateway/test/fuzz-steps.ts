import { clientEventTypes } from '@cascade/contracts';
import fc from 'fast-check';

/** What may happen to a session, one after the other. */
export type FuzzStep =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  | { readonly kind: 'stages'; readonly what: StageMove }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The connection drops, and the client is back after a while, if its session lets it. */
  | { readonly kind: 'drop'; readonly awayMs: number; readonly lostEvents: number };

export const stageMoves = [
  'speech',
  'partial',
  'turn',
  'commit',
  'abandon',
  'respond',
  'say',
  'fill',
  'duck',
  'load',
  'call',
  'finish',
  'cancel',
  'misplaced',
] as const;
export type StageMove = (typeof stageMoves)[number];

const silence = Buffer.alloc(960).toString('base64');

/** Events that are right, to be spoilt. `$item` stands for the id of an item that the session has. */
const seeds: readonly object[] = [
  {
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'x',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 16_000 },
          transcription: { model: 'm', language: 'en' },
          noise_reduction: { type: 'far_field' },
          turn_detection: { type: 'server_vad', threshold: 0.5, idle_timeout_ms: 500, create_response: true },
        },
        output: { format: { type: 'audio/pcmu' }, voice: 'a', speed: 1 },
      },
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
      tool_choice: { type: 'function', name: 'f' },
      cascade: {
        binary_audio: true,
        playback_ack: true,
        device: { a: 'b' },
        time_zone: 'UTC',
        turn_policy: 'eager',
        reprompt_after_ms: 5000,
        ducking: 'client',
        consent: { transcripts: true },
      },
    },
  },
  { type: 'session.update', session: { cascade: { resume: true } } },
  { type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection: null } } } },
  { type: 'input_audio_buffer.append', audio: silence },
  { type: 'input_audio_buffer.append', audio: silence.repeat(4) },
  { type: 'input_audio_buffer.commit' },
  { type: 'input_audio_buffer.clear' },
  {
    type: 'conversation.item.create',
    previous_item_id: 'root',
    item: { id: 'a', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
  },
  { type: 'conversation.item.create', item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' } },
  { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'c', output: '1' } },
  { type: 'conversation.item.retrieve', item_id: '$item' },
  { type: 'conversation.item.truncate', item_id: '$item', content_index: 0, audio_end_ms: 100 },
  { type: 'conversation.item.delete', item_id: '$item' },
  { type: 'response.create' },
  {
    type: 'response.create',
    response: {
      instructions: 'x',
      metadata: { a: 'b' },
      output_modalities: ['text'],
      conversation: 'none',
      input: [{ type: 'item_reference', id: '$item' }],
      tool_choice: 'required',
    },
  },
  { type: 'response.cancel' },
  { type: 'output_audio_buffer.clear' },
  { type: 'cascade.playback.ack', item_id: '$item', played_ms: 50 },
];

/** Values that nobody expects in the place where they come. */
const oddities: readonly unknown[] = [
  null,
  true,
  '',
  '$item',
  '\u0000\ud800\u202e',
  '__proto__',
  'x'.repeat(3000),
  -1,
  0.1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[[[[]]]]],
  JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`),
  JSON.parse('{"__proto__":{"type":"x"},"constructor":1}'),
];

interface Mutation {
  readonly path: readonly number[];
  readonly how: 'replace' | 'drop' | 'add' | 'repeat';
  readonly value: unknown;
}

const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...oddities) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.array(fc.nat(9), { maxLength: 5 }),
  how: fc.constantFrom('replace', 'drop', 'add', 'repeat'),
  value,
});

/** A copy with one place inside changed. */
function mutated(event: unknown, { path, how, value }: Mutation): unknown {
  const [step, ...rest] = path;
  const keys = typeof event === 'object' && event !== null ? Object.keys(event) : [];
  if (step === undefined || keys.length === 0) return value;
  const copy = (Array.isArray(event) ? [...event] : { ...(event as object) }) as Record<string, unknown>;
  const key = keys[step % keys.length] as string;
  if (rest.length > 0) copy[key] = mutated(copy[key], { path: rest, how, value });
  else if (how === 'drop') delete copy[key];
  else if (how === 'add') copy[`x${key}`] = value;
  else if (how === 'repeat') copy[key] = [copy[key], copy[key]];
  else copy[key] = value;
  return copy;
}

const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...seeds.map((seed) => JSON.stringify(seed))) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 3 }))
      .map(([seed, mutations]) => JSON.stringify(mutations.reduce<unknown>(mutated, seed)) ?? ''),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...clientEventTypes), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })))
      .map(([type, fields]) => JSON.stringify({ ...fields, type })),
  },
  // Cut off in the middle, or no JSON at all.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...seeds), fc.nat(80))
      .map(([seed, length]) => JSON.stringify(seed).slice(0, length)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

const step: fc.Arbitrary<FuzzStep> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('text' as const), text }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('binary' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('stages' as const), what: fc.constantFrom(...stageMoves) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 50, 300, 2000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('drop' as const),
      awayMs: fc.constantFrom(0, 1000, 20_000),
      lostEvents: fc.nat(5),
    }),
  },
);

export interface FuzzSequence {
  readonly dialect: 'ga' | 'beta';
  readonly type: 'realtime' | 'transcription';
  readonly resume: boolean;
  readonly steps: readonly FuzzStep[];
}

/** What a client may do, right and wrong, while its stages and its network do what they like. */
export const fuzzSequence: fc.Arbitrary<FuzzSequence> = fc.record({
  dialect: fc.constantFrom('ga', 'ga', 'ga', 'beta'),
  type: fc.constantFrom('realtime', 'realtime', 'realtime', 'transcription'),
  resume: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 24, size: 'max' }),
});
