/**
 * Takes the pictures of docs/red-p95.md from a real service with a stage that is slow on purpose, and a real Prometheus with the rules
 * of deploy/ in quick motion. Needs Debian's chromium and prometheus; about two minutes:
 *
 *     node services/console/scripts/red-p95/take-pictures.ts
 *
 * Prints what the page quotes: the alert, the turn with its spans, and the report.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { renderWaterfall } from '@cascade/budget';
import { openTurnStore } from '@cascade/store';
import type { Browser, Page } from 'playwright-core';
import { startPrometheus } from '../../../../deploy/test/prometheus-server.ts';
import { runReportCommand } from '../../../../evals/src/budget-report/command.ts';
import { renderChart } from '../../../../evals/src/plots/render-chart.ts';
import { startOwnService } from '../../../../scripts/talk/own-service.ts';
import { launchChromium } from '../browser.ts';
import { goTo, openConsole } from '../page-states.ts';
import { type PanelSeries, panelOption } from './panel.ts';

const images = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const fault = { stage: 'asr', kind: 'slow', delay_ms: 1100, for_seconds: 300 };
const desktop = { width: 1280, height: 800 };
const calmTurns = 4;
const slowTurns = 5;

const folder = await mkdtemp(join(tmpdir(), 'cascade-red-p95-'));
const store = join(folder, 'turns.db');
const service = await startOwnService({ environment: { CASCADE_STORE: store, CASCADE_CONSOLE: 'true' } });
const http = service.url.replace(/^ws/, 'http').replace(/\/v1\/realtime.*$/, '');
const prometheus = await startPrometheus({ port: Number(new URL(http).port) });
const browser = await launchChromium();
const startedS = Date.now() / 1000;
try {
  const page = await pageOf(browser);
  await openConsole(page, http);
  for (let turn = 0; turn < calmTurns; turn++) await ask(page, turn);
  await fetch(`${http}/v1/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  for (let turn = 0; turn < slowTurns; turn++) await ask(page, calmTurns + turn);
  const alert = await prometheus.until('the alert', async () =>
    (await prometheus.alerts()).find(
      ({ labels, state }) => state === 'firing' && labels.alertname === 'CascadeBudgetBurnFast',
    ),
  );
  console.log('## The alert\n', JSON.stringify(alert, undefined, 2));
  await panelPicture(await pageOf(browser));
  console.log('## An exemplar\n', JSON.stringify(await exemplar(), undefined, 2));
  await turnPictures(page);
} finally {
  await browser.close();
  await prometheus.close();
  await service.stop();
}
await recordPictures();
await rm(folder, { recursive: true });

async function pageOf(chromium: Browser): Promise<Page> {
  const options = { viewport: desktop, deviceScaleFactor: 1, permissions: ['microphone'], locale: 'en-GB' };
  return (await chromium.newContext(options)).newPage();
}

/** Plays a question to the service, and waits until its turn is in the list. */
async function ask(page: Page, turnsBefore: number): Promise<void> {
  await page.locator('[data-sample="sum"]').click();
  await page.locator('a[href^="#/turn/"]').nth(turnsBefore).waitFor({ timeout: 30_000 });
  await page.locator('[data-sample="sum"]:not([disabled])').waitFor();
  await wait(1_000);
}

/** Latency at p95 by stage, as the overview dashboard asks for it, drawn from what Prometheus answers. */
async function panelPicture(page: Page): Promise<void> {
  const query = 'stage:cascade_stage_latency_seconds:p95_5m';
  const endS = Date.now() / 1000;
  const { result } = await prometheus.get<{ result: PanelSeries[] }>('/api/v1/query_range', {
    query,
    start: String(startedS),
    end: String(endS),
    step: '0.5',
  });
  const svg = renderChart(panelOption(result, startedS), { width: desktop.width, height: 480, id: 'panel' });
  await page.setContent(`<body style="margin:0">${svg}</body>`);
  await page.setViewportSize({ width: desktop.width, height: 480 });
  await page.screenshot({ path: join(images, 'red-p95-panel.png') });
}

async function exemplar(): Promise<unknown> {
  const query = 'cascade_stage_latency_seconds_bucket{stage="finalization"}';
  const [start, end] = [Date.now() / 1000 - 600, Date.now() / 1000 + 60].map(String) as [string, string];
  const found = await prometheus.get<{ exemplars: { labels: object; value: string }[] }[]>('/api/v1/query_exemplars', {
    query,
    start,
    end,
  });
  return found.flatMap(({ exemplars }) => exemplars).findLast(({ value }) => Number(value) > 1);
}

async function turnPictures(page: Page): Promise<void> {
  await page.screenshot({ path: join(images, 'red-p95-conversation.png') });
  const hash = await page.locator('a[href^="#/turn/"]').last().getAttribute('href');
  await goTo(page, hash ?? '');
  await wait(800);
  await page.screenshot({ path: join(images, 'red-p95-turn.png') });
}

/** The same turns from the store: the slowest one as text, and the report as a page. */
async function recordPictures(): Promise<void> {
  const turns = await openTurnStore(store);
  const records = await Array.fromAsync(turns.turns());
  await turns.close();
  const slowest = records.reduce((a, b) => ((b.voice_to_voice_ms ?? 0) > (a.voice_to_voice_ms ?? 0) ? b : a));
  console.log('## The turn\n', renderWaterfall(slowest), '\n', JSON.stringify(slowest.budget.verdicts, undefined, 2));
  const spans = slowest.spans.filter(({ stage, name }) => stage === 'asr' && (name === 'fault' || name === 'final'));
  console.log('## Its spans\n', JSON.stringify(spans, undefined, 2));
  const html = join(folder, 'report.html');
  console.log('## The report');
  const around = { stdout: console.log, stderr: console.error, store, nowMs: Date.now() };
  await runReportCommand(['--store', store, '--html', html], around);
  const chromium = await launchChromium();
  const page = await pageOf(chromium);
  await page.goto(pathToFileURL(html).href);
  await wait(500);
  await page.screenshot({ path: join(images, 'red-p95-report.png') });
  await chromium.close();
}
