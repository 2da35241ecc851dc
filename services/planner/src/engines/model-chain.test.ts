import { CascadeError } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { afterEach, expect, test, vi } from 'vitest';
import type { LanguageModel, ModelEvent, ModelRequest } from '../language-model.ts';
import { createModelChain, type ModelChainOptions } from './model-chain.ts';

type Step = string | { readonly waitMs: number } | { readonly fail: string } | { readonly hang: true };

/** Says its steps in order, each time it is asked. */
class ScriptedModel implements LanguageModel {
  available = true;
  callsTools = true;
  readonly asked: ModelRequest[] = [];
  aborted = 0;
  readonly version: string;
  steps: readonly Step[];

  constructor(version: string, steps: readonly Step[]) {
    this.version = version;
    this.steps = steps;
  }

  async *stream(request: ModelRequest, signal: AbortSignal, clock: VirtualClock): AsyncGenerator<ModelEvent> {
    this.asked.push(request);
    signal.addEventListener('abort', () => this.aborted++, { once: true });
    for (const step of this.steps) {
      if (typeof step === 'string') yield { type: 'text', delta: step };
      else if ('waitMs' in step) await clock.sleep(step.waitMs, signal);
      else if ('hang' in step) await clock.sleep(1e9, signal);
      else throw new CascadeError('planner_unavailable', step.fail);
    }
    yield { type: 'done', complete: true };
  }

  async warmUp(): Promise<void> {}
  async close(): Promise<void> {}
}

const request: ModelRequest = {
  messages: [{ role: 'user', content: 'Hi' }],
  tools: [{ name: 'lights' }],
  maxTokens: 50,
  temperature: 0,
};
const settings: ModelChainOptions = { breakAfter: 2, breakForMs: 10_000 };
const chainOf = (models: readonly LanguageModel[], options: Partial<ModelChainOptions> = {}) =>
  createModelChain(
    models.map((model) => ({ model, firstTokenMs: 1_000 })),
    { ...settings, ...options },
  );

/** Everything that is streamed, the clock running as long as somebody waits; a failure as its code. */
async function heard(chain: LanguageModel, signal = new AbortController().signal): Promise<string[]> {
  const clock = new VirtualClock();
  const lines: string[] = [];
  let over = false;
  const reading = (async () => {
    try {
      for await (const event of chain.stream(request, signal, clock)) lines.push(lineOf(event));
    } catch (error) {
      lines.push(CascadeError.is(error) ? error.code : String(error));
    }
    over = true;
  })();
  while (!over) {
    await clock.advance(50);
    await new Promise(setImmediate);
  }
  await reading;
  return lines;
}

function lineOf(event: ModelEvent): string {
  switch (event.type) {
    case 'text':
      return event.delta;
    case 'model':
      return event.after ? `${event.version} after ${event.after}: ${event.code}` : event.version;
    case 'switched':
      return `switched from ${event.from}: ${event.code}`;
    case 'wasted':
      return `wasted ${event.version}: ${event.outputTokens}`;
    default:
      return event.type;
  }
}

afterEach(() => vi.useRealTimers());

test('the first answers, and nobody else is asked', async () => {
  const [a, b] = [new ScriptedModel('a', ['One.']), new ScriptedModel('b', ['Two.'])];
  expect(await heard(chainOf([a, b]))).toEqual(['a', 'One.', 'done']);
  expect(b.asked).toHaveLength(0);
});

test.each<[string, readonly Step[], string]>([
  ['refuses', [{ fail: 'no' }], 'planner_unavailable'],
  ['says nothing in time', [{ hang: true }], 'planner_timeout'],
])('one that %s is replaced before its first word', async (_, steps, code) => {
  const [a, b] = [new ScriptedModel('a', steps), new ScriptedModel('b', ['Two.'])];
  expect(await heard(chainOf([a, b]))).toEqual([`b after a: ${code}`, 'Two.', 'done']);
  expect(a.aborted).toBe(1);
});

test('one that breaks off in mid-answer is followed by the whole answer of the next', async () => {
  const [a, b] = [new ScriptedModel('a', ['One', ' and', { fail: 'gone' }]), new ScriptedModel('b', ['Two.'])];
  expect(await heard(chainOf([a, b]))).toEqual([
    'a',
    'One',
    ' and',
    'switched from a: planner_unavailable',
    'b after a: planner_unavailable',
    'Two.',
    'done',
  ]);
});

test('when all fail, the last failure is told', async () => {
  const [a, b] = [new ScriptedModel('a', ['One', { fail: 'gone' }]), new ScriptedModel('b', [{ hang: true }])];
  expect(await heard(chainOf([a, b]))).toEqual(['a', 'One', 'planner_timeout']);
});

test('after failures in a row a model is left alone for a while, then tried once', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const [a, b] = [new ScriptedModel('a', [{ fail: 'no' }]), new ScriptedModel('b', ['Two.'])];
  const chain = chainOf([a, b]);
  for (let times = 0; times < 4; times++) expect((await heard(chain)).at(-1)).toBe('done');
  expect(a.asked).toHaveLength(2);
  vi.advanceTimersByTime(10_001);
  await heard(chain);
  await heard(chain);
  expect(a.asked).toHaveLength(3);
  a.steps = ['One.'];
  vi.advanceTimersByTime(10_001);
  expect(await heard(chain)).toEqual(['a', 'One.', 'done']);
  expect(await heard(chain)).toEqual(['a', 'One.', 'done']);
});

test('a cancelled answer counts for no failure, and asks nobody else', async () => {
  const [a, b] = [new ScriptedModel('a', ['One', { hang: true }]), new ScriptedModel('b', ['Two.'])];
  const chain = chainOf([a, b], { breakAfter: 1 });
  const controller = new AbortController();
  const clock = new VirtualClock();
  const stream = chain.stream(request, controller.signal, clock)[Symbol.asyncIterator]();
  await stream.next();
  await stream.next();
  const next = stream.next();
  controller.abort();
  await expect(next).rejects.toThrow();
  expect(b.asked).toHaveLength(0);
  a.steps = ['Again.'];
  expect(await heard(chain)).toEqual(['a', 'Again.', 'done']);
});

test('a reader that leaves in the midst ends the request, and counts for no failure', async () => {
  const a = new ScriptedModel('a', ['One', 'Two', 'Three']);
  const chain = chainOf([a], { breakAfter: 1 });
  for await (const event of chain.stream(request, new AbortController().signal, new VirtualClock())) {
    if (event.type === 'text') break;
  }
  expect(a.aborted).toBe(1);
  expect((await heard(chain)).at(-1)).toBe('done');
});

test('one that is restarting is not asked; tools go only to those that call them', async () => {
  const [a, b] = [new ScriptedModel('a', ['One.']), new ScriptedModel('b', ['Two.'])];
  a.available = false;
  b.callsTools = false;
  const chain = chainOf([a, b]);
  expect(chain.available).toBe(true);
  expect(await heard(chain)).toEqual(['b', 'Two.', 'done']);
  expect(b.asked[0]?.tools).toEqual([]);
  b.available = false;
  expect(chain.available).toBe(false);
  expect(await heard(chain)).toEqual(['planner_unavailable']);
});

test('the order is that of the request', async () => {
  const [a, b] = [new ScriptedModel('a', ['One.']), new ScriptedModel('b', ['Two.'])];
  expect(await heard(chainOf([a, b], { order: () => [b, a] }))).toEqual(['b', 'Two.', 'done']);
});

test('hedging: a late model gets a rival, the first to speak answers, and the cost of the other is told', async () => {
  const a = new ScriptedModel('a', [{ waitMs: 400 }, 'One.']);
  const b = new ScriptedModel('b', [{ waitMs: 100 }, 'Two.']);
  const chain = chainOf([a, b], { hedgeAfterMs: 200 });
  expect(await heard(chain)).toEqual(['wasted a: 0', 'b', 'Two.', 'done']);
  expect(a.aborted).toBe(1);
  b.steps = [{ waitMs: 500 }, 'Two.'];
  expect(await heard(chain)).toEqual(['wasted b: 0', 'a', 'One.', 'done']);
  a.steps = [{ waitMs: 100 }, 'One.'];
  expect(await heard(chain)).toEqual(['a', 'One.', 'done']);
  a.steps = [{ waitMs: 300 }, { fail: 'no' }];
  expect(await heard(chain)).toEqual(['b', 'Two.', 'done']);
});
