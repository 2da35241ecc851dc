import type { TurnRecord } from '@cascade/contracts';
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

/** By the settings, as on a first visit: whoever was never let in has no other way. */
export async function openFaults(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).press('Enter');
  await page.getByRole('button', { name: 'Open them' }).press('Enter');
  await page.getByRole('dialog', { name: 'Fault switches' }).waitFor();
}

export async function startTalking(page: Page, service: ScriptedService): Promise<void> {
  await page.getByRole('button', { name: 'Start talking' }).click();
  await service.connected();
}

/** A turn that was sent comes again as one that broke two budgets in a drill, with verdicts and a price. */
export async function judgedTurn(service: ScriptedService, turnId: string): Promise<void> {
  const record = service.recordOf(turnId);
  if (!record) throw new Error(`no record of ${turnId} has been sent`);
  const judged: TurnRecord = {
    ...record,
    voice_to_voice_ms: 2350,
    stages_ms: { ...record.stages_ms, finalization: 2010 },
    budget: {
      ...record.budget,
      violations: { finalization: 2010 },
      verdicts: [
        {
          budget: 'finalization',
          stage: 'asr',
          owner: 'model-compute',
          team: 'speech recognition',
          observed_ms: 2010,
          budget_ms: 800,
          parts_ms: { 'model-compute': 1580, queueing: 20, 'configured-wait': 410 },
          reason: 'asr computed for 1,580 of 2,010 ms; 410 ms were waits by rule, 20 ms queueing.',
        },
        {
          budget: 'voice_to_voice',
          stage: 'asr',
          owner: 'model-compute',
          team: 'speech recognition',
          observed_ms: 2350,
          budget_ms: 1700,
          parts_ms: { 'model-compute': 1790, 'configured-wait': 560 },
          reason: 'asr computed for 1,580 of 2,350 ms.',
        },
      ],
    },
    faults: [{ id: 'fault_1', stage: 'asr', kind: 'slow' }],
    cost: {
      ...record.cost,
      price: {
        card: 'example prices (2026-01-01)',
        currency: 'USD',
        total: 0.0000324,
        parts: { machine: 0.0000251, wasted_machine: 0.0000073 },
      },
    },
  };
  service.send({ type: 'cascade.turn.record', event_id: 'event_judged', record: judged });
}

/** A turn that was sent comes again as one that was answered from a document. */
export async function quotedTurn(service: ScriptedService, turnId: string): Promise<void> {
  const record = service.recordOf(turnId);
  if (!record) throw new Error(`no record of ${turnId} has been sent`);
  const quote = 'You can give it back within thirty days.';
  const source = {
    chunkId: 'chunk_1',
    documentId: 'returns',
    documentVersion: '1',
    title: 'Returns and exchanges',
    source: 'policies/returns.md',
    text: `Keep the box. ${quote} Opened filters are taken back only when they are faulty.`,
  };
  const call = {
    call_id: 'call_1',
    name: 'knowledge_search',
    arguments: JSON.stringify({ question: 'How long can I give it back?' }),
    output: JSON.stringify({
      reply: `According to the page ${source.title}: ${quote}`,
      data: { kind: 'answer', claims: [{ text: quote, chunkId: source.chunkId, quote }], sources: [source] },
    }),
  };
  const quoted: TurnRecord = { ...record, tool_calls: [call], retrieved_document_ids: [source.documentId] };
  service.send({ type: 'cascade.turn.record', event_id: 'event_quoted', record: quoted });
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
