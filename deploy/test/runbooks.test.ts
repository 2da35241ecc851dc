import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FaultKind, type StageName, stageNames } from '@cascade/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runFaults } from '../../scripts/faults.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { startDrilledService, type Trouble } from './drilled-service.ts';
import { hasPrometheus } from './programs.ts';
import { type Alert, type PrometheusServer, startPrometheus } from './prometheus-server.ts';
import { repositoryFolder, ruleTeams } from './rule-files.ts';
import { type Runbook, runbooks } from './runbook-files.ts';

const pages = runbooks();
const pageAt = (name: string): Runbook => pages.find(({ path }) => path === `deploy/runbooks/${name}.md`)!;

/**
 * A drill for each page that a fault switch can lead to: as `pnpm faults on` takes it, and what fires then. Errors come
 * first: a counter that has never counted has no series, and other pages ask for it.
 */
const drills: readonly { page: string; stage: StageName; kind: FaultKind; alert: string }[] = [
  { page: 'errors', stage: 'tts', kind: 'fail', alert: 'CascadeStageErrors' },
  { page: 'gateway', stage: 'gateway', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'vad', stage: 'vad', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'asr', stage: 'asr', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'turn', stage: 'turn', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'planner', stage: 'planner', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'tts', stage: 'tts', kind: 'slow', alert: 'CascadeBudgetBurnFast' },
  { page: 'unanswered', stage: 'planner', kind: 'drop', alert: 'CascadeTurnsUnansweredFast' },
  { page: 'fault-switches', stage: 'turn', kind: 'stall', alert: 'CascadeFaultSwitchOn' },
];

/** Trouble of the process, which no switch makes. */
const troubles: readonly { page: string; trouble: Trouble; alert: string }[] = [
  { page: 'overload', trouble: 'deep-queue', alert: 'CascadeQueueDeep' },
  { page: 'event-loop', trouble: 'late-loop', alert: 'CascadeEventLoopLate' },
  { page: 'restarts', trouble: 'dying-workers', alert: 'CascadeWorkerRestarts' },
  { page: 'store', trouble: 'lost-records', alert: 'CascadeStoreLosing' },
];

/** What a daily check writes: no service does, so its rules are held to made series (../prometheus/drift.test.yml). */
const ofOtherPrograms = [{ page: 'drift' }];

test('every page is walked through', () => {
  const walked = [...drills, ...troubles, ...ofOtherPrograms].map(({ page }) => `deploy/runbooks/${page}.md`);
  expect(walked.sort()).toEqual(pages.map(({ path }) => path));
});

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, { scripts, panels }) => {
  test('names only commands and panels that there are', () => {
    const known = JSON.parse(readFileSync(join(repositoryFolder, 'package.json'), 'utf8')).scripts;
    expect(scripts.filter((script) => !(script in known))).toEqual([]);
    const titles = dashboardFiles().flatMap(({ dashboard }) => [
      dashboard.title,
      ...dashboard.panels.map(({ title }) => title),
    ]);
    const unknown = panels.filter((name) => !titles.some((title) => isTitle(title, name)));
    expect(unknown).toEqual([]);
  });
});

test('a panel is named by its title, or by part of one that has a variable in it', () => {
  expect(isTitle('Errors of $stage', 'Errors of …')).toBe(true);
  expect(isTitle('Computing of $stage, p95', 'Computing of asr')).toBe(true);
  expect(isTitle('Overruns of $stage by budget', 'Overruns by budget')).toBe(true);
  expect(isTitle('Threads at work', 'Threads')).toBe(false);
  expect(isTitle('Computing of $stage, p95', 'Cooking of asr')).toBe(false);
});

describe.skipIf(!hasPrometheus)('walked through', { timeout: 60_000 }, () => {
  let service: Awaited<ReturnType<typeof startDrilledService>>;
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    service = await startDrilledService();
    prometheus = await startPrometheus(service);
    await prometheus.until('an hour of turns', async () => ((await readValue('job:cascade_turns:rate1h')) ?? 0) > 0);
  }, 30_000);
  afterAll(async () => {
    await prometheus?.close();
    await service?.close();
  });

  // What the pages say of the end: with the trouble gone, nobody is called any more.
  afterEach(async () => {
    service.suffer(undefined);
    await faults('off', '--all');
    await prometheus.until('that all is well', async () => (await firing()).every(isTicket));
  }, 30_000);

  const readValue = async (query: string) => {
    const { result } = await prometheus.get<{ result: { value: [number, string] }[] }>('/api/v1/query', { query });
    return result[0] && Number(result[0].value[1]);
  };
  const firing = async () => (await prometheus.alerts()).filter(({ state }) => state === 'firing');
  const named = (alerts: readonly Alert[], name: string) => alerts.find(({ labels }) => labels.alertname === name);
  const faults = (...words: string[]) => runFaults([...words, '--server', service.url, '--key', service.key], {});

  /** Every query of the page has an answer while its trouble lasts. */
  async function look({ queries }: Runbook): Promise<void> {
    let open: string[] = [];
    await prometheus
      .until('answers', async () => {
        open = [];
        for (const query of queries) if ((await readValue(query)) === undefined) open.push(query);
        return open.length === 0;
      })
      .catch(() => expect(open).toEqual([]));
  }

  test.each(drills)('$page: pnpm faults on $stage $kind', async ({ page, stage, kind, alert }) => {
    service.doubleTraffic();
    await faults('on', stage, kind, '--for', '60');
    const fired = await prometheus.until(alert, async () => named(await firing(), alert));
    expect(fired.labels).toMatchObject({ stage, team: ruleTeams()[stage] });
    expect(fired.annotations.runbook).toBe(pageAt(page).path);
    const paging = (await firing()).filter(({ labels }) => labels.severity === 'page');
    expect(new Set(paging.map(({ labels }) => labels.stage))).toEqual(new Set(paging.length > 0 ? [stage] : []));
    expect(await readValue(`sum(cascade_turns_faulted_total{stage="${stage}",kind="${kind}"})`)).toBeGreaterThan(0);

    await look(pageAt(page));

    expect(await faults('list')).toContain(stage);
  });

  test.each(troubles)('$page: $alert', async ({ page, trouble, alert }) => {
    service.suffer(trouble);
    const fired = await prometheus.until(alert, async () => named(await firing(), alert));
    expect(fired.labels.team).toBe(ruleTeams()[fired.labels.stage ?? '']);
    expect(fired.annotations.runbook).toBe(pageAt(page).path);
    await look(pageAt(page));
  });
});

/** About hours, not about now: of what was mended they tell for a while. */
const isTicket = ({ labels }: Alert): boolean => labels.severity === 'ticket';

/** A title may have a variable or more words in it, which the page leaves out, fills in or writes as "…". */
function isTitle(title: string, name: string): boolean {
  const words = name.split(/,? /).filter((word) => word !== '…' && !(stageNames as readonly string[]).includes(word));
  const fixed = !title.includes('$');
  return fixed ? title === name : words.every((word) => title.includes(word));
}
