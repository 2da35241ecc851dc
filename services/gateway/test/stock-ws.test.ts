import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { toneAndSilence } from './scripted-stages.ts';
import { stockBench } from './stock-bench.ts';

const script = fileURLToPath(new URL('../../../scripts/example-client.js', import.meta.url));

async function runExample(question: string | ((folder: string) => string)) {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { url, stages } = await stockBench({ heard: ['Is it noon?'], answer: () => ({ say: 'It is noon now.' }) });
  const reply = join(folder, 'reply.wav');
  const asked = typeof question === 'string' ? question : question(folder);
  const environment = { ...process.env, CASCADE_URL: `${url.replace(/^http/, 'ws')}/v1/realtime` };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, asked, reply], { env: environment });
  return { stdout, stderr, reply: readFileSync(reply), stages };
}

/** 16-bit mono PCM with the usual header. */
function wavOf(audio: Buffer, rateHz: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + audio.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(rateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(audio.length, 40);
  return Buffer.concat([header, audio]);
}

test('the example of 30 lines asks in writing and keeps what it is told', async () => {
  const { stdout, stderr, reply, stages } = await runExample('What time is it?');
  expect([stdout, stderr]).toEqual(['Cascade: It is noon now.\n', '']);
  expect(stages[0]!.asked[0]).toMatchObject([{ role: 'user', text: 'What time is it?' }]);
  const audio = reply.subarray(44);
  expect(audio).toHaveLength(4 * 50 * 48);
  expect(reply).toEqual(wavOf(audio, 24_000));
  expect(audio.readInt16LE(audio.length / 2)).toBeGreaterThan(1000);
});

test.each([16_000, 48_000])('the example asks by a recording at %i Hz', async (rateHz) => {
  const { stdout, stderr, reply } = await runExample((folder) => {
    const file = join(folder, 'question.wav');
    writeFileSync(file, wavOf(toneAndSilence(1000, 500, rateHz), rateHz));
    return file;
  });
  expect([stdout, stderr]).toEqual(['You: Is it noon?\nCascade: It is noon now.\n', '']);
  expect(reply.length).toBe(44 + 4 * 50 * 48);
});

test('the example is short, and needs nothing but ws', () => {
  const text = readFileSync(script, 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  expect([...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name)).toEqual(['node:fs', 'ws']);
});
