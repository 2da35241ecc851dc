/** The views in a real browser: keyboard, clipboard, downloads, plots, and what axe says of them. */
import type { TurnRecord } from '@cascade/contracts';
import axe from 'axe-core';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HarnessOptions, type OpenHarness, openHarness } from './harness/open-harness.ts';
import { abandonedRecord, buildRecord, typedRecord, usualSteps, verdictOf, workOf } from './harness/record-builder.ts';

let harness: OpenHarness;
beforeAll(async () => {
  harness = await openHarness();
}, 60_000);
afterAll(() => harness.close());

const slowPath = usualSteps.map((step) => (step.name === 'final' ? { ...step, queue: 700, compute: 300 } : step));
const quick = buildRecord();
const slow: TurnRecord = { ...buildRecord({ path: slowPath }), turn_id: 'turn_example_2' };
const interrupted: TurnRecord = {
  ...quick,
  turn_id: 'turn_example_3',
  response: { ...quick.response!, status: 'interrupted' },
  heard_text: 'It is ten',
  playback: { ...quick.playback, played_ms: 420 },
};
const judged: TurnRecord = {
  ...slow,
  turn_id: 'turn_judged',
  budget: { ...slow.budget, verdicts: [verdictOf()] },
  faults: [{ id: 'fault_1', stage: 'asr', kind: 'slow' }],
  cost: {
    ...slow.cost,
    audio_in_ms: 1000,
    price: {
      card: 'example prices (2026-01-01)',
      currency: 'USD',
      total: 0.0000214,
      parts: { machine: 0.0000184, wasted_machine: 0.000003 },
    },
  },
};
const all = [quick, slow, judged, interrupted, typedRecord(), abandonedRecord()];
const open = async (options: HarnessOptions) => (await harness.open(options)).page;

async function textOf(download: Download): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of await download.createReadStream()) text += decoder.decode(chunk, { stream: true });
  return text;
}

test('one tab stop for all bars; arrows go from bar to bar, and each says its numbers', async () => {
  const page = await open({ records: [quick] });
  const bars = page.locator('button.bar');
  expect(await bars.count()).toBeGreaterThan(8);
  expect(await page.locator('button.bar[tabindex="0"]').count()).toBe(1);
  await page.locator('button.bar[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(name).toBe(
    'planner: first clause of the reply, on the critical path, +300 ms to +310 ms, 10 ms: 10 computing, 0 queueing, 0 waiting',
  );
  const inspector = page.getByRole('region', { name: 'The bar in focus' });
  expect(await inspector.textContent()).toContain('+300 ms → +310 ms');
  expect(await inspector.textContent()).toContain('fast-path');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Turn 1' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#/turn/turn_example_1');
});

test('a mouse looks at a bar by pointing at it; a finger first looks, then opens', async () => {
  const page = await open({ records: [quick] });
  const final = page.getByRole('button', { name: /asr: final transcript/ });
  await final.hover();
  expect(await final.getAttribute('aria-current')).toBe('true');
  const touch = (pointer: string) => final.dispatchEvent('pointerdown', { pointerType: pointer, bubbles: true });
  await page.getByRole('button', { name: /turn: has the turn ended/ }).hover();
  await touch('touch');
  await final.dispatchEvent('click');
  expect(await final.getAttribute('aria-current')).toBe('true');
  expect(new URL(page.url()).hash).toBe('');
  await touch('touch');
  await final.dispatchEvent('click');
  await page.getByRole('heading', { name: 'Turn 1' }).waitFor();
});

test('the trace id can be copied', async () => {
  const page = await open({ records: [quick] });
  await page.getByRole('button', { name: 'Copy the trace id' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(quick.trace_id);
});

test('a budget that is broken says by how much and whose time it was', async () => {
  const page = await open({ records: [slow] });
  const text = await page.locator('.overruns').textContent();
  expect(text).toBe('▲Finalization took 1,076 ms of 800 ms.Owner queueingOf its spans, 700 ms are queueing.');
  expect(await page.locator('.bar-part[data-over="true"]').count()).toBe(1);
  expect(await page.locator('.headline').textContent()).toContain('over budget in finalization');
});

test('the verdict of the service names stage, owner, team and reason; a drill is told as one', async () => {
  const page = await open({ records: [judged], hash: '#/turn/turn_judged' });
  const overruns = page.getByRole('list', { name: 'What went over budget, and why' });
  await overruns.waitFor();
  expect(await overruns.getByRole('listitem').allTextContents()).toEqual([
    '▲Finalization took 1,076 ms of 800 ms.Stage asrOwner queueingTeam speechasr queued 700 of 1,076 ms.',
    '⚑Fault switch slow asr was on: this was a drill.',
  ]);
  await page.getByRole('link', { name: 'Session' }).click();
  expect(await page.locator('.owner-badge').textContent()).toBe('Over budget, owner: ▲ asr: queueing');
});

test('the session says what it cost, by part, and a turn what it cost', async () => {
  const page = await open({ records: [quick, judged], hash: '#/session' });
  const table = page.getByRole('region', { name: 'Cost by part' });
  expect(await table.locator('tbody tr').allTextContents()).toEqual([
    'machine time0.00001840.00001840.001186 %',
    'machine time in vain0.0000030.0000030.0001814 %',
  ]);
  await page.getByText('0.0000214 USD a turn, 0.00128 USD an audio minute').waitFor();
  await page.getByText('1 more without a price of this card').waitFor();
  await page.locator('.turns a').first().click();
  const cost = page.getByRole('region', { name: 'Cost', exact: true });
  expect(await cost.textContent()).toContain('price0.0000214 USDmachine time 0.0000184machine time in vain 0.000003');
});

test('a trace leads to the viewer where there is one', async () => {
  const page = await open({ records: [quick], hash: '#/turn/turn_example_1' });
  await page.getByRole('button', { name: 'Copy the trace id' }).first().waitFor();
  expect(await page.getByRole('link', { name: 'Trace viewer' }).count()).toBe(0);
  await page.evaluate(() => globalThis.harness.setTraceViewer('https://traces.example/{trace_id}'));
  const link = page.getByRole('link', { name: /^Trace viewer/ }).first();
  expect(await link.getAttribute('href')).toBe(`https://traces.example/${quick.trace_id}`);
});

test('decisions come newest first and point at the timeline, which widens for one that is far away', async () => {
  const decisions = [
    { at_ms: -9000, kind: 'wait' as const, reason: 'waiting for 700 ms of silence' },
    ...quick.decisions,
  ];
  const audio = { ...quick.audio, start_sample: 16_000, end_sample: 176_000 };
  const spans = [...quick.spans, workOf({ stage: 'asr', name: 'partial', startMs: -9500, compute: 20 })];
  const page = await open({ records: [{ ...quick, decisions, audio, spans }] });
  const buttons = page.locator('.decision');
  expect(await buttons.first().textContent()).toContain('+300 ms');
  expect(await page.locator('.pointer').count()).toBe(0);
  await buttons.first().click();
  expect(await page.locator('.pointer-flag').textContent()).toBe('+300 ms');
  expect(await page.getByRole('button', { name: /Whole turn/ }).getAttribute('aria-pressed')).toBe('false');
  await buttons.last().click();
  expect(await page.locator('.pointer').first().getAttribute('data-side')).toBe('within');
  await page.getByRole('button', { name: 'Only the answer' }).waitFor();
});

test('downloads are the exact records', async () => {
  const page = await open({ records: all, hash: '#/turn/turn_example_2' });
  const [one] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download JSON' }).click(),
  ]);
  expect(one.suggestedFilename()).toBe('turn_example_2.json');
  expect(JSON.parse(await textOf(one))).toEqual(slow);
  await page.getByRole('link', { name: 'Session' }).click();
  const [every] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download all as NDJSON' }).click(),
  ]);
  const lines = (await textOf(every)).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(all);
});

test('a pinned turn is drawn over the next one, and the comparison adds up', async () => {
  const page = await open({ records: [quick] });
  await page.getByRole('button', { name: 'Pin this turn' }).click();
  await page.evaluate((records) => globalThis.harness.show(records), [quick, slow]);
  expect(await page.locator('.bar.is-ghost').count()).toBe(7);
  expect(await page.locator('.headline-difference').textContent()).toBe('+936 ms against the pinned turn');
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByRole('heading', { name: 'Two turns compared' }).waitFor();
  expect(await page.locator('.differences tfoot').textContent()).toBe('in all3801,316+936');
  await page.getByRole('link', { name: 'Swap A and B' }).click();
  await page.getByText('−936 ms').waitFor();
  await page.getByText('B is faster').waitFor();
});

test('a turn that is under way shows its newest decision', async () => {
  const page = await open({ records: [quick] });
  const live = [{ turn_id: 'turn_next', kind: 'wait' as const, reason: 'waiting for 270 ms of silence' }];
  await page.evaluate(([records, decisions]) => globalThis.harness.show(records, decisions), [[quick], live] as const);
  await page.getByText('A turn is under way. Newest decision: waits for 270 ms of silence').waitFor();
  await page.evaluate(([records, decisions]) => globalThis.harness.show(records, decisions), [
    [quick, { ...quick, turn_id: 'turn_next' }],
    live,
  ] as const);
  await page.getByText('A turn is under way').waitFor({ state: 'detached' });
});

test('the plotting library comes with the session page, and draws', async () => {
  const { page, requested } = await harness.open({ records: all });
  const isPlot = (name: string) => name.includes('plot-canvas') && name.endsWith('.js');
  expect(requested.some(isPlot)).toBe(false);
  await page.getByRole('link', { name: /^Session/ }).click();
  const canvas = page.getByRole('img', { name: /^Finalization over 5 turns/ }).locator('canvas');
  await canvas.waitFor();
  expect(requested.some(isPlot)).toBe(true);
  await expect.poll(() => colours(canvas.page())).toBeGreaterThan(1);
  await page.locator('.u-over').first().hover();
  await page
    .getByText(/^turn \d: /)
    .first()
    .waitFor();
});

/** Different pixels of the first plot: more than one when something is drawn. */
const colours = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

test.each([
  ['no turn yet', [], '', 'see where every millisecond goes'],
  ['a typed turn', [typedRecord()], '', 'from your text to its voice'],
  ['an abandoned turn', [abandonedRecord()], '', 'Nothing to answer'],
  ['an interrupted turn', [interrupted], '', 'Interrupted after 420 ms of 1,360 ms.'],
  ['an empty session', [], '#/session', 'No turns yet'],
  ['a turn of another visit', all, '#/turn/turn_unknown', 'This turn is not here'],
  ['turns of another visit', [], '#/compare/turn_x/turn_y', 'These turns are not here'],
])('%s has words of its own', async (_, records, hash, words) => {
  const page = await open({ records, hash });
  await page.getByText(words).first().waitFor();
});

const views: readonly (readonly [string, readonly TurnRecord[], string])[] = [
  ['panel', all.slice(0, 2), ''],
  ['empty panel', [], ''],
  ['turn', all, '#/turn/turn_example_2'],
  ['compare', all, '#/compare/turn_example_1/turn_example_2'],
  ['session', all, '#/session'],
];

test.each(views)('axe finds nothing in the %s, and nothing is wider than the screen', async (_, records, hash) => {
  const page = await open({ records, hash });
  if (hash === '#/session') await page.locator('canvas').first().waitFor();
  await page.evaluate(axe.source);
  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((name) => globalThis.harness.setTheme(name), theme);
    const violations = await page.evaluate(async () => {
      const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
      const found = await inPage.run(document, { rules: { 'target-size': { enabled: true } } });
      return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
    });
    expect(violations, `${theme}, ${width} pixels`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
