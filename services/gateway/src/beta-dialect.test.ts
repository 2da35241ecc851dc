import { parseClientEvent, type ServerEventBody } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { fromBetaEvent, toBetaEvent } from './beta-dialect.ts';
import { describeSession, initialSessionConfig, updateSessionConfig } from './session-config.ts';

const today = (event: object) => parseClientEvent(JSON.stringify(event), fromBetaEvent);

test('a flat session is taken field by field', () => {
  const parsed = today({
    type: 'session.update',
    event_id: 'e1',
    session: {
      modalities: ['text', 'audio'],
      instructions: 'Be brief.',
      voice: 'ash',
      speed: 1.2,
      input_audio_format: 'g711_ulaw',
      output_audio_format: 'g711_alaw',
      input_audio_transcription: { model: 'whisper-1' },
      input_audio_noise_reduction: null,
      turn_detection: { type: 'server_vad', silence_duration_ms: 700 },
      tools: [{ type: 'function', name: 'weather' }],
      tool_choice: 'auto',
      max_response_output_tokens: 'inf',
      temperature: 0.8,
      client_secret: { expires_after: { anchor: 'created_at' } },
    },
  });
  expect(parsed).toMatchObject({
    ok: true,
    event: {
      event_id: 'e1',
      session: {
        output_modalities: ['audio'],
        instructions: 'Be brief.',
        tools: [{ name: 'weather' }],
        max_output_tokens: 'inf',
        temperature: 0.8,
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'whisper-1' },
            noise_reduction: null,
            turn_detection: { type: 'server_vad', silence_duration_ms: 700 },
          },
          output: { format: { type: 'audio/pcma' }, voice: 'ash', speed: 1.2 },
        },
      },
    },
  });
  expect(JSON.stringify(parsed)).not.toMatch(/input_audio_format|client_secret|"modalities"/);
});

test('a transcription session, items and responses are taken too', () => {
  expect(
    today({ type: 'transcription_session.update', session: { input_audio_format: 'pcm16', turn_detection: null } }),
  ).toMatchObject({
    event: {
      type: 'session.update',
      session: {
        type: 'transcription',
        audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: null } },
      },
    },
  });
  const content = [{ type: 'text', text: 'Hello.' }];
  expect(
    today({ type: 'conversation.item.create', item: { type: 'message', role: 'assistant', content } }),
  ).toMatchObject({ event: { item: { content: [{ type: 'output_text', text: 'Hello.' }] } } });
  expect(
    today({
      type: 'response.create',
      response: {
        modalities: ['text'],
        max_response_output_tokens: 'inf',
        conversation: 'none',
        input: [{ type: 'message', role: 'assistant', content }],
      },
    }),
  ).toMatchObject({
    event: { response: { output_modalities: ['text'], input: [{ content: [{ type: 'output_text' }] }] } },
  });
});

test.each([
  [{ type: 'session.update', session: { input_audio_format: 'opus' } }, 'session.input_audio_format'],
  [{ type: 'session.update', session: { input_audio_format: 5 } }, 'session.input_audio_format'],
  [
    { type: 'session.update', session: { turn_detection: { type: 'server_vad', threshold: 9 } } },
    'session.turn_detection.threshold',
  ],
  [{ type: 'session.update', session: { modalities: [] } }, 'session.modalities'],
  [{ type: 'session.update', session: 5 }, 'session'],
  [{ type: 'transcription_session.update', session: 'x' }, 'session'],
  [{ type: 'response.create', response: { modalities: ['video'] } }, 'response.modalities.0'],
])('%j is refused by the name that the client knows', (event, param) => {
  const parsed = today(event);
  if (parsed.ok) throw new Error('was taken');
  const { code, message } = parsed.error;
  const error = { type: 'invalid_request_error', code, message, param: parsed.error.param ?? null, event_id: null };
  expect(toBetaEvent({ type: 'error', error } as ServerEventBody)).toMatchObject({ error: { param } });
});

test('the session is shown flat', () => {
  const { config } = updateSessionConfig(initialSessionConfig({ type: 'realtime' }), {
    audio: { output: { format: { type: 'audio/pcmu' } } },
  });
  const shown = toBetaEvent({ type: 'session.created', session: describeSession(config, 'sess_1', null) });
  expect(shown).toMatchObject({
    type: 'session.created',
    session: {
      id: 'sess_1',
      modalities: ['audio', 'text'],
      input_audio_format: 'pcm16',
      output_audio_format: 'g711_ulaw',
      turn_detection: { type: 'semantic_vad', interrupt_response: true },
      input_audio_transcription: { model: expect.any(String) },
      tool_choice: 'auto',
      cascade: { binary_audio: false },
    },
  });
  expect(JSON.stringify(shown)).not.toContain('"audio/pcm');
  const transcription = describeSession(initialSessionConfig({ type: 'transcription' }), 'sess_2', null);
  expect(toBetaEvent({ type: 'session.updated', session: transcription })).toMatchObject({
    type: 'transcription_session.updated',
    session: { input_audio_format: 'pcm16' },
  });
});

test('events with another name, items and responses are shown as the beta had them', () => {
  const item = {
    id: 'a',
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_audio', transcript: 'Hi.' }],
  } as const;
  expect(
    toBetaEvent({
      type: 'conversation.item.added',
      previous_item_id: null,
      item: { ...item, content: [...item.content] },
    }),
  ).toMatchObject({
    type: 'conversation.item.created',
    item: { content: [{ type: 'audio', transcript: 'Hi.' }] },
  });
  expect(
    toBetaEvent({ type: 'conversation.item.done', previous_item_id: null, item: { ...item, content: [] } }),
  ).toBeUndefined();
  const place = { response_id: 'r', item_id: 'a', output_index: 0, content_index: 0 };
  expect(toBetaEvent({ type: 'response.output_audio.delta', ...place, delta: 'AA==' })).toEqual({
    type: 'response.audio.delta',
    ...place,
    delta: 'AA==',
  });
});
