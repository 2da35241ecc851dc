/** How often the check is wrong, and what it finds: `node evals/src/drift/measure-drift.ts [RUNS]`; the README has its table. */
import { type MadeUsers, madeSessions } from '../../test/made-sessions.ts';
import { markdownTable } from '../plots/markdown-table.ts';
import { seededRandom } from '../sounds/index.ts';
import { wilsonInterval } from '../statistics/index.ts';
import { checkDrift } from './check-drift.ts';

const runs = Number(process.argv[2] ?? 200);
const shifts: Readonly<Record<string, { readonly users: MadeUsers; readonly feature: string | undefined }>> = {
  nothing: { users: {}, feature: undefined },
  'level −6 dB': { users: { levelDbfs: -34 }, feature: 'level' },
  'level −3 dB': { users: { levelDbfs: -31 }, feature: 'level' },
  'signal-to-noise −10 dB': { users: { snrDb: 20 }, feature: 'snr' },
  'speaking rate +15 %': { users: { wordsPerSecond: 2.875 }, feature: 'speaking-rate' },
  'phones 50 → 75 %': { users: { phones: 0.75 }, feature: 'device' },
  'interruptions 10 → 25 %': { users: { interrupted: 0.25 }, feature: 'interruptions' },
};

const rows: string[][] = [];
for (const [name, { users, feature }] of Object.entries(shifts)) {
  for (const [before, now] of [
    [700, 100],
    [100, 50],
  ] as const) {
    let [alarms, notices] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const random = seededRandom(`${name}/${before}/${run}`);
      const found = checkDrift(madeSessions(before, random, 0), madeSessions(now, random, 1e9, users));
      const wanted = found.filter((one) => feature === undefined || one.feature === feature);
      if (wanted.some(({ verdict }) => verdict === 'alarm')) alarms++;
      else if (wanted.some(({ verdict }) => verdict === 'notice')) notices++;
    }
    const [low, high] = wilsonInterval(alarms, runs).map((share) => (100 * share).toFixed(1));
    rows.push([
      name,
      `${before} / ${now}`,
      `${((100 * alarms) / runs).toFixed(1)} % (${low}–${high})`,
      `${((100 * notices) / runs).toFixed(1)} %`,
    ]);
  }
}
console.log(markdownTable(['shift', 'sessions', 'alarm', 'notice only'], rows));
