/**
 * Takes pictures of the console, phone and desktop, light and dark, of a conversation that was recorded from the real
 * service:
 *
 *     pnpm screenshots [FOLDER]
 *
 * All of them go to FOLDER (a new one in the system's temporary folder by default); those that the documentation shows
 * are written to docs/images besides.
 */
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { consoleDirectory } from '../build/index.ts';
import { launchChromium } from './browser.ts';
import { goTo, judgedTurn, moments, openConsole, openFaults, quotedTurn, startTalking } from './page-states.ts';
import { type ScriptedService, startScriptedService } from './scripted-service.ts';

const recording = new URL('../test/fixtures/conversation.jsonl', import.meta.url);
const documentation = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

const devices = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
/** Fonts, transitions and the drawing of plots. */
const settleMs = 350;
const themes = ['light', 'dark'] as const;

/** Shown in the documentation: name of the picture there. */
const chosen: Readonly<Record<string, string>> = {
  'conversation-desktop-light': 'console-conversation.png',
  'speaking-desktop-dark': 'console-speaking-dark.png',
  'walkthrough-desktop-light': 'console-walkthrough.png',
  'compare-desktop-dark': 'console-compare-dark.png',
  'speaking-phone-light': 'console-phone.png',
};

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'cascade-screenshots-')));
await mkdir(folder, { recursive: true });
await mkdir(documentation, { recursive: true });
const directory = await consoleDirectory();
const browser = await launchChromium();
try {
  for (const [device, viewport] of Object.entries(devices)) {
    for (const theme of themes) await takeAll(browser, `${device}-${theme}`, viewport, theme);
  }
} finally {
  await browser.close();
}
for (const [name, file] of Object.entries(chosen)) {
  await copyFile(join(folder, `${name}.png`), join(documentation, file));
}
console.log(folder);

async function takeAll(
  chromium: Browser,
  look: string,
  viewport: { width: number; height: number },
  colorScheme: (typeof themes)[number],
): Promise<void> {
  const service = await startScriptedService({ directory, recording, hasFaults: true });
  const context = await chromium.newContext({
    viewport,
    colorScheme,
    deviceScaleFactor: 1,
    permissions: ['microphone'],
    locale: 'en-GB',
  });
  try {
    await takeConversation(await context.newPage(), service, look);
  } finally {
    await context.close();
    await service.close();
  }
}

async function takeConversation(page: Page, service: ScriptedService, look: string): Promise<void> {
  const take = async (name: string) => {
    await page.waitForTimeout(settleMs);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
  };
  await openConsole(page, service.url, true);
  await take('first-visit');
  await page.getByRole('button', { name: 'Skip', exact: true }).click();
  await take('ready');
  await startTalking(page, service);
  await moments.partials(service);
  await take('partials');
  await moments.firstTurn(service);
  await moments.heard(page);
  await moments.speaking(service, page);
  await take('speaking');
  await moments.interrupted(service);
  await take('interrupted');
  await moments.end(service);
  await moments.heard(page);
  await take('conversation');

  const turnLinks = page.locator('.message-facts a');
  const [first, second] = [await turnLinks.nth(0).getAttribute('href'), await turnLinks.last().getAttribute('href')];
  if (!first || !second) throw new Error('the conversation shows no turns');
  await goTo(page, first);
  await take('turn');
  await goTo(page, `#/compare/${first.split('/').at(-1)}/${second.split('/').at(-1)}`);
  await take('compare');
  await goTo(page, '#/session');
  await take('session');
  await goTo(page, '#/registry');
  await page.getByRole('heading', { level: 1, name: 'Registry' }).waitFor();
  await take('registry');
  await page.getByRole('link', { name: 'asr/one-cut@1' }).click();
  await page.getByRole('heading', { level: 1, name: 'asr/one-cut@1' }).waitFor();
  await take('registry-entry');
  await goTo(page, '#/listen');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await take('listening-test');
  await goTo(page, '#/walkthrough/turn');
  await page.getByRole('heading', { level: 2, name: 'Turn manager' }).waitFor();
  await page.getByRole('radio', { name: 'Replay' }).check({ force: true });
  await page.getByRole('slider', { name: 'Position in the turn' }).fill('250');
  await page.evaluate('scrollTo(0, 0)');
  await take('walkthrough');
  await goTo(page, '#/walkthrough/asr');
  await page.getByRole('button', { name: 'Present' }).click();
  await take('presenting');

  await quotedTurn(service, first.split('/').at(-1) ?? '');
  await goTo(page, '#/');
  await page.locator('.sources summary').click();
  await page.locator('.sources').scrollIntoViewIfNeeded();
  await take('sources');
  await judgedTurn(service, second.split('/').at(-1) ?? '');
  await goTo(page, second);
  await take('verdict');
  await goTo(page, '#/session');
  await page.getByRole('heading', { name: 'Cost', exact: true }).scrollIntoViewIfNeeded();
  await take('cost');
  await page.getByRole('region', { name: 'Turns', exact: true }).scrollIntoViewIfNeeded();
  await take('badges');
  await goTo(page, '#/');
  await openFaults(page);
  await take('faults');
  await page.getByRole('button', { name: 'Switch on', exact: true }).click();
  await page.getByRole('button', { name: /^Switch off/ }).waitFor();
  await take('faults-on');
  await page.keyboard.press('Escape');
  await take('drill');
}
