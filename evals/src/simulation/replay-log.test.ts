import { defaultTurnNumbers } from '@cascade/turn';
import { expect, test } from 'vitest';
import { EventLog } from './event-log.ts';
import { describeReplay, replayLog } from './replay-log.ts';

/** A client asks for a response, and cancels it. */
function shortLog(): string[] {
  const lines: string[] = [];
  const log = new EventLog({ sessionId: 'sess_a', numbers: defaultTurnNumbers, write: (line) => lines.push(line) });
  log.add({ type: 'response-create' }, 10);
  log.add({ type: 'audio-clock', atSample: 1600 }, 100);
  log.add({ type: 'response-cancel' }, 120);
  return lines;
}

test('a log replays to the same decisions, several sessions in one file', async () => {
  const lines = [...shortLog(), ...shortLog(), ''];
  const replayed = await replayLog(lines);
  expect(replayed).toMatchObject({ sessions: 2, events: 6, divergence: undefined });
  expect(describeReplay(replayed)).toContain('decided the same');
});

test('the first event that is decided otherwise is told with what was recorded and what it would be now', async () => {
  const lines = shortLog();
  const changed = lines.map((line, index) => (index === 1 ? line.replaceAll('resp_a_1', 'resp_a_7') : line));
  const replayed = await replayLog(changed);
  expect(replayed).toMatchObject({ events: 1, divergence: { line: 2, session: 'sess_a' } });
  const description = describeReplay(replayed);
  expect(description).toContain('until line 2 (sess_a, 10 ms)');
  expect(description).toContain('resp_a_7');
  expect(description).toContain('resp_a_1');
});

test('other numbers and other rules are named', async () => {
  const lines = shortLog();
  const older = [lines[0]!.replace(/"policy":"[^"]*"/, '"policy":"turn-policy@0"'), ...lines.slice(1)];
  expect((await replayLog(older)).otherPolicies).toEqual(['turn-policy@0']);
});

test.each([
  ['no JSON', ['nonsense']],
  ['neither a session nor an event', ['{"at_ms":1}']],
  ['no object', ['null']],
  ['an event before', [shortLog()[1]!]],
  ['version 2', [shortLog()[0]!.replace('"version":1', '"version":2')]],
])('a file with %s is refused with its line', async (what, lines) => {
  const reading = replayLog(lines);
  await expect(reading).rejects.toMatchObject({ code: 'invalid_file' });
  await expect(reading).rejects.toThrow(new RegExp(`Line 1 .*${what}`));
});
