/** A person at the console: a real browser with a fake microphone, the real service, and a network that breaks once. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, launchChromium } from '../scripts/browser.ts';
import { type AssistantProcess, startAssistantProcess } from './assistant-process.ts';
import { type CutOffProxy, startCutOffProxy } from './cut-off-proxy.ts';
import { createFakeMicrophone, type FakeMicrophone } from './fake-microphone.ts';

const sentences = {
  sum: 'What is twelve times seven?',
  /** What the model answers to it takes ten seconds and more. */
  story: 'Tell me a short story about a lighthouse keeper.',
  interruption: 'Wait, what is nine times nine?',
  otherStory: 'Tell me a short story about a dog and a bird.',
};

/** Models on two shared cores: only to end a test that hangs, never to measure. */
const patienceMs = 60_000;

// Where there has to be a browser its absence is a failure; elsewhere this is skipped.
describe.skipIf(!process.env.CI && chromiumPath() === undefined)('a person at the console', () => {
  let assistant: AssistantProcess;
  let network: CutOffProxy;
  let microphone: FakeMicrophone;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const complaints: string[] = [];
  const speech = new Map<string, Uint8Array>();

  beforeAll(async () => {
    microphone = await createFakeMicrophone();
    assistant = await startAssistantProcess();
    for (const sentence of Object.values(sentences)) speech.set(sentence, await assistant.speak(sentence));
    network = await startCutOffProxy(assistant.port);
    browser = await launchChromium(microphone.flags);
    context = await browser.newContext({ permissions: ['microphone'] });
    context.setDefaultTimeout(patienceMs);
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  }, 120_000);

  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      console.error(await page.locator('.conversation').textContent(), complaints);
    });
  });

  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await network?.close();
    await assistant?.stop();
    await microphone?.close();
  });

  const conversation = () => page.locator('.conversation');
  const replies = () => page.locator('.message[data-role="assistant"]');
  const reply = (status: string, text: RegExp) =>
    page.locator(`.message[data-role="assistant"][data-status="${status}"]`).filter({ hasText: text });
  const question = (text: RegExp) =>
    page.locator('.message[data-role="user"][data-final="true"]').filter({ hasText: text });
  const attribute = async (name: string) => (await conversation().getAttribute(`data-${name}`)) ?? '';
  const audibleMs = async () => Number(await attribute('audible-ms'));

  test('opens, talks two turns, interrupts once, and goes on after the socket was torn in mid-reply', async () => {
    await microphone.load(speech.get(sentences.sum)!);
    await page.goto(`http://127.0.0.1:${network.port}/`);
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
    await page.getByRole('button', { name: 'Start talking' }).click();

    // The first turn: heard, answered, and the answer played to its end.
    await question(/(twelve|12) times (seven|7)/i).waitFor();
    await reply('completed', /eighty-four/i).waitFor();
    expect(await audibleMs()).toBeGreaterThan(500);
    await page.locator('.message-facts').first().waitFor();
    const sessionId = await attribute('session-id');
    expect(sessionId).not.toBe('');

    // The second: long enough to be interrupted. What was heard of it and what was not is told apart.
    await microphone.speak(page, speech.get(sentences.story)!);
    await question(/keeper|light/i).waitFor();
    await replies().last().locator('.sounding').waitFor();
    await microphone.speak(page, speech.get(sentences.interruption)!);
    // A reply that began too early and was taken back is interrupted too: of it, nothing was heard.
    const cutOff = page
      .locator('.message[data-status="interrupted"]')
      .filter({ has: page.locator('.heard:not(:empty)') })
      .filter({ has: page.locator('.unheard:not(:empty)') });
    await cutOff.waitFor();
    await question(/(nine|9) times (nine|9)/i).waitFor();
    await reply('completed', /eighty-one/i).waitFor();

    // The network breaks while a reply is spoken: the session, the conversation and the reply go on.
    await microphone.speak(page, speech.get(sentences.otherStory)!);
    await question(/dog|bird/i).waitFor();
    await replies().last().locator('.sounding').waitFor();
    const heardBeforeMs = await audibleMs();
    network.cut();
    await page.locator('.conversation[data-state="reconnecting"]').waitFor();
    await page.locator('.notice[data-topic="resumed"]').waitFor();
    await expect.poll(() => replies().last().getAttribute('data-status'), { timeout: patienceMs }).toBe('completed');
    expect(await attribute('session-id')).toBe(sessionId);
    expect(await audibleMs()).toBeGreaterThan(heardBeforeMs);
    const itemIds = await page
      .locator('.message')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-item-id')));
    expect(new Set(itemIds).size).toBe(itemIds.length);

    // A browser writes to its console that a socket was torn; it has nothing else to complain of.
    expect(complaints.filter((complaint) => !/WebSocket/.test(complaint))).toEqual([]);
  }, 240_000);

  test('a sample question goes the same way, without a microphone', async () => {
    await page.getByRole('button', { name: 'Stop talking' }).click();
    const before = await replies().count();
    await page.locator('[data-sample="sum"]').click();
    await question(/(twelve|12) times (seven|7)/i)
      .nth(1)
      .waitFor();
    await replies().nth(before).waitFor();
    await expect.poll(() => reply('completed', /eighty-four/i).count(), { timeout: patienceMs }).toBe(2);
  }, 120_000);

  test('what is written is answered aloud', async () => {
    const heardBeforeMs = await audibleMs();
    await page.getByLabel('Write instead').fill('What is six times six?');
    await page.keyboard.press('Enter');
    await reply('completed', /thirty-six/i).waitFor();
    expect(await audibleMs()).toBeGreaterThan(heardBeforeMs);
  }, 120_000);
});
