import { describe, expect, it } from 'vitest';
import { replyBytes, response, startScriptedServer } from '../test/scripted-server.ts';
import type { ReplyAudio } from './audio-streams.ts';
import { connectRealtime } from './connect-realtime.ts';
import { errorAdvice } from './connection-error.ts';

describe('connectRealtime', () => {
  it('resolves with the session as the server made it', async () => {
    await using server = await startScriptedServer({});
    const client = await connectRealtime({ url: server.url, formats: { input: { type: 'audio/pcmu' } } });
    expect(client.session).toMatchObject({ id: 'session-1', type: 'realtime' });
    expect(server.connections[0]?.events).toMatchObject([
      { type: 'session.update', session: { audio: { input: { format: { type: 'audio/pcmu' } }, output: {} } } },
    ]);
    client.close();
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.isOpen).toBe(false);
    client.send({ type: 'response.create' });
    client.appendAudio(new Uint8Array(2));
  });

  it('changes nothing when nothing is asked for, and sends no subprotocol without a key', async () => {
    await using server = await startScriptedServer({});
    const client = await connectRealtime({ url: server.url });
    expect(server.connections[0]?.events).toEqual([]);
    expect(server.headers).toEqual(['']);
    client.close();
  });

  it('sends the key as browsers do', async () => {
    await using server = await startScriptedServer({});
    const client = await connectRealtime({ url: server.url, key: 'secret' });
    expect(server.headers).toEqual(['realtime,openai-insecure-api-key.secret']);
    client.close();
    await expect(connectRealtime({ url: server.url, key: 'no good key' })).rejects.toMatchObject({
      code: 'unsupported_value',
    });
  });

  it('gives typed events and audio to listeners until they leave', async () => {
    await using server = await startScriptedServer({
      onEvent(connection, event) {
        if (event.type !== 'response.create') return;
        const place = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
        const delta = Buffer.from(replyBytes({ silentMs: 1, audibleMs: 1 })).toString('base64');
        connection.sendBytes('{"type":"something.of.tomorrow","event_id":"e"}');
        connection.send({ type: 'response.created', response: response('r', 'in_progress') });
        connection.send({ type: 'response.output_audio.delta', ...place, delta });
        connection.send({ type: 'response.done', response: response('r', 'completed') });
      },
    });
    const client = await connectRealtime({ url: server.url });
    const types: string[] = [];
    const audio: ReplyAudio[] = [];
    const problems: unknown[] = [];
    client.onEvent(({ type }) => types.push(type));
    client.onAudio((piece) => audio.push(piece));
    client.onProtocolError((error) => problems.push(error));
    const { promise: done, resolve } = Promise.withResolvers<string>();
    const stop = client.on('response.done', (event) => resolve(event.response.status));
    client.send({ type: 'response.create' });
    expect(await done).toBe('completed');
    stop();
    expect(types).toEqual(['response.created', 'response.output_audio.delta', 'response.done']);
    expect(audio).toEqual([{ responseId: 'r', itemId: 'i', bytes: replyBytes({ silentMs: 1, audibleMs: 1 }) }]);
    expect(problems).toEqual([]);
    client.close();
  });

  it('reports what does not fit the protocol and goes on', async () => {
    await using server = await startScriptedServer({
      onEvent(connection) {
        connection.sendBytes('not json');
        connection.sendBytes(new Uint8Array([9, 9]));
        const place = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
        connection.send({ type: 'response.output_audio.delta', ...place, delta: '%' });
        connection.send({ type: 'input_audio_buffer.cleared' });
      },
    });
    const client = await connectRealtime({ url: server.url });
    const codes: string[] = [];
    client.onProtocolError((error) => codes.push(error.code));
    const { promise: cleared, resolve } = Promise.withResolvers<void>();
    client.on('input_audio_buffer.cleared', () => resolve());
    client.send({ type: 'input_audio_buffer.clear' });
    await cleared;
    expect(codes).toEqual(['invalid_event', 'invalid_audio', 'invalid_audio']);
    client.close();
  });

  describe('rejects', () => {
    it('when nobody listens', async () => {
      const server = await startScriptedServer({});
      await server[Symbol.asyncDispose]();
      await expect(connectRealtime({ url: server.url })).rejects.toMatchObject({
        message: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime cannot be reached \(.*ECONNREFUSED/),
        retryable: true,
      });
    });

    it('when the server refuses the session, naming the field', async () => {
      const refusal = { type: 'invalid_request_error' as const, code: 'unsupported_value', message: 'No such voice.' };
      await using server = await startScriptedServer({
        onSessionUpdate: (connection, event) =>
          connection.send({
            type: 'error',
            error: { ...refusal, param: 'session.audio.output.voice', event_id: event.event_id ?? null },
          }),
      });
      await expect(connectRealtime({ url: server.url, session: {} })).rejects.toMatchObject({
        code: 'unsupported_value',
        param: 'session.audio.output.voice',
        message: 'The server refused the session: No such voice.',
      });
    });

    it('with what the server said before it hung up', async () => {
      const refusal = { type: 'server_error' as const, code: 'too_many_sessions', message: 'Full.', param: null };
      await using server = await startScriptedServer({
        onOpen(connection) {
          connection.send({ type: 'error', error: { ...refusal, event_id: null } });
          connection.close(1013, 'full');
        },
      });
      await expect(connectRealtime({ url: server.url })).rejects.toMatchObject({ code: 'too_many_sessions' });
    });

    it('when the server says nothing and the signal aborts', async () => {
      const stop = new AbortController();
      await using server = await startScriptedServer({ onOpen: () => stop.abort() });
      await expect(connectRealtime({ url: server.url, signal: stop.signal })).rejects.toThrow('did not answer in time');
      await expect(connectRealtime({ url: server.url, signal: stop.signal })).rejects.toThrow('did not answer in time');
    });
  });
});

it('takes a session up again over a real connection', async () => {
  const token = 'a-token';
  await using server = await startScriptedServer({
    onOpen(connection) {
      if (server.connections.length === 1) {
        connection.send({ type: 'session.created', session: connection.session });
        return;
      }
      const numbers = { complete: true, input_received_ms: 0, events_received: 1 };
      connection.send({ type: 'cascade.session.resumed', session_id: 'session-1', after_event_id: 'e_2', ...numbers });
      connection.send({ type: 'input_audio_buffer.cleared' });
    },
    onSessionUpdate(connection) {
      const { session } = connection;
      const resumable = { ...session, cascade: { ...session.cascade, resume: { token, window_ms: 15_000 } } };
      connection.send({ type: 'session.updated', session: resumable });
    },
  });
  const client = await connectRealtime({ url: server.url, reconnect: { firstDelayMs: 1 } });
  const { promise: open, resolve } = Promise.withResolvers<unknown>();
  client.onState((state, detail) => state === 'open' && resolve(detail));
  const cleared = new Promise<void>((done) => client.on('input_audio_buffer.cleared', () => done()));
  client.appendAudio(new Uint8Array(48));
  server.drop();
  expect(await open).toEqual({ resumed: true, complete: true, lostAudioMs: 0 });
  await cleared;
  expect(server.headers[1]).toBe(`realtime,cascade-resume.${token}`);
  await expect.poll(() => server.connections[1]?.audio.length).toBe(1);
  client.close();
  expect(await client.closed).toMatchObject({ code: 1000 });
});

it('says of every error of the table what it means and what mends it', () => {
  expect(errorAdvice('rate_limited')).toMatchObject({ retryable: true, cure: expect.stringContaining('Slow down') });
  expect(errorAdvice('toString')).toBeUndefined();
});
