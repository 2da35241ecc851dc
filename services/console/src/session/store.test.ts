import type { ClientEventInput, ServerEvent } from '@cascade/contracts';
import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { Loudspeaker, PlaybackPosition } from '../audio/loudspeaker.ts';
import { MicrophoneError } from '../audio/microphone-error.ts';
import type { LinkListener } from './link.ts';
import { KeyNeeded, type Readiness } from './service.ts';
import { createStore } from './store.ts';

const event = (type: string, fields: object = {}) => ({ type, event_id: 'e', ...fields }) as unknown as ServerEvent;
const response = (status: string, reason?: string) => ({
  response: { id: 'r1', status, ...(reason ? { status_details: { type: status, reason } } : {}) },
});
const reply = event('response.output_item.added', {
  response_id: 'r1',
  item: { id: 'a1', type: 'message', role: 'assistant', content: [] },
});

interface BenchOptions {
  readonly readiness?: readonly Readiness[];
  readonly microphone?: () => Promise<Record<string, string>>;
  /** Each call's failure, if any. */
  readonly openFailures?: (Error | undefined)[];
}

/** The store with a service, a microphone and a loudspeaker that do what the test says. */
function bench({ readiness = [], microphone, openFailures = [] }: BenchOptions = {}) {
  const sent: ClientEventInput[] = [];
  const audio: number[] = [];
  const played: string[] = [];
  const gains: number[] = [];
  const keys: (string | undefined)[] = [];
  const position = signal<PlaybackPosition | undefined>(undefined);
  const isPlaying = signal(false);
  let flushes = 0;
  let listener: LinkListener | undefined;
  let capture: ((pcm: Uint8Array<ArrayBuffer>) => void) | undefined;
  const waits: (() => void)[] = [];
  const answers = [...readiness];

  const loudspeaker: Loudspeaker = {
    position,
    isPlaying,
    level: signal(0),
    counters: signal({ audibleMs: 0, underruns: 0 }),
    resume: async () => undefined,
    play: (itemId) => played.push(itemId),
    flush() {
      flushes += 1;
    },
    duck(gainDb) {
      gains.push(gainDb);
    },
    playAside: async () => undefined,
  };
  const store = createStore({
    service: {
      realtimeUrl: 'http://localhost/v1/realtime',
      readiness: async () => answers.shift() ?? { kind: 'ready', versions: { asr: 'moonshine@1' } },
      setKey: (key) => keys.push(key),
      token: async () => undefined,
      speech: async () => new Float32Array(2400).fill(0.5),
    },
    async openLink(_session, opened) {
      const failure = openFailures.shift();
      if (failure) throw failure;
      listener = opened;
      return {
        send: (one) => sent.push(one),
        appendAudio: (pcm) => audio.push(pcm.length),
        close: () => undefined,
      };
    },
    loudspeaker,
    createMicrophone(deliver) {
      capture = deliver;
      return {
        level: signal(0),
        devices: signal([]),
        open: microphone ?? (async () => ({ echo_cancellation: 'on' })),
        close: () => undefined,
        setMuted: () => undefined,
        onLost: () => undefined,
      };
    },
    device: { app: 'test' },
    nowMs: () => 0,
    wait: () => new Promise((resolve) => waits.push(resolve)),
  });
  return {
    store,
    sent,
    audio,
    played,
    gains,
    keys,
    position,
    isPlaying,
    flushes: () => flushes,
    say: (samples: number) => capture?.(new Uint8Array(samples)),
    receive: (one: ServerEvent) => listener?.event(one),
    receiveAudio: (itemId: string) => listener?.audio(itemId, new Uint8Array(8)),
    change: (change: Parameters<LinkListener['change']>[0]) => listener?.change(change),
    lookAgain: () => waits.shift()?.(),
    ofType: (type: ClientEventInput['type']) => sent.filter((one) => one.type === type),
    kind: () => store.connection.value.kind,
  };
}

test('the page waits for a service that is starting, and looks again for one that does not answer', async () => {
  const { store, kind, lookAgain } = bench({ readiness: [{ kind: 'unreachable' }, { kind: 'starting' }] });
  await vi.waitFor(() => expect(kind()).toBe('error'));
  lookAgain();
  await vi.waitFor(() => expect(kind()).toBe('connecting'));
  lookAgain();
  await vi.waitFor(() => expect(kind()).toBe('first-visit'));
  expect(store.versions.value).toEqual({ asr: 'moonshine@1' });
});

test('starting opens session and microphone, and tells the service what the browser made of it', async () => {
  const { store, kind, say, audio, ofType } = bench();
  await store.start();
  expect(kind()).toBe('listening');
  expect(ofType('session.update')).toMatchObject([
    { session: { cascade: { device: { app: 'test', echo_cancellation: 'on' } } } },
  ]);
  say(640);
  expect(audio).toEqual([640]);
});

test('a refused and a missing microphone are told apart, and the session works without', async () => {
  for (const [reason, expected] of [
    ['refused', 'permission-refused'],
    ['missing', 'no-microphone'],
  ] as const) {
    const { store, kind, ofType } = bench({ microphone: () => Promise.reject(new MicrophoneError(reason, 'test')) });
    await store.start();
    expect(kind()).toBe(expected);
    await store.say('Hello.');
    expect(ofType('response.create')).toHaveLength(1);
  }
});

test('a key is asked for when the service wants one, and again when it was not taken', async () => {
  const { store, keys, kind } = bench({ openFailures: [new KeyNeeded(), new KeyNeeded(), undefined] });
  await store.start();
  expect(store.keyPrompt.value).toBe('needed');
  await store.enterKey('wrong');
  expect(store.keyPrompt.value).toBe('refused');
  await store.enterKey('right');
  expect(store.keyPrompt.value).toBe('none');
  expect(keys).toEqual(['wrong', 'right']);
  expect(kind()).not.toBe('error');
});

test('a reply plays softly for as long as the service asks, and no longer than it lasts', async () => {
  const { store, gains, isPlaying, receive } = bench();
  await store.start();
  receive(event('response.created', response('in_progress')));
  receive(reply);
  isPlaying.value = true;
  receive(event('cascade.playback.duck', { response_id: 'r1', ducked: true, gain_db: -18 }));
  expect(store.connection.value.label).toBe('Speaking softly');
  receive(event('cascade.playback.duck', { response_id: 'r1', ducked: false, gain_db: 0 }));
  expect(store.connection.value.label).toBe('Speaking');
  receive(event('cascade.playback.duck', { response_id: 'r1', ducked: true, gain_db: -18 }));
  receive(event('response.done', response('completed')));
  expect(gains).toEqual([-18, 0, -18, 0]);
  expect(store.connection.value.label).toBe('Speaking');
});

test('how soon a pause ends a turn is a wish of the session, and changes in mid-session', async () => {
  const { store, sent } = bench();
  await store.start();
  expect(store.turnPolicy.value).toBe('balanced');
  store.setTurnPolicy('eager');
  expect(sent.at(-1)).toEqual({ type: 'session.update', session: { cascade: { turn_policy: 'eager' } } });
});

test('an interruption says how far the reply was heard, before anything else, and drops what is still under way', async () => {
  const { store, position, receive, receiveAudio, played, flushes, sent } = bench();
  await store.start();
  receive(event('response.created', response('in_progress')));
  receive(reply);
  receiveAudio('a1');
  position.value = { itemId: 'a1', heardMs: 100, isDry: false };
  position.value = { itemId: 'a1', heardMs: 150, isDry: false };
  sent.length = 0;
  store.interrupt();
  receiveAudio('a1');
  expect(sent).toEqual([{ type: 'cascade.playback.ack', item_id: 'a1', played_ms: 150 }, { type: 'response.cancel' }]);
  expect(played).toEqual(['a1']);
  expect(flushes()).toBe(1);
});

test('the service cancels a reply: what sounds stops', async () => {
  const { store, receive, flushes, kind } = bench();
  await store.start();
  receive(event('response.created', response('in_progress')));
  receive(reply);
  receive(event('input_audio_buffer.speech_started', { item_id: 'u2' }));
  expect(flushes()).toBe(0);
  receive(event('response.done', response('cancelled', 'turn_detected')));
  expect(flushes()).toBe(1);
  expect(kind()).toBe('interrupted');
});

test('what is written while a reply is spoken waits for its end', async () => {
  const { store, receive, ofType } = bench();
  await store.say('First.');
  receive(event('response.created', response('in_progress')));
  receive(reply);
  const second = store.say('Second.');
  await vi.waitFor(() => expect(ofType('response.cancel')).toHaveLength(1));
  expect(ofType('response.create')).toHaveLength(1);
  receive(event('response.done', response('cancelled', 'client_cancelled')));
  await second;
  expect(ofType('response.create')).toHaveLength(2);
  expect(ofType('conversation.item.create')).toHaveLength(2);
});

test('a connection that drops keeps the conversation; one that is lost closes the microphone and says what to do', async () => {
  const { store, change, kind, receive, say, audio } = bench();
  await store.start();
  receive(event('cascade.transcript.partial', { item_id: 'u1', text: 'hello', stable_text: '' }));
  change({ kind: 'reconnecting' });
  expect(kind()).toBe('reconnecting');
  expect(store.messages.value).toHaveLength(1);
  change({ kind: 'open', isNewSession: false });
  expect(store.notices.value).toEqual([]);
  expect(kind()).toBe('listening');
  change({ kind: 'closed', code: 1006, reason: '' });
  expect(kind()).toBe('error');
  expect(store.isTalking.value).toBe(false);
  expect(store.messages.value).toMatchObject([{ stableText: 'hello', isFinal: true }]);
  say(640);
  expect(audio).toEqual([]);
});

test('records are kept once each, decisions in order, and every event is passed on', async () => {
  const { store, receive } = bench();
  await store.start();
  const seen: string[] = [];
  const leave = store.onEvent(({ type }) => seen.push(type));
  const record = (turn_id: string, voice_to_voice_ms: number) =>
    event('cascade.turn.record', { record: { session_id: 's1', turn_id, voice_to_voice_ms } });
  receive(record('t1', 500));
  receive(record('t2', 600));
  receive(record('t1', 510));
  receive(event('cascade.turn.decision', { turn_id: 't1', kind: 'commit', reason: '' }));
  leave();
  receive(record('t3', 1));
  expect(store.records.value.map(({ turn_id, voice_to_voice_ms }) => [turn_id, voice_to_voice_ms])).toEqual([
    ['t1', 510],
    ['t2', 600],
    ['t3', 1],
  ]);
  expect(store.decisions.value).toHaveLength(1);
  expect(seen).toHaveLength(4);
});

test('notices are one of a topic, and go when they are put away', async () => {
  const { store, receive } = bench();
  await store.start();
  const error = event('error', { error: { code: 'overloaded', message: 'A queue is full.' } });
  receive(error);
  receive(error);
  expect(store.notices.value).toHaveLength(1);
  store.dismiss('error-overloaded');
  expect(store.notices.value).toEqual([]);
});
