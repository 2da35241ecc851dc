import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readWav, writeWav } from '@cascade/audio';
import type { TalkRecord, talkClip } from '@cascade/client';
import { CascadeError } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTalkArguments, type TalkArguments } from './arguments.ts';
import { runTalk, type TalkSurroundings } from './run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cascade-talk-'));
  const wav = writeWav(new Float32Array(160).fill(0.5), 16000);
  for (const name of ['a.wav', 'b.wav']) await writeFile(join(folder, name), wav);
  await writeFile(join(folder, 'bad.wav'), 'no wav');
  const lines = [
    '{"id":"one","file":"a.wav","text":"hello world"}',
    '{"id":"two","file":"b.wav","text":"yes"}',
    '{"id":3}',
  ];
  await writeFile(join(folder, 'good.jsonl'), lines.slice(0, 2).join('\n'));
  await writeFile(join(folder, 'malformed.jsonl'), lines.join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

const answered: TalkRecord = {
  clip: 'set by the talker',
  trace_id: 't',
  stages_ms: {},
  reply_text: '',
  heard_text: '',
  versions: {},
  spans: [],
  voice_to_voice_ms: 500,
  voice_to_voice_by: 'client',
  server_voice_to_voice_ms: 480,
  final_transcript: 'hello word',
  partials_while_speaking: 2,
  end_of_speech_by: 'level',
  replied_before_end_of_speech: false,
  playout_gap_ms: 0,
  max_send_late_ms: 0,
};
type Talk = typeof talkClip;
const answer: Talk = async (clip) => ({
  record: { ...answered, clip: clip.id },
  replySamples: new Float32Array(24).fill(0.25),
});
const remain: Talk = async (clip) => ({
  record: { ...answered, clip: clip.id, error: 'no reply was heard' },
  replySamples: new Float32Array(0),
});

async function run(argv: string[], talk: Talk = answer, changes: Partial<TalkSurroundings> = {}) {
  let stdout = '';
  let stderr = '';
  const urls: string[] = [];
  const stops: string[] = [];
  const target = (write: (part: string) => void) => ({ write, isTerminal: false, columns: 80 });
  const inFolder = argv.map((word) => (/\.(wav|jsonl)$|^out/.test(word) ? join(folder, word) : word));
  const code = await runTalk(parseTalkArguments(inFolder) as TalkArguments, {
    clock: systemClock,
    output: target((part) => {
      stdout += part;
    }),
    errorOutput: target((part) => {
      stderr += part;
    }),
    signal: new AbortController().signal,
    talk: (clip, options) => {
      urls.push(options.url);
      return talk(clip, options);
    },
    startService: async () => ({ url: 'ws://own', stop: async () => void stops.push('stopped') }),
    ...changes,
  });
  return { code, stdout, stderr, urls, stops };
}

describe('pnpm talk', () => {
  it('exits 0 when every clip was answered, and ends the service that it started', async () => {
    const { code, stdout, stderr, urls, stops } = await run(['a.wav', 'b.wav']);
    expect({ code, stderr, urls, stops }).toEqual({
      code: 0,
      stderr: '',
      urls: ['ws://own', 'ws://own'],
      stops: ['stopped'],
    });
    expect(stdout).toContain('── a (0.0 s) ──');
    expect(stdout).toContain('2 clips: 2 answered, 0 failed');
  });

  it('talks to a running service without starting one', async () => {
    const { urls, stops } = await run(['a.wav', '--server', 'ws://there']);
    expect({ urls, stops }).toEqual({ urls: ['ws://there'], stops: [] });
  });

  it('prints one record a line and nothing else with --json, with the word error rate of a manifest', async () => {
    const { code, stdout, stderr } = await run(['--manifest', 'good.jsonl', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records).toMatchObject([
      { clip: 'one', wer: 0.5, reference_text: 'hello world', word_errors: { substitutions: 1, reference_words: 2 } },
      { clip: 'two', wer: 2, reference_text: 'yes' },
    ]);
  });

  it('sums the word errors of several clips by words, not by clips', async () => {
    const { stdout } = await run(['--manifest', 'good.jsonl']);
    // "hello world" / "yes" against "hello word": one of two words, and two errors for one word.
    expect(stdout).toContain('word error rate 100.0 % (2 substituted, 0 left out, 1 put in; 3 words); normalizer');
  });

  it('saves replies by id', async () => {
    await run(['--manifest', 'good.jsonl', '--out', 'out']);
    expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['one.wav', 'two.wav']);
    const reply = readWav(await readFile(join(folder, 'out', 'one.wav')));
    expect(reply).toMatchObject({ sampleRateHz: 24000, channels: 1 });
    expect(reply.samples.length).toBe(24);
    await run(['a.wav', '--out', 'out-silent'], remain);
    expect(await readdir(join(folder, 'out-silent'))).toEqual([]);
  });

  it('exits 1 and says which clip failed', async () => {
    const { code, stdout } = await run(['a.wav', 'b.wav'], (clip, options) =>
      (clip.id === 'b' ? remain : answer)(clip, options),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('FAILED: no reply was heard');
    expect(stdout).toContain('failed: b: no reply was heard');
  });

  it('exits 2 for input that is no good, after running the rest', async () => {
    const { code, stderr, urls } = await run(['bad.wav', 'none.wav', '--manifest', 'malformed.jsonl']);
    expect({ code, clips: urls.length }).toEqual({ code: 2, clips: 2 });
    expect(stderr).toMatch(/malformed\.jsonl:3: \$\.id: expected a string that can name a file, found the number 3/);
    expect(stderr).toMatch(/bad\.wav: not a readable wav file/);
    expect(stderr).toMatch(/none\.wav: cannot be read \(ENOENT\)/);
  });

  it('starts no service when no clip is any good', async () => {
    const { code, stops } = await run(['bad.wav']);
    expect({ code, stops }).toEqual({ code: 2, stops: [] });
  });

  it('exits 2 when the service cannot be reached or started, or the folder cannot be written', async () => {
    const unreachable = await run(['a.wav', 'b.wav', '--server', 'ws://x'], async () => {
      throw new CascadeError('internal', 'ws://x cannot be reached (ECONNREFUSED).');
    });
    expect(unreachable).toMatchObject({ code: 2, stdout: expect.stringContaining('── a'), urls: ['ws://x'] });
    expect(unreachable.stderr).toBe('ws://x cannot be reached (ECONNREFUSED).\n');
    const startService = async () => {
      throw new CascadeError('internal', 'The service could not be started.\n  why');
    };
    expect(await run(['a.wav'], answer, { startService })).toMatchObject({ code: 2, urls: [] });
    expect((await run(['a.wav', '--out', 'a.wav'])).stderr).toMatch(/a\.wav: cannot be written \(EEXIST\)/);
  });

  it('exits 130 on Ctrl-C without a record of the broken-off clip', async () => {
    const stop = new AbortController();
    const talk: Talk = (clip, options) => {
      stop.abort();
      return remain(clip, options);
    };
    const { code, stdout, stops } = await run(['a.wav', 'b.wav', '--json'], talk, { signal: stop.signal });
    expect({ code, stdout, stops }).toEqual({ code: 130, stdout: '', stops: ['stopped'] });
  });

  it('says only the first clips with --limit', async () => {
    expect((await run(['a.wav', 'b.wav', '--limit', '1'])).urls).toHaveLength(1);
  });
});

describe('the process', () => {
  async function runProcess(argv: string[]) {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../talk.ts', import.meta.url)), ...argv]);
    const exit = new Promise((resolve) => child.on('exit', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { stdout, stderr, code };
  }

  it('turns what happened into its exit code and keeps standard output clean', async () => {
    const [help, usage, unreachable] = await Promise.all([
      runProcess(['--help']),
      runProcess(['--loud']),
      runProcess([join(folder, 'a.wav'), '--server', 'ws://127.0.0.1:9', '--json']),
    ]);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Exit codes: 0 every clip was answered');
    expect(usage).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("Unknown option '--loud'\n\nUsage"),
    });
    expect(unreachable).toMatchObject({ code: 2, stdout: '' });
    expect(unreachable.stderr).toMatch(/^ws:\/\/127\.0\.0\.1:9\/v1\/realtime cannot be reached \(.*ECONNREFUSED/);
  });
});
