import type { Page } from 'playwright-core';
import type { ScriptedService } from './scripted-service.ts';

/** Opens the page as somebody who has been here before, unless it is their first visit. */
export async function openConsole(page: Page, url: string, isFirstVisit = false): Promise<void> {
  if (!isFirstVisit) {
    const content = "localStorage.setItem('cascade.tour', '1'); localStorage.setItem('cascade.visited', 'yes');";
    await page.addInitScript({ content });
  }
  await page.goto(url);
  await page.getByRole('main').waitFor({ state: 'attached' });
}

/** A browser that has no microphone, or a user who keeps it to themselves. */
export const withoutMicrophone = (page: Page, error: 'NotAllowedError' | 'NotFoundError'): Promise<unknown> =>
  page.addInitScript({
    content: `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '${error}'))`,
  });

/** To another place of the page, as a link does. */
export const goTo = (page: Page, hash: string): Promise<unknown> =>
  page.evaluate(`location.hash = ${JSON.stringify(hash)}`);

export async function startTalking(page: Page, service: ScriptedService): Promise<void> {
  await page.getByRole('button', { name: 'Start talking' }).click();
  await service.connected();
}

/**
 * Moments of the recorded conversation (a question and its answer, a longer answer, an interruption with a question),
 * each from where the one before it ended.
 */
export const moments = {
  /** The user is half-way through the first question. */
  async partials(service: ScriptedService): Promise<void> {
    await service.play({ type: 'cascade.transcript.partial', nth: 5 });
  },
  async thinking(service: ScriptedService): Promise<void> {
    await service.play({ type: 'response.created' });
  },
  async firstTurn(service: ScriptedService): Promise<void> {
    await service.play({ type: 'cascade.turn.record' });
  },
  /** The answer has been played to its end. */
  async heard(page: Page): Promise<void> {
    await page.locator('.conversation[data-state="speaking"]').waitFor();
    await page.locator('.conversation[data-state="listening"]').waitFor();
  },
  /** In the midst of the longer answer; lasts while the audio that has been sent plays. */
  async speaking(service: ScriptedService, page: Page): Promise<void> {
    await service.play({ type: 'cascade.audio.stream' });
    await service.playAudio(1400);
    await page.locator('.message[data-role="assistant"] .sounding').waitFor();
  },
  async interrupted(service: ScriptedService): Promise<void> {
    await service.play({ type: 'cascade.turn.record' });
    await service.play({ type: 'cascade.transcript.partial', nth: 2 });
  },
  async end(service: ScriptedService): Promise<void> {
    await service.play();
  },
};
