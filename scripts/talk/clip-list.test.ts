import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@cascade/audio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listClips, loadClip, parseManifest } from './clip-list.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cascade-clips-'));
  await writeFile(join(folder, 'tone.wav'), writeWav(new Float32Array(441).fill(0.5), 44100));
  await writeFile(join(folder, 'empty.wav'), writeWav(new Float32Array(0), 16000));
  await writeFile(join(folder, 'text.wav'), 'no wav at all');
  await writeFile(join(folder, 'clips.jsonl'), '{"id":"tone","file":"tone.wav","text":"a"}\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('listClips', () => {
  it('names files by their stems, each once', async () => {
    const { clips } = await listClips(['x/a.wav', 'y/a.wav', 'b.c.wav'], undefined);
    expect(clips.map(({ id }) => id)).toEqual(['a', 'a-2', 'b.c']);
  });

  it('adds the clips of a manifest, their files relative to it', async () => {
    const { clips, problems } = await listClips(['z.wav'], join(folder, 'clips.jsonl'));
    expect(problems).toEqual([]);
    expect(clips).toEqual([
      { id: 'z', file: 'z.wav' },
      { id: 'tone', file: join(folder, 'tone.wav'), reference: 'a' },
    ]);
  });

  it('keeps the files when the manifest cannot be read', async () => {
    const { clips, problems } = await listClips(['z.wav'], join(folder, 'none.jsonl'));
    expect(clips).toHaveLength(1);
    expect(problems).toEqual([`${join(folder, 'none.jsonl')}: cannot be read (ENOENT)`]);
  });
});

describe('parseManifest', () => {
  it('passes over blank lines, a byte order mark and further fields', () => {
    const { clips, problems } = parseManifest('\uFEFF{"id":"a","file":"f","text":"","slice":[]}\r\n\r\n', '/m/x.jsonl');
    expect({ clips, problems }).toEqual({ clips: [{ id: 'a', file: '/m/f', reference: '' }], problems: [] });
  });

  it.each([
    ['{', '$: expected one JSON object, found text that is not JSON'],
    ['[]', '$: expected an object, found an empty array'],
    ['{"file":"f","text":"t"}', '$.id: expected a string that can name a file, found nothing'],
    ['{"id":"../x","file":"f","text":"t"}', '$.id: expected a string that can name a file, found the string "../x"'],
    ['{"id":"..","file":"f","text":"t"}', '$.id: expected a string that can name a file, found the string ".."'],
    ['{"id":"a","file":"","text":"t"}', '$.file: expected the name of a wav file, found an empty string'],
    ['{"id":"a","file":"f","text":null}', '$.text: expected a string, found null'],
    ['{"id":"good","file":"f","text":"t"}', '$.id: expected an id of its own, found "good" again'],
  ])('reports %s and keeps the other lines', (line, problem) => {
    const good = '{"id":"good","file":"f","text":"t"}';
    const { clips, problems } = parseManifest(`${good}\n${line}\n`, 'm.jsonl');
    expect(clips.map(({ id }) => id)).toEqual(['good']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`m.jsonl:2: ${problem}`);
  });
});

describe('loadClip', () => {
  it('reads audio of any rate', async () => {
    const clip = await loadClip({ id: 'tone', file: join(folder, 'tone.wav') });
    expect(clip).toMatchObject({ id: 'tone', sampleRateHz: 44100 });
    expect(clip.samples.length).toBe(441);
  });

  it.each([
    ['none.wav', /none\.wav: cannot be read \(ENOENT\)/],
    ['text.wav', /text\.wav: not a readable wav file: expected "RIFF"/],
    ['empty.wav', /empty\.wav: no audio in it/],
    ['', /cannot be read \(EISDIR\)/],
  ])('says what is wrong with "%s"', async (name, message) => {
    const failed = loadClip({ id: 'x', file: join(folder, name) });
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'invalid_file' });
  });
});
