import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The suite's code is Python 2; everything it needs is pinned by its own package. */
const suiteVersion = '25.10.1';
const caseTimeoutMs = 20 * 60_000;
const start = 'import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite import wstest; wstest.run()';

export class SuiteUnavailable extends Error {}

/** Compression (12, 13) is off by design. */
export const notApplicable: readonly { readonly cases: string; readonly because: string }[] = [
  { cases: '12.*', because: 'permessage-deflate is never offered: no memory for it, no way to blow a message up' },
  { cases: '13.*', because: 'permessage-deflate with parameters: the same' },
];

export const allCases: readonly string[] = ['1.*', '2.*', '3.*', '4.*', '5.*', '6.*', '7.*', '9.*', '10.*'];

/** What the suite found out about one case. */
export interface CaseResult {
  readonly id: string;
  /** `OK`, `NON-STRICT`, `INFORMATIONAL`, `FAILED`, `UNIMPLEMENTED` … */
  readonly behavior: string;
  /** How the connection was closed. */
  readonly behaviorClose: string;
  readonly remoteCloseCode: number | null;
  readonly durationMs: number;
  /** File with the case's bytes on the wire. */
  readonly reportFile: string;
}

/**
 * A Python 2.7: the one named, one on the path, or one of pyenv's.
 *
 * @throws SuiteUnavailable when there is none
 */
export function findPython(named: string | undefined): string {
  const pyenv = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
  const ofPyenv = existsSync(pyenv) ? readdirSync(pyenv).filter((version) => version.startsWith('2.7')) : [];
  const candidates = named
    ? [named]
    : ['python2.7', 'python2', ...ofPyenv.map((version) => join(pyenv, version, 'bin', 'python2.7'))];
  for (const candidate of candidates) {
    const { status } = spawnSync(candidate, ['-c', 'import sys; sys.exit(sys.version_info[:2] != (2, 7))']);
    if (status === 0) return candidate;
  }
  throw new SuiteUnavailable(
    'The suite needs a Python 2.7 with pip: name one with --python, or install it with pyenv.',
  );
}

/** Installs the suite into the user's cache folder, once. @returns the folder; @throws SuiteUnavailable */
export function installSuite(python: string, log: (line: string) => void): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'cascade', `autobahn-${suiteVersion}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  log(`installing autobahntestsuite ${suiteVersion} into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const argv = ['-m', 'pip', 'install', '--quiet', '--target', folder, `autobahntestsuite==${suiteVersion}`];
  const { status, stderr } = spawnSync(python, argv, { encoding: 'utf8' });
  if (status !== 0) throw new SuiteUnavailable(`pip could not install the suite:\n${stderr.slice(-2000)}`);
  writeFileSync(complete, '');
  return folder;
}

export interface SuiteRun {
  readonly python: string;
  readonly suiteFolder: string;
  readonly url: string;
  readonly cases: readonly string[];
  /** Reports are written here, one of them for each case. */
  readonly reportFolder: string;
  /** For each line the suite prints, which is one for each case. */
  onLine(line: string): void;
}

/** Plays the cases against the server. @returns their results in order; @throws SuiteUnavailable when it breaks off */
export async function runSuite(run: SuiteRun): Promise<CaseResult[]> {
  mkdirSync(run.reportFolder, { recursive: true });
  const spec = join(run.reportFolder, 'spec.json');
  const agent = 'cascade';
  const servers = [{ agent, url: run.url, options: { version: 18 } }];
  const excluded = notApplicable.map(({ cases }) => cases);
  writeFileSync(
    spec,
    JSON.stringify({
      options: { failByDrop: false },
      outdir: run.reportFolder,
      servers,
      cases: run.cases,
      'exclude-cases': excluded,
      'exclude-agent-cases': {},
    }),
  );
  const argv = ['-c', start, run.suiteFolder, '--mode', 'fuzzingclient', '--spec', spec];
  const child = spawn(run.python, argv, { stdio: ['ignore', 'pipe', 'pipe'], timeout: caseTimeoutMs });
  let errors = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8');
  child.stdout.on('data', (text: string) => text.split('\n').filter(Boolean).forEach(run.onLine));
  child.stderr.on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const index = join(run.reportFolder, 'index.json');
  if (status !== 0 || !existsSync(index)) throw new SuiteUnavailable(`The suite broke off (${status}):\n${errors}`);
  return readReport(readFileSync(index, 'utf8'), agent);
}

interface ReportedCase {
  readonly behavior: string;
  readonly behaviorClose: string;
  readonly remoteCloseCode: number | null;
  readonly duration: number;
  readonly reportfile: string;
}

/** Reads the suite's `index.json`. @throws Error when the agent is not in it */
export function readReport(text: string, agent: string): CaseResult[] {
  const cases = (JSON.parse(text) as Record<string, Record<string, ReportedCase>>)[agent];
  if (!cases) throw new Error(`The report has nothing on ${agent}.`);
  return Object.entries(cases)
    .map(([id, { behavior, behaviorClose, remoteCloseCode, duration, reportfile }]) => ({
      id,
      behavior,
      behaviorClose,
      remoteCloseCode,
      durationMs: duration,
      reportFile: reportfile,
    }))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}
