import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readWav, resample } from '@cascade/audio';
import { type AudioChunk, inputRateHz, type TurnEvent, type TurnInput, type VadInput } from '@cascade/contracts';
import { endingInput, testContext } from '@cascade/testing';
import { createTurnStage, defaultTurnNumbers } from '@cascade/turn';
import { createVadStage } from '@cascade/vad';
import { describe, expect, test } from 'vitest';
import { EventLog, type EventLogEntry } from './event-log.ts';
import { replayLog } from './replay-log.ts';

const folder = new URL('../../../../shared/speech/', import.meta.url);
const chunkSamples = 512;

/** A recording with silence after it, in chunks. */
async function readChunks(file: URL): Promise<AudioChunk[]> {
  const { samples, sampleRateHz } = readWav(await readFile(file));
  const speech = resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz });
  const padded = new Float32Array(speech.length + 2 * inputRateHz);
  padded.set(speech);
  return Array.from({ length: Math.ceil(padded.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: padded.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

/** What the turn stage is told: the audio, what the real detector says of it, and a transcript at each pause. */
async function conversation(chunks: readonly AudioChunk[], text: string): Promise<TurnInput[]> {
  const vad = await createVadStage();
  const input: TurnInput[] = [];
  let unsaid = [...chunks];
  for await (const event of vad.run(endingInput<VadInput>(chunks), testContext().context)) {
    if (event.type === 'input-commit' || event.type === 'input-clear') continue;
    const heard = unsaid.filter(({ startSample }) => startSample < event.atSample);
    unsaid = unsaid.slice(heard.length);
    input.push(...heard, event);
    if (event.type !== 'speech-pause' && event.type !== 'speech-misfire') continue;
    const { startSample, endSample } = event;
    const place = { startSample, endSample, queueMs: 0, computeMs: 0 };
    const final = { utteranceId: 'utterance-1', revision: input.length, text, words: [], meanLogProbability: -0.1 };
    input.push({ type: 'transcript-final', ...final, ...place });
  }
  await vad.close?.();
  return [...input, ...unsaid];
}

/** One after the other, so that the model's answers come in between. */
async function* inTurn(input: readonly TurnInput[]): AsyncGenerator<TurnInput> {
  for (const event of input) {
    yield event;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// The recordings are not part of the project.
describe.runIf(existsSync(folder))('a recorded conversation', () => {
  test('is logged as the turn stage decides it, and replays to the same', { timeout: 60_000 }, async () => {
    const manifest = await readFile(new URL('manifest.jsonl', folder), 'utf8');
    const clips = manifest
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; text: string; seconds: number });
    const { file, text } = clips.find(({ seconds }) => seconds > 2 && seconds < 5)!;
    const input = await conversation(await readChunks(new URL(file, folder)), text);
    const { context } = testContext();
    const lines: string[] = [];
    const log = new EventLog({
      sessionId: context.sessionId,
      numbers: defaultTurnNumbers,
      write: (line) => lines.push(line),
    });
    const model = {
      versions: { model: 'scripted@1' },
      windowMs: 8000,
      judge: async () => ({ probability: 0.95, queueMs: 0, computeMs: 0 }),
      close: async () => undefined,
    };
    const stage = createTurnStage({
      model,
      numbers: defaultTurnNumbers,
      onEvent: (event, atMs) => log.add(event, atMs),
    });
    const said: TurnEvent[] = [];
    for await (const event of stage.run(inTurn(input), context)) said.push(event);

    const logged = lines.slice(1).flatMap((line) => (JSON.parse(line) as EventLogEntry).effects);
    expect(logged.filter(({ type }) => type !== 'score-end-of-turn')).toEqual(JSON.parse(JSON.stringify(said)));
    expect(said.map(({ type }) => type)).toContain('turn-committed');
    expect(await replayLog(lines)).toMatchObject({ events: lines.length - 1, divergence: undefined });
  });
});
