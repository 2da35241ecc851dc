/**
 * `pnpm conformance`: plays the Autobahn test suite against the gateway's own socket layer.
 *
 *     pnpm conformance [--cases 1.*,7.7.*] [--python PATH] [--reports FOLDER] [--json FILE]
 *
 * Exit codes: 0 every case passed, 1 one did not, 2 the suite could not be run.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEchoServer } from './conformance/echo-server.ts';
import { allCases, findPython, installSuite, notApplicable, runSuite, SuiteUnavailable } from './conformance/suite.ts';
import { chapterRows, describeRows } from './conformance/verdict.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: allCases.join(',') },
    python: { type: 'string' },
    reports: { type: 'string' },
    json: { type: 'string' },
  },
});

const server = await startEchoServer();
try {
  const python = findPython(values.python);
  const suiteFolder = installSuite(python, console.error);
  const reportFolder = values.reports ?? mkdtempSync(join(tmpdir(), 'cascade-conformance-'));
  let played = 0;
  const results = await runSuite({
    python,
    suiteFolder,
    url: `ws://127.0.0.1:${server.port}`,
    cases: values.cases.split(','),
    reportFolder,
    onLine: (line) => {
      if (!line.startsWith('Running test case')) return;
      played++;
      if (played % 50 === 0) console.error(`${played} cases played`);
    },
  });
  const rows = chapterRows(results);
  console.log(describeRows(rows));
  for (const { cases, because } of notApplicable) console.log(`not applicable: ${cases}: ${because}`);
  console.log(`reports: ${reportFolder}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  process.exitCode = rows.length > 0 && rows.every(({ failed }) => failed.length === 0) ? 0 : 1;
} catch (error) {
  if (!(error instanceof SuiteUnavailable)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  await server.close();
}
