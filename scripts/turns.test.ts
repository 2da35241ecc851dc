import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTurnStore } from '@cascade/store';
import { exampleTurnRecord } from '@cascade/testing';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parseTurnsArguments } from './turns/arguments.ts';
import { runTurns } from './turns/command.ts';

const nowMs = Date.parse('2026-05-02T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'cascade-turns-'));
afterAll(() => rmSync(folder, { recursive: true }));
let file = '';
let number = 0;

const turn = (index: number, changes = {}) =>
  exampleTurnRecord({
    turn_id: `turn-${index}`,
    trace_id: `trace-${index}`,
    started_at: new Date(nowMs - index * 3_600_000).toISOString(),
    ...changes,
  });

beforeEach(async () => {
  file = join(folder, `${number++}.db`);
  const store = await openTurnStore(file);
  await store.put([turn(1), turn(2, { session_id: 'other', versions: { asr: 'asr@2' } }), turn(30)]);
  await store.close();
});

async function turns(command: string, environment: Record<string, string> = { CASCADE_STORE: file }) {
  const printed: string[] = [];
  const notes: string[] = [];
  const asked = parseTurnsArguments(command.split(' '), nowMs);
  if (asked === 'help') throw new Error('it only asked for help');
  const around = { environment, print: (line: string) => printed.push(line), note: (line: string) => notes.push(line) };
  const code = await runTurns(asked, around);
  return { code, printed: printed.join('\n'), notes: notes.join('\n') };
}

const idsOf = (lines: string) => lines.split('\n').map((line) => JSON.parse(line).turn_id);

test('list: the newest first, so many, by filters', async () => {
  const all = await turns('list --json');
  expect(idsOf(all.printed)).toEqual(['turn-1', 'turn-2', 'turn-30']);
  expect(idsOf((await turns('list --json --limit 1')).printed)).toEqual(['turn-1']);
  expect((await turns('list --limit 1')).notes).toBe('1 of 3 turns, the newest first.');
  expect(idsOf((await turns('list --json --from 24h')).printed)).toEqual(['turn-1', 'turn-2']);
  expect(idsOf((await turns('list --json --to 2026-05-01')).printed)).toEqual(['turn-30']);
  expect(idsOf((await turns('list --json --version asr:asr@2 --session other')).printed)).toEqual(['turn-2']);
  expect(idsOf((await turns('list --json --violated finalization --turn turn-1')).printed)).toEqual(['turn-1']);
  expect((await turns('list')).printed).toMatch(/begun +trace id[\s\S]*trace-1 [\s\S]*trace-30 /);
  expect(await turns('list --trace none')).toEqual({ code: 1, printed: '', notes: 'No turns.' });
});

test('show: by trace id or turn id, for people or as JSON', async () => {
  expect((await turns('show trace-2')).printed).toContain('turn turn-2 of session other');
  expect(JSON.parse((await turns('show turn-30 --json')).printed)).toEqual(turn(30));
  expect(await turns('show nobody')).toMatchObject({ code: 1, notes: expect.stringContaining('nobody') });
});

test('review: what its user called wrong, with what it should have been', async () => {
  const given = { at: '2026-05-02T00:00:01Z', rating: 'bad', source: 'voice', correction: null } as const;
  const store = await openTurnStore(file);
  await store.put([
    turn(3, {
      feedback: [{ ...given, correction: 'ten minutes' }],
      final_transcript: 'Set a timer',
      reply_text: 'No.',
    }),
    turn(4, { feedback: [{ ...given, rating: 'good' }] }),
  ]);
  await store.close();
  const { code, printed, notes } = await turns('review');
  expect(code).toBe(0);
  expect(printed).toMatch(/trace-3 {2}by voice\nsaid +Set a timer\nreplied +No\.\n[\s\S]*should be ten minutes\n/);
  expect(notes).toBe('1 of 1 turns that were called wrong.');
  expect(idsOf((await turns('review --json')).printed)).toEqual(['turn-3']);
  expect(idsOf((await turns('list --rated good --json')).printed)).toEqual(['turn-4']);
  expect(await turns('review --to 2026-04-01')).toEqual({ code: 1, printed: '', notes: 'No turn was called wrong.' });
});

test('export: by the ending of the file', async () => {
  const lines = join(folder, 'turns.ndjson');
  expect((await turns(`export ${lines} --session other`)).code).toBe(0);
  expect(idsOf(readFileSync(lines, 'utf8').trim())).toEqual(['turn-2']);
  const parquet = join(folder, 'turns.parquet');
  expect((await turns(`export ${parquet}`)).notes).toContain('3 turns');
  expect(readFileSync(parquet, 'latin1')).toMatch(/^PAR1[\s\S]*PAR1$/);
  await expect(turns(`export ${join(folder, 'none', 'x.ndjson')}`)).rejects.toMatchObject({ code: 'invalid_file' });
});

test('delete: says how many, and deletes only when told', async () => {
  expect((await turns('delete --from 24h')).notes).toMatch(/^2 turns would be deleted/);
  expect((await turns('delete --from 24h --yes')).notes).toBe('2 turns deleted.');
  expect(idsOf((await turns('list --json')).printed)).toEqual(['turn-30']);
  expect((await turns('delete --all --yes')).notes).toBe('1 turns deleted.');
});

describe('what is wrong is said', () => {
  test.each([
    ['sing', /no command "sing"/],
    ['show', /takes one id/],
    ['list something', /options only/],
    ['delete', /either filters, or --all/],
    ['delete --all --from 24h', /either filters, or --all/],
    ['list --from yesterday', /--from takes a time/],
    ['list --violated sleep', /--violated takes a stage/],
    ['list --version asr', /--version takes STAGE:VERSION/],
    ['list --limit 0', /--limit takes/],
    ['export x --format csv', /--format takes ndjson or parquet/],
    ['list --sesion a', /sesion/],
  ])('%s', (command, message) => {
    expect(() => parseTurnsArguments(command.split(' '), nowMs)).toThrow(message);
  });

  test('a store that is off, or not there, which is not made by looking at it', async () => {
    await expect(turns('list', { CASCADE_STORE: 'off' })).rejects.toThrow(/CASCADE_STORE is off/);
    const none = join(folder, 'none.db');
    await expect(turns(`list --store ${none}`)).rejects.toThrow(/none\.db: there is no turn store/);
    expect(existsSync(none)).toBe(false);
  });
});
