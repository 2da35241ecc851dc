import { readFile } from 'node:fs/promises';
import { encodePcm16, readWav, resample } from '@cascade/audio';
import { wordErrorRate } from '@cascade/client';
import { turnRecordSchema } from '@cascade/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Assistant } from '../src/index.ts';
import { humanSpeech, startForTest, Talker, talk } from './service.ts';

let assistant: Assistant;
beforeAll(async () => {
  assistant = await startForTest();
}, 60_000);
afterAll(() => assistant?.close());

test('a spoken question is heard, answered and recorded', { timeout: 40_000 }, async () => {
  const { record, replySamples } = await talk(assistant, await assistant.speak('What is twelve times seven?'));
  expect(record.error).toBeUndefined();
  expect(record.final_transcript).toMatch(/what is (twelve|12) times (seven|7)/i);
  expect(record.reply_text).toMatch(/eighty-four/);
  expect(record.heard_text).toBe(record.reply_text);
  expect(record.partials_while_speaking).toBeGreaterThan(0);
  expect(replySamples.length).toBeGreaterThan(24_000 / 2);

  const full = turnRecordSchema.parse(record);
  expect(full.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(Object.keys(full.stages_ms).sort()).toEqual(
    ['client_buffering', 'finalization', 'first_audio_byte', 'first_partial', 'planning'].sort(),
  );
  expect(Object.keys(full.versions)).toEqual(expect.arrayContaining(['vad', 'asr', 'turn', 'planner', 'tts']));
});

test('the spans of a turn add up to its voice-to-voice time', { timeout: 40_000 }, async () => {
  const { record } = await talk(assistant, await assistant.speak('How many feet are in a mile?'));
  const full = turnRecordSchema.parse(record);
  const sumMs = full.spans
    .filter((span) => span.critical)
    .reduce((sum, span) => sum + span.queue_ms + span.compute_ms + span.wait_ms, 0);
  expect(full.voice_to_voice_by).toBe('client');
  expect(Math.abs(sumMs - (full.voice_to_voice_ms ?? 0))).toBeLessThanOrEqual(20);
});

test('a person reading is transcribed while speaking, whole and once', { timeout: 60_000 }, async () => {
  const { samples, sampleRateHz } = await humanSpeech();
  const { record } = await talk(assistant, samples, sampleRateHz);
  const said = 'Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.';
  expect(wordErrorRate(said, record.final_transcript).rate).toBeLessThan(0.3);
  expect(record.partials_while_speaking).toBeGreaterThan(5);
});

test('a short command with seconds of silence around it is heard, and answered without any fallback', {
  timeout: 40_000,
}, async () => {
  const { samples, sampleRateHz } = readWav(
    await readFile(new URL('../../../../shared/speech/wav/pvc_7c9e49da.wav', import.meta.url)),
  );
  const { record } = await talk(assistant, samples, sampleRateHz);
  const full = turnRecordSchema.parse(record);
  expect(full.final_transcript).toMatch(/coffee/i);
  expect(full.response?.source).not.toBe('apology');
  const commit = full.decisions.find(({ kind }) => kind === 'commit')?.reason;
  // By the policy, on the audio clock: an empty transcript would have waited for the ceiling instead.
  expect(Number(/needed (\d+)/.exec(commit ?? '')?.[1])).toBeLessThanOrEqual(1500);
});

test('speech over a reply stops it, and only what was heard is kept', { timeout: 60_000 }, async () => {
  const talker = await Talker.connect(assistant);
  try {
    talker.client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Tell me about the sea.' }] },
    });
    talker.client.send({ type: 'response.create' });
    await talker.next('response.output_audio.delta', undefined, 0);
    const interruption = await assistant.speak('What is two plus two?');
    const records = [talker.nextRecord()];
    talker.say(interruption);
    const done = await talker.next('response.done');
    expect(done.response.status).toBe('cancelled');
    const interrupted = await records[0]!;
    expect(interrupted.response?.status).toBe('interrupted');
    expect(interrupted.reply_text.startsWith(interrupted.heard_text)).toBe(true);
    expect(interrupted.heard_text.length).toBeLessThan(interrupted.reply_text.length);
    const answer = await talker.nextRecord();
    expect(answer.reply_text).toMatch(/four/i);
  } finally {
    await talker.close();
  }
});

test('what a user says of a turn comes back with its record, said by button and by voice', {
  timeout: 60_000,
}, async () => {
  const talker = await Talker.connect(assistant);
  try {
    talker.say(await assistant.speak('What is twelve times seven?'));
    const { turn_id } = await talker.nextRecord();
    talker.client.send({ type: 'cascade.feedback', turn_id, rating: 'good', correction: 'Yes, 84.' });
    expect(await talker.nextRecord()).toMatchObject({
      turn_id,
      feedback: [{ rating: 'good', source: 'button', correction: 'Yes, 84.' }],
    });
    talker.say(await assistant.speak("That's wrong."));
    const revised = await talker.next('cascade.turn.record', ({ record }) => record.feedback?.length === 2);
    expect(revised.record).toMatchObject({ turn_id, feedback: [{}, { rating: 'bad', source: 'voice' }] });
  } finally {
    await talker.close();
  }
});

test('a timer that was set by voice rings by voice', { timeout: 60_000 }, async () => {
  const talker = await Talker.connect(assistant);
  try {
    talker.say(await assistant.speak('Set a timer for three seconds.'));
    const set = await talker.nextRecord();
    expect(set.reply_text).toMatch(/three/);
    const rung = await talker.nextRecord();
    expect(rung.response?.source).toBe('announcement');
    expect(rung.heard_text).toMatch(/timer/i);
  } finally {
    await talker.close();
  }
});

test('two people at once are both answered', { timeout: 60_000 }, async () => {
  const questions = ['What is five plus six?', 'What is nine minus two?'];
  const spoken = await Promise.all(questions.map((question) => assistant.speak(question)));
  const turns = await Promise.all(spoken.map((samples) => talk(assistant, samples)));
  expect(turns.map(({ record }) => record.error)).toEqual([undefined, undefined]);
  expect(turns[0]?.record.reply_text).toMatch(/eleven/);
  expect(turns[1]?.record.reply_text).toMatch(/seven/);
});

test('the recognizer understands the assistant', { timeout: 60_000 }, async () => {
  const text = 'The meeting begins at half past three in the large room on the second floor.';
  const { record } = await talk(assistant, await assistant.speak(text));
  expect(wordErrorRate(text, record.final_transcript).rate).toBeLessThan(0.08);
});

test('metrics show the turns by stage and version', async () => {
  const text = await (await fetch(`${assistant.url}/metrics`)).text();
  expect(text).toMatch(/cascade_session_open_seconds_count [1-9]/);
  for (const stage of ['client_buffering', 'first_partial', 'finalization', 'planning', 'first_audio_byte']) {
    expect(text).toMatch(new RegExp(`cascade_stage_latency_seconds_count{stage="${stage}",version="[^"]+"} [1-9]`));
  }
  expect(text).toMatch(/cascade_real_time_factor_count{stage="asr"/);
  expect(await (await fetch(`${assistant.url}/readyz`)).json()).toMatchObject({ ready: true });
});

test('metrics show what threads and the language model’s process worked, not only the process that is asked', async () => {
  const text = await (await fetch(`${assistant.url}/metrics`)).text();
  for (const pool of ['inference', 'vad', 'language-model']) {
    expect(text).toMatch(new RegExp(`cascade_worker_cpu_seconds_total\\{pool="${pool}",worker="0"\\} [\\d.]+`));
  }
  const works = [
    ['asr', 'final'],
    ['turn', 'end-of-turn'],
    ['planner', 'generation'],
    ['tts', 'clause'],
  ];
  for (const [stage, work] of works) {
    const labels = `{stage="${stage}",work="${work}",version="[^"]+"}`;
    expect(text).toMatch(new RegExp(`cascade_work_compute_seconds_count${labels} [1-9]`));
    expect(text).not.toMatch(new RegExp(`cascade_work_compute_seconds_sum${labels} 0\\n`));
  }
  expect(text).toMatch(/cascade_inference_queue_depth\{pool="inference",class="\w+"\} \d/);
});

test('push to talk: a question sent in one burst and committed is heard whole', { timeout: 40_000 }, async () => {
  const spoken = encodePcm16(
    resample(await assistant.speak('What is ten minus six?'), { fromHz: 24_000, toHz: 16_000 }),
  );
  const talker = await Talker.connect(assistant, { type: 'realtime', audio: { input: { turn_detection: null } } });
  try {
    talker.stopMicrophone();
    for (let start = 0; start < spoken.length; start += 32_000) {
      talker.client.appendAudio(new Uint8Array(spoken.subarray(start, start + 32_000)));
    }
    talker.client.send({ type: 'input_audio_buffer.commit' });
    talker.client.send({ type: 'response.create' });
    const record = await talker.nextRecord();
    expect(record.final_transcript).toMatch(/(ten|10) minus (six|6)/i);
    expect(record.reply_text).toMatch(/four/);
  } finally {
    await talker.close();
  }
});
