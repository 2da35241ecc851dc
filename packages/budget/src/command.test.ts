import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { exampleTurnRecord } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBudgetCommand } from './command.ts';
import { budgetProfiles } from './profiles.ts';

let folder: string;
const within = '{"trace_id":"fine","stages_ms":{"planning":250}}\n';
const over = '{"trace_id":"slow","stages_ms":{"planning":501,"first_partial":300}}\n';
const broken = '{"trace_id":"broken","stages_ms":{"planning":"501"}}\n';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cascade-budget-'));
  const files = {
    'within.ndjson': within,
    'over.ndjson': within + over,
    'broken.ndjson': over + broken,
    'many.ndjson': broken.repeat(300),
    'empty.ndjson': '',
    'turn.ndjson': `${JSON.stringify(exampleTurnRecord())}\n`,
    'budgets.json': '\uFEFF{"planning": 100}',
    'bad-budgets.json': '{"planning": "fast"}',
    'twice-budgets.json': '{"planning": 1, "planning": 1000}',
    'no-budgets.json': '[]',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(argv: string[], stdin = '') {
  let stdout = '';
  let stderr = '';
  async function* input() {
    yield new TextEncoder().encode(stdin);
  }
  const code = await runBudgetCommand(
    argv.map((argument) => (/\.(nd)?json$/.test(argument) ? join(folder, argument) : argument)),
    { stdin: input(), stdout: (part) => (stdout += part), stderr: (part) => (stderr += part) },
  );
  return { code, stdout, stderr };
}

describe('pnpm budget check', () => {
  it('exits 0 when every turn is within budget', async () => {
    const { code, stdout, stderr } = await run(['check', 'within.ndjson']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1 turn, all within budget.');
  });

  it('exits 1 and names turn, stage, latency and budget when one is over', async () => {
    const { code, stdout, stderr } = await run(['check', 'over.ndjson']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/slow +planning +501 +500 +\+1/);
    expect(stdout).toContain('1 turn of 2 over budget.');
  });

  it('exits 2 on malformed input, says where and what, and claims no success', async () => {
    const { code, stdout, stderr } = await run(['check', 'broken.ndjson']);
    expect(code).toBe(2);
    expect(stdout).not.toContain('within budget');
    expect(stdout).toMatch(/slow +planning/);
    expect(stderr).toContain('broken.ndjson:2: $.stages_ms.planning: expected a finite number, found the string "501"');
  });

  it('bounds how many problems it prints and counts the rest', async () => {
    const { code, stdout, stderr } = await run(['check', 'many.ndjson']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(102);
    expect(stderr).toContain('… and 200 more');
  });

  it('prints one JSON object and nothing else with --json', async () => {
    const fine = await run(['check', 'within.ndjson', '--json']);
    expect(JSON.parse(fine.stdout)).toEqual({
      budgets_ms: budgetProfiles.default.budgetsMs,
      records: 1,
      violations: [],
    });
    const malformed = await run(['check', '--json', 'broken.ndjson']);
    expect(malformed.code).toBe(2);
    expect(JSON.parse(malformed.stdout)).toMatchObject({
      records: 1,
      violations: [{ trace_id: 'slow', violations: { planning: 501 } }],
      malformed: [{ line: 2, path: '$.stages_ms.planning', expected: 'a finite number', found: 'the string "501"' }],
      malformed_count: 1,
    });
  });

  it('checks against a named profile or a file of budgets', async () => {
    expect((await run(['check', 'within.ndjson', '--budgets', 'lead'])).code).toBe(0);
    expect((await run(['check', 'over.ndjson', '--budgets=lead', '--json'])).stdout).toContain('"planning":250');
    expect((await run(['check', 'within.ndjson', '--budgets', 'budgets.json'])).code).toBe(1);
  });

  it('checks several files, whole turn records and standard input', async () => {
    expect((await run(['check', 'within.ndjson', 'turn.ndjson', '--json'])).stdout).toContain('"records":2');
    const piped = await run(['check', '-', '--json'], over);
    expect({ code: piped.code, records: JSON.parse(piped.stdout).records }).toEqual({ code: 1, records: 1 });
    const malformed = await run(['check', '-'], 'x');
    expect(malformed.stderr).toMatch(/^\(stdin\):1: /);
  });

  it('says that there was nothing to check', async () => {
    expect(await run(['check', 'empty.ndjson'])).toEqual({
      code: 0,
      stdout: 'There is no record to check.\n',
      stderr: '',
    });
  });

  it('exits 2 on a file that cannot be read, and still checks the others', async () => {
    const { code, stdout, stderr } = await run(['check', 'missing.ndjson', 'over.ndjson']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/missing\.ndjson: \$: expected a file that can be read, found ENOENT/);
    expect(stdout).toMatch(/slow +planning/);
    expect((await run(['check', tmpdir()])).stderr).toContain('EISDIR');
  });

  it.each([
    ['bad-budgets.json', /bad-budgets\.json: \$\.planning: expected a finite number, found the string "fast"/],
    ['twice-budgets.json', /\$\.planning: expected each stage once/],
    ['no-budgets.json', /\$: expected an object, found an empty array/],
    ['over.ndjson', /\$: expected one JSON object.*found text that is not JSON/],
    ['missing.json', /neither a budget profile \(default, lead\) nor a file that can be read \(ENOENT\)/],
    ['constructor', /neither a budget profile/],
  ])('exits 2 on budgets that are none: %s', async (budgets, message) => {
    const { code, stdout, stderr } = await run(['check', 'within.ndjson', '--budgets', budgets]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([[[]], [['check']], [['chekc', 'within.ndjson']], [['check', '--strict', 'within.ndjson']]])(
    'exits 2 on bad usage %j',
    async (argv) => {
      const { code, stdout, stderr } = await run(argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Usage: pnpm budget check');
    },
  );

  it('prints its usage on --help', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes: 0 no violation; 1');
  });
});

describe('the process', () => {
  async function runProcess(argv: string[], stdin = '') {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const child = spawn(process.execPath, [main, ...argv]);
    child.stdin.end(stdin);
    const exit = new Promise((resolve) => child.on('exit', resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { stdout, stderr, code };
  }

  it('turns the verdict into its exit code', async () => {
    const [none, some, malformed] = await Promise.all([
      runProcess(['check', join(folder, 'within.ndjson')]),
      runProcess(['check', '-', '--json'], over),
      runProcess(['check', join(folder, 'broken.ndjson')]),
    ]);
    expect([none.code, some.code, malformed.code]).toEqual([0, 1, 2]);
    expect(JSON.parse(some.stdout).violations).toEqual([{ trace_id: 'slow', violations: { planning: 501 } }]);
    expect(malformed.stderr).toContain('expected a finite number');
  });
});
