import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnRecord } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type MadeUsers, madeSessions } from '../../test/made-sessions.ts';
import { seededRandom } from '../sounds/index.ts';
import { parseDriftArguments } from './arguments.ts';
import { checkDrift } from './check-drift.ts';
import { driftCommand } from './command.ts';
import { driftMetrics } from './report.ts';

const day = 86_400_000;
const nowMs = Date.parse('2026-11-23T00:00:00Z');

const windows = (users: MadeUsers = {}, seed = 'a', sessions: readonly [number, number] = [200, 80]) => {
  const random = seededRandom(seed);
  return [
    madeSessions(sessions[0], random, nowMs - 7 * day),
    madeSessions(sessions[1], random, nowMs - day / 2, users),
  ] as const;
};
const verdictsOf = (features: ReturnType<typeof checkDrift>) =>
  Object.fromEntries(features.filter(({ verdict }) => verdict !== 'stable').map((one) => [one.feature, one.verdict]));
/** What these turns do not tell. */
const untold = { browser: 'too-few', network: 'too-few' };

describe('two windows', () => {
  test('of the same users are stable', () => {
    expect(verdictsOf(checkDrift(...windows()))).toEqual(untold);
  });

  test.each<[string, MadeUsers]>([
    ['level', { levelDbfs: -36 }],
    ['snr', { snrDb: 18 }],
    ['device', { phones: 0.95 }],
    ['confidence', { confidence: 0.7 }],
  ])('%s: what moved is named, and nothing else', (feature, users) => {
    expect(verdictsOf(checkDrift(...windows(users)))).toEqual({ ...untold, [feature]: 'alarm' });
  });

  test('an outcome says whether it got worse', () => {
    const found = (share: number) =>
      checkDrift(...windows({ interrupted: share })).find(({ feature }) => feature === 'interruptions');
    expect(found(0.5)).toMatchObject({ verdict: 'alarm', direction: 'worse', kind: 'outcome' });
    expect(found(0)).toMatchObject({ direction: 'better' });
  });

  test('of few sessions say nothing, however many turns they have', () => {
    const [reference, current] = windows({ levelDbfs: -60 }, 'few', [200, 20]);
    expect(checkDrift(reference, current).every(({ verdict }) => verdict === 'too-few')).toBe(true);
    const [one] = madeSessions(1, seededRandom('one'), nowMs);
    const many = Array.from({ length: 500 }, (_, index): TurnRecord => ({ ...one!, turn_id: `${index}` }));
    expect(checkDrift(reference, many).every(({ verdict }) => verdict === 'too-few')).toBe(true);
  });

  test('what records of before do not tell is not told, and is no drift', () => {
    const [reference, current] = windows();
    const old = reference.map((turn) => {
      const { level_dbfs: _, snr_db: __, ...audio } = turn.audio;
      return { ...turn, audio };
    });
    const found = checkDrift(old, current).filter(({ feature }) => feature === 'level' || feature === 'snr');
    expect(found).toMatchObject([
      { verdict: 'too-few', reference: undefined },
      { verdict: 'too-few', reference: undefined },
    ]);
  });

  test('words that the reference does not have are unknown, its own are not', () => {
    const [reference, current] = windows();
    const odd = current.map((turn) => ({ ...turn, final_transcript: `${turn.final_transcript} frobnicate zyzzyva` }));
    const words = checkDrift(reference, odd).find(({ feature }) => feature === 'unknown-words')!;
    expect(words.verdict).toBe('alarm');
    expect(words.reference).toBeLessThan(0.02);
  });
});

test('metrics have a line for each feature that was judged', () => {
  const about = { from: '', to: '', turns: 1, sessions: 1 };
  const features = checkDrift(...windows({ levelDbfs: -40 }));
  const text = driftMetrics({ checkedAt: '2026-11-23T00:00:00Z', reference: about, current: about, features });
  expect(text).toContain('cascade_drift_verdict{feature="level",kind="input"} 2\n');
  expect(text).toContain('cascade_drift_verdict{feature="snr",kind="input"} 0\n');
  expect(text).not.toContain('browser');
  expect(text).toMatch(/\ncascade_drift_checked_timestamp_seconds 1795392000\n$/);
});

describe('the command', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cascade-drift-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (...argv: string[]) => {
    const options = parseDriftArguments(argv, nowMs);
    if (options === 'help') throw new Error('help');
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      const code = await driftCommand(nowMs).run(options, new AbortController().signal);
      return { code, printed: log.mock.calls.map(([text]) => text).join('\n') };
    } finally {
      log.mockRestore();
    }
  };

  test('reads a store or a file, tells the alarm by its exit code, and leaves metrics', async () => {
    const turns = windows({ levelDbfs: -40 }).flat();
    const address = join(folder, 'turns.db');
    const store = await openTurnStore(address);
    await store.put(turns);
    await store.close();
    const metrics = join(folder, 'drift.prom');
    const { code, printed } = await run('--store', address, '--prometheus', metrics);
    expect(code).toBe(1);
    expect(printed).toMatch(/\| level +\| alarm +\| -2\d[.\d]* +\| -[34]\d[.\d]* +\| dBFS/);
    expect(readFileSync(metrics, 'utf8')).toContain('cascade_drift_verdict{feature="level",kind="input"} 2');

    const file = join(folder, 'turns.ndjson');
    writeFileSync(file, turns.map((turn) => JSON.stringify(turn)).join('\n'));
    const { features } = JSON.parse((await run(file, '--json')).printed);
    expect(features.find(({ feature }: { feature: string }) => feature === 'level').verdict).toBe('alarm');
  });

  test('says what is wrong', async () => {
    const file = join(folder, 'odd.ndjson');
    writeFileSync(file, '{"trace_id":"a","stages_ms":{}}\n');
    await expect(run(file)).rejects.toThrow(/odd\.ndjson:1: \$\./);
    await expect(run(join(folder, 'none.ndjson'))).rejects.toThrow(/cannot be read/);
    writeFileSync(file, '');
    await expect(run(file)).rejects.toThrow(/No turn began in 2026-11-15T00:00:00\.000Z …/);
    const parse =
      (...argv: string[]) =>
      () =>
        parseDriftArguments(argv, nowMs);
    expect(parse('--reference', '8d')).toThrow(/takes two times as 8d\.\.24h, not "8d"/);
    expect(parse('--reference', '1d..8d')).toThrow(/ends before it begins/);
    expect(parse('--reference', '8d..12h')).toThrow(/windows overlap/);
    expect(parse('--current', 'now..then')).toThrow(/--current takes a time/);
  });
});
