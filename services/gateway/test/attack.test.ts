import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { attacks } from '../scripts/attack/attacks.ts';
import { openGoodClient, talkOn } from '../scripts/attack/good-client.ts';
import { startScriptedGateway } from '../scripts/load/scripted-gateway.ts';

/** Each attack with what must become of the attackers, and how often, before it counts as beaten off. */
const cases: readonly (readonly [name: string, outcome: string, times: number])[] = [
  ['huge-frames', 'close 1009', 12],
  ['slow-readers', 'slow clients', 8],
  ['never-readers', 'slow clients', 8],
  ['unread-pongs', 'cut off', 4],
  ['fast-audio', 'close 1008', 4],
  ['event-flood', 'close 1008', 4],
  ['connect-storm', 'accepted', 20],
];
/** Twice of what a session at real time needs, so that floods end soon. */
const tightLimits = {
  CASCADE_MAX_MESSAGES_PER_SECOND: '100',
  CASCADE_MAX_BYTES_PER_SECOND: '131072',
  CASCADE_INPUT_AHEAD_MS: '3000',
};
const allowedGrowthBytes = 32 << 20;
const patient = { timeout: 30_000, interval: 10 };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test.each(cases)(
  '%s: the attackers are cut off, and a session beside them misses nothing',
  async (name, outcome, times) => {
    const { gateway, url, port } = await startScriptedGateway(tightLimits);
    onTestFinished(() => gateway.close());
    const good = await openGoodClient(url);
    const stopTalking = talkOn(good);
    onTestFinished(stopTalking);
    const before = heldBytes();

    const counts: Record<string, number> = {};
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1;
    };
    const attack = new AbortController();
    const over = attacks[name]!.run({ port, signal: attack.signal, count });
    const reached = () => (outcome === 'slow clients' ? gateway.counters().slowClients : (counts[outcome] ?? 0));
    await expect.poll(reached, patient).toBeGreaterThanOrEqual(times);
    attack.abort();
    await over;

    const { sent } = good.window();
    await expect.poll(() => good.window().answered, patient).toBeGreaterThanOrEqual(sent);
    expect(good.window()).toMatchObject({ outOfOrder: 0, end: undefined });
    await expect.poll(() => gateway.sessionCount(), patient).toBe(1);
    expect(heldBytes() - before).toBeLessThan(allowedGrowthBytes);
    good.close();
  },
  90_000,
);

test('every attack is tested', () => {
  expect(cases.map(([name]) => name)).toEqual(Object.keys(attacks));
});
