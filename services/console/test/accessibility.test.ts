/** Every page and state of the console, in a real browser: axe finds nothing, and the keyboard gets everywhere. */
import { readFile } from 'node:fs/promises';
import { writeWav } from '@cascade/audio';
import { listeningVotesSchema } from '@cascade/contracts';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { consoleDirectory } from '../build/index.ts';
import { chromiumPath, launchChromium } from '../scripts/browser.ts';
import {
  goTo,
  moments,
  openConsole,
  openFaults,
  quotedTurn,
  startTalking,
  withoutMicrophone,
} from '../scripts/page-states.ts';
import {
  type ScriptedService,
  type ScriptedServiceOptions,
  startScriptedService,
} from '../scripts/scripted-service.ts';
import { cardIds } from '../src/walkthrough/card.ts';

const recording = new URL('./fixtures/conversation.jsonl', import.meta.url);
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

// Where there has to be a browser its absence is a failure; elsewhere these tests are skipped.
describe.skipIf(!process.env.CI && chromiumPath() === undefined)(
  'the console in a browser',
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let directory: string;
    let context: BrowserContext;
    let service: ScriptedService;
    let page: Page;
    let problems: string[];

    beforeAll(async () => {
      [browser, directory] = await Promise.all([launchChromium(), consoleDirectory()]);
    }, 60_000);
    afterAll(() => browser?.close());
    afterEach(async () => {
      await context?.close();
      await service?.close();
    });

    async function begin(options: Partial<ScriptedServiceOptions> & { viewport?: typeof desktop } = {}): Promise<void> {
      problems = [];
      const { viewport = desktop, ...scripted } = options;
      service = await startScriptedService({ directory, recording, ...scripted });
      context = await browser.newContext({ viewport, permissions: ['microphone'], reducedMotion: 'reduce' });
      page = await context.newPage();
    }

    /** All rules in light colours, contrast again in dark ones; what is found, with the state that it was found in. */
    async function look(state: string, part = 'html'): Promise<void> {
      for (const finding of await findings(page, 'light', [], part)) problems.push(`${state}: ${finding}`);
      for (const finding of await findings(page, 'dark', ['color-contrast'], part)) {
        problems.push(`${state}, dark: ${finding}`);
      }
    }

    test('first visit: the tour, and the page behind it', async () => {
      await begin();
      await openConsole(page, service.url, true);
      const dialog = page.getByRole('dialog');
      for (const title of ['Talk to it', 'See where the time went', 'Walk through the system']) {
        await dialog.getByRole('heading', { name: title }).waitFor();
        await look(title);
        if (title !== 'Walk through the system') await dialog.getByRole('button', { name: 'Next' }).click();
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' }).catch(() => dialog.waitFor({ state: 'hidden' }));
      await look('ready');
      await page.getByRole('button', { name: 'Settings' }).click();
      await look('settings');
      expect(problems).toEqual([]);
    });

    for (const [device, viewport] of Object.entries({ desktop, phone })) {
      test(`a conversation, ${device}`, async () => {
        await begin({ viewport });
        await openConsole(page, service.url);
        await startTalking(page, service);
        await moments.partials(service);
        await page.locator('.unstable').first().waitFor();
        await look('partials');
        await moments.thinking(service);
        if (device === 'desktop') await look('thinking');
        await moments.firstTurn(service);
        await moments.speaking(service, page);
        if (device === 'desktop') await look('speaking');
        await moments.interrupted(service);
        await page.locator('.cut').waitFor();
        if (device === 'desktop') await look('interrupted');
        await moments.end(service);
        const links = page.locator('.message-facts a');
        await links.nth(2).waitFor();
        await look('after three turns');
        if (device === 'phone') {
          await page.getByRole('button', { name: /^This turn/ }).click();
          await look('the turn as a sheet');
          await page.getByRole('button', { name: /^This turn/ }).click();
        }

        const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
        const [first = '', second = ''] = addresses.map((href) => href.replace('#/turn/', ''));
        await quotedTurn(service, first);
        await page.locator('.sources summary').click();
        await look('sources of an answer');
        for (const [hash, state] of [
          [`#/turn/${first}`, 'turn'],
          [`#/compare/${first}/${second}`, 'compare'],
          ['#/session', 'session'],
          ['#/turn/none', 'a turn that is not known'],
        ] as const) {
          await goTo(page, hash);
          await page.locator('main h1, main h2').first().waitFor();
          await look(state);
        }
        expect(problems).toEqual([]);
      });

      test(`the registry, ${device}`, async () => {
        await begin({ viewport });
        await openConsole(page, `${service.url}#/registry`);
        await page.getByRole('heading', { level: 1, name: 'Registry' }).waitFor();
        await look('registry');
        await page.getByLabel('Kind').selectOption('asr');
        await page.getByRole('link', { name: 'asr/one-cut@1' }).click();
        await page.getByRole('heading', { level: 1, name: 'asr/one-cut@1' }).waitFor();
        expect(await page.getByText('candidate → shadow, Ada: the gate is green').isVisible()).toBe(true);
        await look('entry of the registry');
        await page.getByRole('link', { name: 'asr/two-cuts@1' }).click();
        await page.getByRole('heading', { level: 1, name: 'asr/two-cuts@1' }).waitFor();
        await goTo(page, '#/registry/nothing%401');
        await page.getByRole('heading', { name: 'No such entry' }).waitFor();
        await look('no such entry');
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
        expect(problems).toEqual([]);
      });

      test(`the walkthrough, ${device}`, async () => {
        await begin({ viewport });
        await openConsole(page, `${service.url}#/walkthrough`);
        await page.getByRole('heading', { level: 1, name: 'Walkthrough' }).waitFor();
        for (const card of device === 'desktop' ? cardIds : (['overview', 'asr'] as const)) {
          await goTo(page, `#/walkthrough/${card}`);
          await page.locator('.card-place', { hasText: `${cardIds.indexOf(card) + 1} of` }).waitFor();
          await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
          // What lies around the card stays the same.
          await look(`card ${card}`, card === 'overview' ? 'html' : '.walkthrough-card');
        }
        if (device === 'desktop') await page.getByRole('button', { name: 'As a list' }).click();
        await page.getByRole('button', { name: 'Present' }).click();
        await look('presenting, as a list');
        await page.getByRole('radio', { name: 'Live' }).check();
        await look('live', '.walkthrough-live');
        expect(problems).toEqual([]);
      });
    }

    test('a listening test: both are heard before a choice, a reload loses nothing, the choices are a file', async () => {
      await begin();
      await openConsole(page, `${service.url}#/listen`);
      const file = page.getByLabel(/set\.json/);
      await look('listening test, before');
      await file.setInputFiles({ name: 'odd.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
      await page.getByRole('alert').filter({ hasText: 'is no listening test' }).waitFor();
      const wav = (hertz: number) => {
        const samples = Float32Array.from(
          { length: 2400 },
          (_, at) => 0.2 * Math.sin((2 * Math.PI * hertz * at) / 24_000),
        );
        return Buffer.from(writeWav(samples, 24_000)).toString('base64');
      };
      const trials = ['one', 'two'].map((id) => ({ id, text: `Text ${id}`, a: wav(220), b: wav(440) }));
      const set = { schema: 'cascade-listening-1', id: 'made', question: 'Which one?', trials };
      const give = () =>
        file.setInputFiles({
          name: 'set.json',
          mimeType: 'application/json',
          buffer: Buffer.from(JSON.stringify(set)),
        });
      await give();
      await page.getByText('Pair 1 of 2').waitFor();
      await look('pair');
      const hear = async (name: string) => {
        await page.evaluate(`document.querySelector('audio[aria-label="Voice ${name}"]').play()`);
      };
      const choice = page.getByRole('button', { name: '2: rather B' });
      await hear('A');
      expect(await choice.isDisabled()).toBe(true);
      await hear('B');
      await page.getByText('Which one? (keys 1, 0, 2)').waitFor();
      await page.keyboard.press('2');
      await page.getByText('Pair 2 of 2').waitFor();

      await page.reload();
      await give();
      await page.getByText('Pair 2 of 2').waitFor();
      await hear('A');
      await hear('B');
      await page.getByRole('button', { name: '0: no difference' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await look('thanks');
      const [saved] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download my choices' }).click(),
      ]);
      const votes = listeningVotesSchema.parse(JSON.parse(await readFile(await saved.path(), 'utf8')));
      expect(votes.votes.map((vote) => vote.choice)).toEqual(['b', 'none']);
      expect(problems).toEqual([]);
    });

    test('a registry that wants a key', async () => {
      await begin({ needsKey: true });
      await openConsole(page, `${service.url}#/registry`);
      await page.getByRole('alert').filter({ hasText: 'scope “records”' }).waitFor();
      await look('registry without a key', 'main');
      expect(problems).toEqual([]);
    });

    test('what can go wrong', async () => {
      await begin();
      await withoutMicrophone(page, 'NotAllowedError');
      await openConsole(page, service.url);
      await startTalking(page, service);
      await page.locator('.conversation[data-state="permission-refused"]').waitFor();
      await look('microphone refused');
      service.send({
        type: 'cascade.going_away',
        event_id: 'event_a',
        reason: 'session_length',
        time_left_ms: 30_000,
      });
      service.send({
        type: 'cascade.degraded',
        event_id: 'event_b',
        stage: 'tts',
        what: 'clause-without-audio',
        reason: 'A clause could not be spoken.',
        response_id: null,
        at_ms: 0,
      });
      service.send({
        type: 'error',
        event_id: 'event_c',
        error: {
          type: 'server_error',
          code: 'stage_failed',
          message: 'A stage failed.',
          param: null,
          event_id: null,
        },
      });
      await page.getByText('A stage failed.').waitFor();
      await look('notices');
      service.drop(1009, 'too large');
      await page.locator('.conversation[data-state="error"]').waitFor();
      await look('the connection has ended');
      await page.getByRole('button', { name: 'Start talking' }).click();
      await page.locator('.conversation[data-state="permission-refused"]').waitFor();
      service.refuse();
      service.drop();
      await page.locator('.conversation[data-state="reconnecting"]').waitFor();
      await look('reconnecting');
      expect(problems).toEqual([]);
    });

    test('a drill: switched on and off by keyboard alone, with a banner on every page meanwhile', async () => {
      await begin({ hasFaults: true, viewport: phone });
      await openConsole(page, service.url);
      await openFaults(page);
      const panel = page.getByRole('dialog', { name: 'Fault switches' });
      await look('fault switches, none on');
      await panel.getByLabel('Stage').selectOption('tts');
      await panel.getByLabel('By, ms').fill('2500');
      await panel.getByRole('button', { name: 'Switch on', exact: true }).press('Enter');
      const banner = page.getByRole('status').filter({ hasText: 'Drill: slow tts by 2,500 ms, in all sessions.' });
      await banner.waitFor();
      await look('fault switches, one on');
      await page.keyboard.press('Escape');
      await goTo(page, '#/session');
      await page.getByRole('heading', { level: 1, name: 'No turns yet' }).waitFor();
      await look('a drill, seen from another page');
      expect(await banner.isVisible()).toBe(true);
      await page.locator('.fault-banner').getByRole('button', { name: 'Fault switches' }).press('Enter');
      await panel.getByRole('button', { name: /^Switch off.*slow tts/ }).press('Enter');
      await expect.poll(() => focusedText(page)).toBe('In force');
      expect(await page.locator('.fault-banner').textContent()).toBe('');
      // Who was let in once finds the button there at the next visit.
      await page.reload();
      await page.locator('.header').getByRole('button', { name: 'Fault switches' }).waitFor();
      expect(problems).toEqual([]);
    });

    test('the newest message stays in view when a banner takes some of its place', async () => {
      await begin({ hasFaults: true });
      await openConsole(page, service.url);
      await startTalking(page, service);
      await moments.end(service);
      const newest = page.locator('.message-facts').last();
      await page.locator('.message-facts').nth(2).waitFor();
      await moments.heard(page);
      await openFaults(page);
      await page.getByRole('button', { name: 'Switch on', exact: true }).click();
      await page.locator('.fault-banner').getByText('Drill:').waitFor();
      const lies = (): Promise<boolean> =>
        newest.evaluate((element) => {
          const log = element.closest('.messages')!.getBoundingClientRect();
          return element.getBoundingClientRect().bottom <= log.bottom;
        });
      await expect.poll(lies).toBe(true);
    });

    test('without rights the page does not ask unbidden, shows no button, and says why when it is asked for', async () => {
      await begin();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await openConsole(page, service.url);
      await openFaults(page);
      const panel = page.getByRole('dialog', { name: 'Fault switches' });
      expect(await page.getByRole('dialog', { name: 'Settings' }).count()).toBe(0);
      await panel.getByText('This service has no fault switches.').waitFor();
      expect(asked.filter((path) => path === '/v1/faults')).toHaveLength(1);
      expect(await panel.getByRole('button').count()).toBe(0);
      await look('no fault switches');
      await page.keyboard.press('Escape');
      await page.reload();
      await startTalking(page, service);
      expect(asked.filter((path) => path === '/v1/faults')).toHaveLength(1);
      expect(await page.getByRole('button', { name: 'Fault switches' }).count()).toBe(0);
      expect(problems).toEqual([]);
    });

    test('a service that wants a key', async () => {
      await begin({ needsKey: true });
      await openConsole(page, service.url);
      await page.getByRole('button', { name: 'Start talking' }).click();
      await page.getByRole('dialog').getByText('wants an API key').waitFor();
      await look('key dialog');
      expect(problems).toEqual([]);
    });

    test('the tour keeps the focus, comes once, and comes again when it is asked for', async () => {
      await begin();
      await openConsole(page, service.url, true);
      const dialog = page.getByRole('dialog', { name: 'Talk to it' });
      await dialog.waitFor();
      const inside = () => page.evaluate("document.activeElement?.closest('dialog') !== null");
      expect(await inside()).toBe(true);
      for (let presses = 0; presses < 5; presses++) {
        await page.keyboard.press('Tab');
        // The browser's own controls take their turn after the last one in the dialog.
        expect(
          await page.evaluate(
            "document.activeElement === document.body || document.activeElement?.closest('dialog') !== null",
          ),
        ).toBe(true);
      }
      await page.keyboard.press('Escape');
      await expect.poll(inside).toBe(false);
      await page.reload();
      await page.getByRole('button', { name: 'Start talking' }).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.getByRole('button', { name: 'Settings' }).press('Enter');
      await page.getByRole('button', { name: 'Show the tour again' }).press('Enter');
      await dialog.waitFor();
    });

    test('the keyboard alone: talk, read a turn, walk through and present', async () => {
      await begin();
      await openConsole(page, service.url);
      await tabTo(page, 'Start talking');
      await page.keyboard.press('Enter');
      await service.connected();
      await moments.firstTurn(service);
      await page.locator('.message-facts a').waitFor();
      await tabTo(page, /open this turn/);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.url()).toContain('#/turn/');
      await page
        .getByRole('link', { name: /^Trace viewer/ })
        .first()
        .waitFor();
      await tabTo(page, 'Walkthrough');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Walkthrough' }).waitFor();
      await tabTo(page, /^Recognizer/);
      await page.keyboard.press('Enter');
      await expect.poll(() => focusedText(page)).toBe('Recognizer');
      await page.getByRole('button', { name: 'Present' }).press('Enter');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.url()).toMatch(/#\/walkthrough\/turn$/);
      await expect.poll(() => focusedText(page)).toBe('Turn manager');
      await page.keyboard.press('Home');
      await expect.poll(() => page.url()).toMatch(/#\/walkthrough$/);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Present', exact: true }).waitFor();
    });

    test('Tab goes through the walkthrough and comes out again, and shows where it is', async () => {
      await begin();
      await openConsole(page, service.url);
      await goTo(page, '#/walkthrough/asr');
      await page.getByRole('heading', { level: 2, name: 'Recognizer' }).waitFor();
      await page.evaluate('document.activeElement?.blur?.()');
      const names: string[] = [];
      for (let presses = 0; presses < 150; presses++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(focusFacts);
        if (stop === null) break;
        expect(stop, `Tab stop ${names.length + 1}`).toMatchObject({ isShown: true });
        names.push((stop as { name: string }).name);
      }
      expect(names.length).toBeLessThan(150);
      for (const name of ['Gateway', 'Turn manager', 'Release']) {
        expect(names.some((one) => one.startsWith(name))).toBe(true);
      }
    });
  },
);

/** What axe finds within a part of the page, one line for each rule and place. */
async function findings(page: Page, theme: 'light' | 'dark', rules: readonly string[], part: string) {
  await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
  await page.evaluate(drawn);
  // Evaluated by the debugger: the page's own policy would rightly refuse a script from elsewhere.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    ...(rules.length > 0 ? { runOnly: { type: 'rule', values: rules } } : {}),
  };
  // Only what matters leaves the page: the whole result is large.
  return page.evaluate(`axe.run(${JSON.stringify(part)}, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => id + ': ' + target.join(' ') + ' ' + (any[0]?.message ?? ''))))`) as Promise<
    string[]
  >;
}

/** Resolves when the new colours are there: where a colour is handed down, one transition begins another. */
const drawn = `(async () => {
  const running = () => document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
  do {
    await Promise.all(running().map((one) => one.finished.catch(() => undefined)));
    await new Promise(requestAnimationFrame);
  } while (running().some((one) => one.playState === 'running'));
})()`;

const focusedText = (page: Page) => page.evaluate("document.activeElement?.textContent ?? ''");

/** Presses Tab until the control with this name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const names: string[] = [];
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const stop = (await page.evaluate(focusFacts)) as { name: string } | null;
    if (stop === null) continue;
    if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) return;
    names.push(stop.name);
  }
  throw new Error(`Tab never comes to ${name}, only to ${names.join(' | ')}`);
}

/** Name of what has the focus, and whether its focus can be seen; null on the page itself. */
const focusFacts = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const label = element.labels?.[0]?.textContent ?? '';
  const name = (element.getAttribute('aria-label') ?? (label || element.textContent)).trim();
  const marks = [element, element.closest('label'), ...element.querySelectorAll('*')].filter(Boolean);
  const isShown = marks.some((mark) => {
    const style = getComputedStyle(mark);
    return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none' ||
      (mark instanceof SVGElement && style.stroke !== 'none' && mark.classList.contains('diagram-halo'));
  });
  return { name, isShown };
})()`;
