import { sessionSchema, sessionSettingsSchema, sessionUpdateSchema } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { describeSession, initialSessionConfig, settingsOf, updateSessionConfig } from './session-config.ts';

const start = initialSessionConfig({ type: 'realtime' });

function update(session: object, from = start, voices?: readonly string[]) {
  const { config, refused } = updateSessionConfig(from, sessionUpdateSchema.parse(session), voices);
  expect(sessionSettingsSchema.safeParse(settingsOf(config)).error).toBeUndefined();
  expect(sessionSchema.safeParse(describeSession(config, 'sess_1', null)).error).toBeUndefined();
  return { config, refused: refused.map(({ param }) => param), settings: settingsOf(config) };
}
const vad = (turn_detection: object | null) => ({ audio: { input: { turn_detection } } });

test('a session begins spoken, at 24 kHz, with semantic turn detection of four seconds', () => {
  expect(update({}).settings).toMatchObject({
    outputModality: 'audio',
    respond: true,
    inputFormat: { codec: 'pcm16', rateHz: 24_000 },
    outputFormat: { codec: 'pcm16', rateHz: 24_000 },
    turnDetection: { mode: 'semantic', maxSilenceMs: 4000, createResponse: true, interruptResponse: true },
    vadThreshold: 0.5,
    prefixPaddingMs: 300,
  });
});

test.each([
  ['low', 'patient', 8000],
  ['medium', 'balanced', 4000],
  ['high', 'eager', 2000],
  ['auto', 'balanced', 4000],
])('eagerness %s is the policy %s and waits %i ms at the longest', (eagerness, policy, maxSilenceMs) => {
  const { settings } = update(vad({ type: 'semantic_vad', eagerness, interrupt_response: false }));
  expect(settings.turnDetection).toEqual({
    mode: 'semantic',
    policy,
    maxSilenceMs,
    createResponse: true,
    interruptResponse: false,
  });
});

test('a policy by name stands in place of the eagerness until it is null again', () => {
  const eager = update({ ...vad({ type: 'semantic_vad', eagerness: 'high' }), cascade: { turn_policy: 'patient' } });
  expect(eager.settings.turnDetection).toMatchObject({ policy: 'patient', maxSilenceMs: 8000 });
  expect(describeSession(eager.config, 's', null)).toMatchObject({
    audio: { input: { turn_detection: { eagerness: 'high' } } },
    cascade: { turn_policy: 'patient' },
  });
  expect(update({ instructions: 'x' }, eager.config).settings.turnDetection).toMatchObject({ policy: 'patient' });
  const back = update({ cascade: { turn_policy: null } }, eager.config);
  expect(back.settings.turnDetection).toMatchObject({ policy: 'eager', maxSilenceMs: 2000 });
});

test('ducking, reprompt and noise reduction reach the stages, are echoed, and stay until they are changed', () => {
  expect(settingsOf(start)).toMatchObject({ ducking: 'server' });
  expect(settingsOf(start)).not.toHaveProperty('noiseReduction');
  expect(settingsOf(start)).not.toHaveProperty('repromptAfterMs');
  expect(describeSession(start, 's', null).audio.input).not.toHaveProperty('noise_reduction');
  const set = update({
    audio: { input: { noise_reduction: { type: 'far_field' } } },
    cascade: { ducking: 'client', reprompt_after_ms: 12_000 },
  });
  expect(set.refused).toEqual([]);
  expect(set.settings).toMatchObject({ ducking: 'client', repromptAfterMs: 12_000, noiseReduction: true });
  const later = update({ instructions: 'x' }, set.config);
  expect(describeSession(later.config, 's', null)).toMatchObject({
    audio: { input: { noise_reduction: { type: 'far_field' } } },
    cascade: { ducking: 'client', reprompt_after_ms: 12_000 },
  });
  const off = update({ audio: { input: { noise_reduction: null } }, cascade: { reprompt_after_ms: null } }, set.config);
  expect(off.settings).not.toHaveProperty('noiseReduction');
  expect(off.settings).not.toHaveProperty('repromptAfterMs');
  expect(update({ audio: { input: { noise_reduction: {} } } }).config.noiseReduction).toBe('near_field');
});

test('server_vad is silence with its threshold and padding; null leaves the end of a turn to the client', () => {
  const server = update(
    vad({
      type: 'server_vad',
      threshold: 0.7,
      prefix_padding_ms: 100,
      silence_duration_ms: 350,
      create_response: false,
    }),
  );
  expect(server.settings).toMatchObject({
    turnDetection: { mode: 'silence', silenceMs: 350, createResponse: false, interruptResponse: true },
    vadThreshold: 0.7,
    prefixPaddingMs: 100,
  });
  const later = update(vad({ type: 'server_vad', idle_timeout_ms: 6000 }), server.config);
  expect(later.settings.turnDetection).toMatchObject({ silenceMs: 350, createResponse: false });
  expect(describeSession(later.config, 's', null).audio.input.turn_detection).toEqual({
    type: 'server_vad',
    threshold: 0.7,
    prefix_padding_ms: 100,
    silence_duration_ms: 350,
    create_response: false,
    interrupt_response: true,
    idle_timeout_ms: 6000,
  });
  expect(update(vad(null), server.config).settings).toMatchObject({
    turnDetection: { mode: 'manual' },
    vadThreshold: 0.5,
  });
});

test('the echo always says whether speech interrupts: clients cancel by themselves otherwise', () => {
  const { config } = update(vad({ type: 'semantic_vad' }));
  expect(describeSession(config, 's', null).audio.input.turn_detection).toMatchObject({ interrupt_response: true });
});

test('an update of one field leaves the others; tracing alone is fine', () => {
  const first = update({ instructions: 'Be brief.', audio: { output: { speed: 1.2, voice: 'ash' } } });
  const second = update({ type: 'realtime', tracing: 'auto' }, first.config);
  expect(second.refused).toEqual([]);
  expect(second.settings).toMatchObject({ instructions: 'Be brief.', speed: 1.2, voice: 'ash' });
  expect(describeSession(second.config, 's', null)).toMatchObject({ tracing: 'auto' });
});

test('formats, voices, tools, zone and device reach the stages', () => {
  const { settings, config } = update({
    output_modalities: ['text'],
    audio: {
      input: { format: { type: 'audio/pcmu' } },
      output: { format: { type: 'audio/pcm', rate: 48000 }, voice: { id: 'v' } },
    },
    tools: [{ type: 'function', name: 'weather', description: 'Tells it', parameters: { type: 'object' } }],
    cascade: { time_zone: 'Europe/Berlin', device: { browser: 'test' }, binary_audio: true, playback_ack: true },
  });
  expect(settings).toMatchObject({
    outputModality: 'text',
    inputFormat: { codec: 'pcmu', rateHz: 8000 },
    outputFormat: { codec: 'pcm16', rateHz: 48_000 },
    voice: 'v',
    timeZone: 'Europe/Berlin',
    clientTools: [{ name: 'weather', description: 'Tells it', parameters: { type: 'object' } }],
  });
  expect(config).toMatchObject({ binaryAudio: true, playbackAck: true, device: { browser: 'test' } });
  expect(update({ tool_choice: 'none' }, config).settings.clientTools).toEqual([]);
});

test('the choice of tools reaches the stages, and is echoed as it was made', () => {
  const tools = [{ type: 'function', name: 'weather' } as const];
  const required = update({ tools, tool_choice: 'required' });
  expect(required.settings).toMatchObject({ toolChoice: 'required', clientTools: [{ name: 'weather' }] });
  expect(describeSession(required.config, 's', null)).toMatchObject({ tool_choice: 'required' });
  const named = update({ tool_choice: { type: 'function', name: 'weather', note: 'x' } }, required.config);
  expect(named.settings.toolChoice).toEqual({ name: 'weather' });
  expect(describeSession(named.config, 's', null)).toMatchObject({
    tool_choice: { type: 'function', name: 'weather' },
  });
  for (const tool_choice of [
    { type: 'function', name: 'other' },
    { type: 'mcp', server_label: 's' },
  ]) {
    const { refused, config } = update({ tool_choice }, named.config);
    expect(refused).toEqual(['session.tool_choice']);
    expect(config.toolChoice).toEqual(named.config.toolChoice);
  }
});

test('consent is telemetry alone until the client says otherwise, field by field', () => {
  expect(update({}).settings.consent).toEqual({ telemetry: true, transcripts: false, audio_review: false });
  const first = update({ cascade: { consent: { transcripts: true } } });
  const second = update({ cascade: { consent: { telemetry: false } } }, first.config);
  const agreed = { telemetry: false, transcripts: true, audio_review: false };
  expect(second.settings.consent).toEqual(agreed);
  expect(describeSession(second.config, 's', null).cascade.consent).toEqual(agreed);
});

test('a transcription session makes no responses and shows only its input', () => {
  const config = initialSessionConfig({ type: 'transcription' });
  expect(settingsOf(config).respond).toBe(false);
  expect(describeSession(config, 's', null)).toMatchObject({
    type: 'transcription',
    object: 'realtime.transcription_session',
  });
  expect(update({ type: 'transcription' }).settings.respond).toBe(false);
  const off = update({ audio: { input: { transcription: null } } }).config;
  expect(off.transcription).toBeNull();
});

test('what is not supported is named, and the rest of the update holds', () => {
  const { refused, settings, config } = update(
    {
      instructions: 'Held.',
      temperature: 0.5,
      max_output_tokens: 100,
      include: ['item.input_audio_transcription.logprobs'],
      prompt: { id: 'p' },
      truncation: 'disabled',
      reasoning: { effort: 'low' },
      tool_choice: { type: 'function', name: 'nobody' },
      tools: [{ type: 'mcp', server_label: 'x' }, { name: 'kept' }],
      audio: {
        input: {
          noise_reduction: { type: 'near_field', strength: 2 },
          transcription: { model: 'whisper-1', language: 'de', prompt: 'names' },
          turn_detection: { type: 'semantic_vad', eagerness: 'high', silence_duration_ms: 5 },
        },
        output: { voice: 'nobody' },
      },
      cascade: { time_zone: 'Mars/Olympus', secret: 1, consent: { transcripts: true, selling: true } },
    },
    start,
    ['default', 'ash'],
  );
  expect([...refused].sort()).toEqual(
    [
      'session.temperature',
      'session.max_output_tokens',
      'session.include',
      'session.prompt',
      'session.truncation',
      'session.reasoning',
      'session.tool_choice',
      'session.tools.0.type',
      'session.audio.input.noise_reduction.strength',
      'session.audio.input.transcription.language',
      'session.audio.input.transcription.prompt',
      'session.audio.input.turn_detection.silence_duration_ms',
      'session.audio.output.voice',
      'session.cascade.time_zone',
      'session.cascade.secret',
      'session.cascade.consent.selling',
    ].sort(),
  );
  expect(settings).toMatchObject({ instructions: 'Held.', voice: 'default', clientTools: [{ name: 'kept' }] });
  expect(settings.timeZone).toBeUndefined();
  expect(settings.turnDetection).toMatchObject({ maxSilenceMs: 2000 });
  expect(config.transcription).toEqual({ model: 'whisper-1' });
  expect(config.consent).toEqual({ telemetry: true, transcripts: true, audio_review: false });
});

test('one update is not answered with a flood of errors', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field_${i}`, 1]));
  expect(update(many).refused.length).toBeLessThanOrEqual(16);
});
