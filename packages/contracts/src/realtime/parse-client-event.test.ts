import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClientEvent } from './parse-client-event.ts';

function refusal(event: unknown) {
  const parsed = parseClientEvent(typeof event === 'string' ? event : JSON.stringify(event));
  if (parsed.ok) return undefined;
  return { code: parsed.error.code, param: parsed.error.param, eventId: parsed.eventId, message: parsed.error.message };
}

test('what is no JSON, no object, or has no type is told apart', () => {
  expect(refusal('{"type":')).toMatchObject({ code: 'invalid_json' });
  expect(refusal('[1]')).toMatchObject({ code: 'invalid_event', param: undefined });
  expect(refusal('null')).toMatchObject({ code: 'invalid_event' });
  expect(refusal({ event_id: 'mine' })).toMatchObject({ code: 'invalid_event', param: 'type', eventId: 'mine' });
  expect(refusal({ type: 'toString' })).toMatchObject({ code: 'unknown_event', param: 'type' });
  expect(refusal({ type: 'response.begin', event_id: 'e1' })).toMatchObject({ code: 'unknown_event', eventId: 'e1' });
});

test.each([
  [{ type: 'input_audio_buffer.append', audio: 5 }, 'invalid_event', 'audio'],
  [{ type: 'input_audio_buffer.append' }, 'invalid_event', 'audio'],
  [{ type: 'session.update' }, 'invalid_event', 'session'],
  [{ type: 'session.update', session: { instructions: 1 } }, 'invalid_event', 'session.instructions'],
  [{ type: 'session.update', session: { type: 'video' } }, 'unsupported_value', 'session.type'],
  [session({ input: { format: { type: 'audio/opus' } } }), 'unsupported_value', 'session.audio.input.format.type'],
  [
    session({ input: { format: { type: 'audio/pcm', rate: 8000 } } }),
    'unsupported_value',
    'session.audio.input.format.rate',
  ],
  [
    session({ input: { format: { type: 'audio/pcm', rate: '24000' } } }),
    'invalid_event',
    'session.audio.input.format.rate',
  ],
  [vad({ type: 'server_vad', threshold: 2 }), 'invalid_event', 'session.audio.input.turn_detection.threshold'],
  [vad({ type: 'psychic' }), 'unsupported_value', 'session.audio.input.turn_detection.type'],
  [
    vad({ type: 'semantic_vad', eagerness: 'wild' }),
    'unsupported_value',
    'session.audio.input.turn_detection.eagerness',
  ],
  [session({ output: { speed: 9 } }), 'invalid_event', 'session.audio.output.speed'],
  [{ type: 'session.update', session: { tools: [{ name: 'a b' }] } }, 'invalid_event', 'session.tools.0.name'],
  [
    item({ type: 'message', role: 'user', content: [{ type: 'input_image' }] }),
    'unsupported_value',
    'item.content.0.type',
  ],
  [item({ type: 'message', role: 'user', content: [{ type: 'input_text' }] }), 'invalid_event', 'item.content.0.text'],
  [item({ type: 'mcp_call' }), 'unsupported_value', 'item.type'],
  [
    { type: 'conversation.item.truncate', item_id: 'a', content_index: 0, audio_end_ms: -1 },
    'invalid_event',
    'audio_end_ms',
  ],
  [{ type: 'cascade.playback.ack', item_id: 'a', played_ms: '1' }, 'invalid_event', 'played_ms'],
])('%j is refused with the path of its field', (event, code, param) => {
  expect(refusal(event)).toMatchObject({ code, param });
});

test('what stock clients send is taken as it is', () => {
  const update = {
    type: 'session.update',
    session: {
      type: 'realtime',
      model: 'gpt-realtime',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          noise_reduction: null,
          turn_detection: { type: 'semantic_vad' },
        },
        output: { format: { type: 'audio/pcmu' }, voice: { id: 'voice_1' }, speed: 1 },
      },
      tools: [{ name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }],
      tool_choice: 'auto',
    },
  };
  expect(parseClientEvent(JSON.stringify(update))).toMatchObject({
    ok: true,
    event: {
      session: { tools: [{ type: 'function', name: 'weather' }], audio: { output: { voice: { id: 'voice_1' } } } },
    },
  });
  expect(refusal({ type: 'session.update', session: { type: 'realtime', tracing: 'auto' } })).toBeUndefined();
  expect(
    refusal({ type: 'conversation.item.truncate', item_id: 'a', content_index: 0, audio_end_ms: 0 }),
  ).toBeUndefined();
  expect(refusal({ type: 'response.create', extra: true })).toBeUndefined();
});

test('an event nested too deep is refused before anything walks it', () => {
  const deep = `{"type":"session.update","session":{"tracing":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}`;
  expect(refusal(deep)).toMatchObject({ code: 'invalid_event' });
});

test('whatever the text, the answer is a result and never a throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const parsed = parseClientEvent(text);
        expect(parsed.ok || parsed.error.message.length > 0).toBe(true);
      },
    ),
  );
});

function session(audio: object) {
  return { type: 'session.update', session: { audio } };
}
function vad(turn_detection: object) {
  return session({ input: { turn_detection } });
}
function item(value: object) {
  return { type: 'conversation.item.create', item: value };
}
