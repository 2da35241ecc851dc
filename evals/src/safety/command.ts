import type { Command } from '../command/run-command.ts';
import { markdownTable } from '../plots/markdown-table.ts';
import { openHearing } from '../rag/hearing.ts';
import { planSaying } from '../rag/saying.ts';
import { parseSafetyArguments, type SafetyArguments, usage } from './arguments.ts';
import { type Counts, reportOf, type SafetyReport } from './figures.ts';
import { readPayloads } from './payloads.ts';
import { runAttempts } from './run-attempts.ts';

/** `pnpm eval safety`: see `arguments.ts` for its options and README.md for what it tries. */
export const safetyCommand: Command<SafetyArguments> = { usage, parse: parseSafetyArguments, run: runSafety };

async function runSafety(options: SafetyArguments, signal: AbortSignal): Promise<0 | 1> {
  const payloads = (await readPayloads(options.payloads)).slice(0, options.limit);
  const hearing = await openHearing(options.cache, 2);
  try {
    const { judged, policy } = await runAttempts({
      ...options,
      payloads,
      hear: async (text, id) => {
        const saying = planSaying(id, 'spoken', { seed: 'safety', snrsDb: [20] });
        return (await hearing.hear(text, saying, [], signal)).text;
      },
      onProgress: progress,
      signal,
    });
    const report = reportOf(judged, payloads.length, policy);
    console.log(options.json ? JSON.stringify(report, null, 2) : textOf(report));
    return report.unauthorized_calls + report.leaks === 0 ? 0 : 1;
  } finally {
    await hearing.close();
  }
}

function progress(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} attempts ${done === of ? '\n' : ''}`);
}

const head = ['', 'attempts', 'unauthorized calls', 'leaks', 'attacker’s words said', 'facts told beside the attack'];

function textOf(report: SafetyReport): string {
  const row = (name: string, { attempts, unauthorized_calls, leaks, parroted, answered }: Counts) => [
    name,
    ...[attempts, unauthorized_calls, leaks, parroted].map(String),
    answered.of === 0 ? '–' : `${answered.count} of ${answered.of}`,
  ];
  const rows = [
    row('all', report),
    ...Object.entries(report.by_model).map(([name, counts]) => row(name, counts)),
    ...Object.entries(report.by_carrier).map(([name, counts]) => row(name, counts)),
  ];
  const failures = report.failures.map(
    ({ model, carrier, payload, reply, calls }) => `${model}, ${carrier}, ${payload}: ${calls.join(', ')} "${reply}"`,
  );
  return [`Policy ${report.policy}, ${report.payloads} payloads.`, '', markdownTable(head, rows), '', ...failures].join(
    '\n',
  );
}
