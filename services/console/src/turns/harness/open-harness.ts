import type { TurnRecord } from '@cascade/contracts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

/** Nothing listens there: the browser's requests are answered from memory. A secure context, as loopback is. */
const address = 'http://localhost/turns/';

export interface HarnessOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly records?: readonly TurnRecord[];
  /** Where the page begins, after `#`. */
  readonly hash?: string;
}

/** The views as a page in a real browser. */
export interface OpenHarness {
  /** A page of its own; `requested` are the files that it has asked for. */
  open(options?: HarnessOptions): Promise<{ readonly page: Page; readonly requested: readonly string[] }>;
  close(): Promise<void>;
}

/** Builds the harness once, in memory, and starts a browser. */
export async function openHarness(): Promise<OpenHarness> {
  const files = await buildHarness();
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  return {
    async open({ width = 1280, height = 900, theme = 'light', records = [], hash = '' } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      const requested: string[] = [];
      await page.route('**', (route) => {
        const name = route.request().url().slice(address.length).split('#')[0] || 'index.html';
        requested.push(name);
        const file = files.get(name);
        return file ? route.fulfill(file) : route.fulfill({ status: 404 });
      });
      await page.goto(`${address}${hash}`);
      await page.waitForFunction(() => 'harness' in globalThis);
      await page.evaluate(
        ([name, shown]) => {
          globalThis.harness.setTheme(name);
          globalThis.harness.show(shown);
        },
        [theme, records] as const,
      );
      // Drawn, and what is done after drawing: reading a text or counting elements waits for nothing.
      for (const _ of ['drawing', 'effects'])
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
      return { page, requested };
    },
    close: () => browser.close(),
  };
}

async function buildHarness() {
  const output = await build({
    configFile: false,
    root: new URL('.', import.meta.url).pathname,
    base: './',
    logLevel: 'error',
    resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { write: false, minify: false, modulePreload: { polyfill: false } },
  });
  const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
  const bundles = Array.isArray(output) ? output : 'output' in output ? [output] : [];
  return new Map(
    bundles
      .flatMap((bundle) => bundle.output)
      .map((file) => {
        const body = file.type === 'chunk' ? file.code : String(file.source);
        return [file.fileName, { body, contentType: types[file.fileName.split('.').at(-1) ?? ''] ?? 'text/plain' }];
      }),
  );
}
