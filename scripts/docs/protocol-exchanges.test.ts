/** Plays the exchanges of the reference against the gateway: what the page shows is what happens. */
import { encodeBinaryAudio } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../packages/testing/src/index.ts';
import { type BenchOptions, eventually, openSession } from '../../services/gateway/test/gateway-bench.ts';
import type { SocketClient } from '../../services/gateway/test/socket-client.ts';
import { spokenReply } from '../../services/gateway/test/spoken-reply.ts';
import type { Exchange, Step } from './protocol-exchange.ts';
import { exchanges } from './protocol-exchanges.ts';

const pcm = (ms: number) => Buffer.alloc(ms * 48).toString('base64');
const says = 'One two three.';

async function stage(options: BenchOptions = {}, settings: Parameters<typeof openSession>[1] = {}) {
  const clock = new VirtualClock();
  const session = await openSession({ clock, ...options }, settings);
  let { client } = session;
  /** Types of what was sent and received since the exchange began. */
  const sent: string[] = [];
  let from = 0;
  const { connection, input } = session;
  return {
    ...session,
    clock,
    get client() {
      return client;
    },
    /** The exchange begins here. */
    begin() {
      sent.length = 0;
      from = client.events.length;
    },
    beginOn(other: SocketClient) {
      client = other;
      from = 0;
      sent.length = 0;
    },
    send(event: { readonly type: string; readonly [field: string]: unknown }) {
      sent.push(event.type);
      client.send(event);
    },
    received: () => client.events.slice(from).map(({ type }) => type as string),
    sent,
    /** The user begins a turn, and says some of it. */
    async startTurn() {
      connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
      const hypothesis = { type: 'transcript-partial', utteranceId: 'u1', atMs: 0, endSample: 1600 } as const;
      connection.send({ ...hypothesis, text: 'Hel', stableText: '' } as never);
      connection.send({ ...hypothesis, text: 'Hello the', stableText: 'Hello' } as never);
    },
    endTurn() {
      const samples = { startSample: 0, endSample: 3200 };
      connection.send({
        type: 'turn-committed',
        turnId: 't1',
        text: 'Hello there',
        ...samples,
        atMs: 0,
        continued: false,
      });
    },
    request: (responseId: string, cause: 'turn' | 'client' = 'turn') =>
      connection.send({ type: 'response-requested', responseId, turnId: 't1', cause, atMs: 0 }),
    /** Speaks all of it, and lets it be played to `untilMs`. */
    async speak(responseId: string, untilMs = 10_000) {
      const { parts, audioMs } = spokenReply(responseId, [says]);
      for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
      connection.send({ type: 'speech-done', responseId, audioMs });
      await clock.run(untilMs);
      return audioMs;
    },
    untilAsked: (type: string) => eventually(() => input.some((event) => event.type === type)).toBe(true),
  };
}
type Stage = Awaited<ReturnType<typeof stage>>;

const appended = async ({ send, untilAsked }: Stage) => {
  send({ type: 'input_audio_buffer.append', audio: pcm(200) });
  await untilAsked('audio-chunk');
};

/** Resolves when the last event of the exchange has come. */
const scenarios: Record<Exclude<keyof typeof exchanges, 'goingAway'>, () => Promise<Stage>> = {
  async connect() {
    const on = await stage();
    on.beginOn(on.client);
    on.send({ type: 'session.update', session: { audio: { input: { transcription: { language: 'fr' } } } } });
    await on.client.next('error');
    return on;
  },
  async spokenTurn() {
    const on = await stage();
    on.begin();
    await appended(on);
    await on.startTurn();
    on.endTurn();
    on.request('r1');
    await on.speak('r1');
    on.connection.send({ type: 'turn-record', record: exampleTurnRecord() });
    await on.client.next('cascade.turn.record');
    on.connection.send({ type: 'turn-stored', turnId: 't1', traceId: 'trace-1' });
    await on.client.next('cascade.turn.stored');
    return on;
  },
  async textTurn() {
    const on = await stage();
    on.begin();
    const content = [{ type: 'input_text', text: 'Hello' }];
    on.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    on.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    await on.untilAsked('response-create');
    on.request('r1', 'client');
    const { signal } = new AbortController();
    for (const delta of ['Hello ', 'too.']) on.connection.send({ type: 'plan-text', responseId: 'r1', delta, signal });
    on.connection.send({ type: 'plan-done', responseId: 'r1', source: 'language-model', signal });
    await on.client.next('response.done');
    return on;
  },
  async pushToTalk() {
    const on = await stage();
    on.client.send({ type: 'session.update', session: { audio: { input: { turn_detection: null } } } });
    await on.client.next('session.updated');
    on.begin();
    on.send({ type: 'input_audio_buffer.clear' });
    await appended(on);
    on.send({ type: 'input_audio_buffer.commit' });
    on.send({ type: 'response.create' });
    await on.untilAsked('response-create');
    on.endTurn();
    on.request('r1', 'client');
    await on.speak('r1');
    await on.client.next('response.done');
    return on;
  },
  async interruption() {
    const on = await stage();
    on.request('r1');
    await on.speak('r1', 300);
    const { item_id } = await on.client.next('response.output_audio.delta');
    await on.client.next('response.output_audio.delta');
    on.begin();
    await on.startTurn();
    on.connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'barge-in', atMs: 0 });
    await on.client.next('response.done');
    on.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 250 });
    on.send({ type: 'conversation.item.retrieve', item_id });
    const { item } = await on.client.next('conversation.item.retrieved');
    expect(item).toMatchObject({ status: 'incomplete', content: [{ transcript: 'One' }] });
    return on;
  },
  async ducking() {
    const on = await stage();
    on.client.send({ type: 'session.update', session: { cascade: { ducking: 'client' } } });
    await on.client.next('session.updated');
    on.request('r1');
    await on.speak('r1', 300);
    await on.client.next('response.output_audio.delta');
    on.begin();
    for (const ducked of [true, false]) {
      on.connection.send({ type: 'playback-ducked', responseId: 'r1', ducked, atMs: 0 });
      const { gain_db } = await on.client.next('cascade.playback.duck');
      expect(gain_db).toBe(ducked ? -18 : 0);
    }
    return on;
  },
  async cancel() {
    const on = await stage();
    on.request('r1');
    await on.speak('r1', 300);
    await on.client.next('response.output_audio.delta');
    on.begin();
    on.send({ type: 'output_audio_buffer.clear' });
    await on.untilAsked('response-cancel');
    on.connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'client', atMs: 0 });
    await on.client.next('response.done');
    return on;
  },
  async clientTool() {
    const on = await stage();
    const tools = [{ type: 'function', name: 'get_weather' }];
    on.client.send({ type: 'session.update', session: { tools } });
    await on.client.next('session.updated');
    on.begin();
    on.request('r1');
    const call = { callId: 'call_1', name: 'get_weather', arguments: '{"city":"Paris"}', runsAt: 'client' } as const;
    on.connection.send({ type: 'plan-tool-call', responseId: 'r1', ...call });
    on.connection.send({ type: 'speech-done', responseId: 'r1', audioMs: 0 });
    await on.client.next('response.done');
    const item = { type: 'function_call_output', call_id: 'call_1', output: '{"degrees":18}' };
    on.send({ type: 'conversation.item.create', item });
    on.send({ type: 'response.create' });
    await on.untilAsked('response-create');
    on.request('r2', 'client');
    await on.speak('r2');
    await on.client.next('response.done');
    return on;
  },
  async transcription() {
    const on = await stage({}, { query: '?intent=transcription' });
    on.beginOn(on.client);
    await appended(on);
    await on.startTurn();
    on.endTurn();
    await on.client.next('conversation.item.input_audio_transcription.completed');
    return on;
  },
  async binaryAudio() {
    const on = await stage();
    on.begin();
    on.send({ type: 'session.update', session: { cascade: { binary_audio: true } } });
    await on.client.next('session.updated');
    on.client.socket.send(Buffer.alloc(4800));
    on.request('r1');
    await on.speak('r1');
    await on.client.next('response.done');
    expect(on.client.frames[0]?.subarray(0, 8)).toEqual(
      Buffer.from(encodeBinaryAudio({ stream: 0, startSample: 0, audio: new Uint8Array() })),
    );
    return on;
  },
  async playbackAck() {
    const on = await stage();
    on.begin();
    on.send({ type: 'session.update', session: { cascade: { playback_ack: true } } });
    await on.client.next('session.updated');
    on.request('r1');
    const audioMs = await on.speak('r1', 2000);
    const { item_id } = await on.client.next('response.output_audio.delta');
    on.send({ type: 'cascade.playback.ack', item_id, played_ms: audioMs / 2 });
    on.send({ type: 'cascade.playback.ack', item_id, played_ms: audioMs });
    await on.client.next('response.done');
    return on;
  },
  async feedback() {
    const on = await stage();
    on.begin();
    const record = exampleTurnRecord({ turn_id: 't1' });
    on.connection.send({ type: 'turn-record', record });
    await on.client.next('cascade.turn.record');
    on.send({ type: 'cascade.feedback', turn_id: 't1', rating: 'good' });
    await on.untilAsked('feedback');
    on.connection.send({ type: 'turn-record', record });
    on.connection.send({ type: 'turn-stored', turnId: 't1', traceId: 'trace-1' });
    await on.client.next('cascade.turn.stored');
    return on;
  },
  async resume() {
    const on = await stage();
    on.begin();
    on.send({ type: 'session.update', session: { cascade: { resume: true } } });
    const updated = await on.client.next('session.updated');
    on.request('r1');
    await on.speak('r1', 100);
    await on.client.next('response.output_audio.delta');
    const { events } = on.client;
    const last = events.findIndex(({ type }) => type === 'response.output_audio.delta') - 1;
    on.client.socket.terminate();
    await on.client.closed;
    const token = updated.session.cascade.resume?.token;
    const protocols = ['realtime', `cascade-resume.${token}`, `cascade-after.${events[last]?.event_id}`];
    const again = await on.connect({ protocols });
    await again.next('response.output_audio.delta');
    const { sent } = on;
    const asked = [...sent];
    on.beginOn(again);
    again.events.unshift(updated);
    sent.push(...asked);
    return on;
  },
  async resumeExpired() {
    const on = await stage();
    on.beginOn(await on.connect({ protocols: ['realtime', 'cascade-resume.of-long-ago'] }));
    await on.client.next('error');
    on.send({ type: 'session.update', session: { cascade: { resume: true } } });
    await on.client.next('session.updated');
    return on;
  },
  async idleTimeout() {
    const on = await stage();
    const turn_detection = { type: 'server_vad', idle_timeout_ms: 5000 };
    on.client.send({ type: 'session.update', session: { audio: { input: { turn_detection } } } });
    await on.client.next('session.updated');
    on.request('r1');
    await on.speak('r1', 2000);
    await on.client.next('response.done');
    on.begin();
    await on.clock.run(5100);
    await on.untilAsked('response-create');
    on.request('r2', 'client');
    await on.client.next('rate_limits.updated');
    return on;
  },
  async errors() {
    const on = await stage();
    on.begin();
    on.send({ type: 'conversation.item.delete', event_id: 'mine-7', item_id: 'none' });
    const { error } = await on.client.next('error');
    expect(error).toMatchObject({ code: 'item_not_found', param: 'item_id', event_id: 'mine-7' });
    return on;
  },
  async withdraw() {
    const on = await stage();
    const content = [{ type: 'input_text', text: 'Hello' }];
    on.client.send({ type: 'conversation.item.create', item: { id: 'a', type: 'message', role: 'user', content } });
    await on.client.next('conversation.item.done');
    on.begin();
    on.send({ type: 'conversation.item.delete', item_id: 'a' });
    on.send({ type: 'response.create' });
    await on.untilAsked('response-create');
    on.request('r1', 'client');
    await on.client.next('response.created');
    on.send({ type: 'response.cancel' });
    await on.untilAsked('response-cancel');
    on.connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'client', atMs: 0 });
    await on.client.next('response.done');
    return on;
  },
};

/** What may come between the steps of an exchange that does not show it. */
const between: readonly string[] = ['cascade.transcript.partial', 'conversation.item.input_audio_transcription.delta'];

/** One side's events as a pattern: loops any number of times and in any order, conditions once or not. */
function pattern(steps: readonly Step[], from: 'client' | 'server'): string {
  return steps
    .map((step) => {
      switch (step.kind) {
        case 'event':
          return step.from === from ? `${step.type.replaceAll('.', '\\.')} ` : '';
        case 'loop':
          return `(?:${alternatives(step.steps, from)})*`;
        case 'opt':
          return `(?:${pattern(step.steps, from)})?`;
        default:
          return '';
      }
    })
    .join('');
}

const alternatives = (steps: readonly Step[], from: 'client' | 'server'): string =>
  steps
    .map((step) => pattern([step], from))
    .filter((one) => one !== '')
    .join('|');

function matches(exchange: Exchange, types: readonly string[], from: 'client' | 'server'): void {
  const shown = new RegExp(`^${pattern(exchange.steps, from)}$`);
  const known = new RegExp(pattern(exchange.steps, from)).source;
  const heard = types.filter((type) => !between.includes(type) || known.includes(type.replaceAll('.', '\\.')));
  expect(heard.map((type) => `${type} `).join('')).toMatch(shown);
}

describe('as the reference shows it', () => {
  it.each(Object.entries(scenarios))('%s', async (name, play) => {
    const { received, sent, client } = await play();
    const exchange = exchanges[name as keyof typeof scenarios];
    matches(exchange, received(), 'server');
    matches(exchange, sent, 'client');
    client.socket.terminate();
  });

  it('goingAway', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_SESSION_MS: '20000' } });
    await clock.run(20_000);
    expect((await client.next('cascade.going_away')).reason).toBe('session_length');
    expect(await client.closed).toEqual({ code: 1012, reason: 'going_away: session_length' });
    matches(
      exchanges.goingAway,
      client.events.slice(1).map(({ type }) => type),
      'server',
    );
  });
});
