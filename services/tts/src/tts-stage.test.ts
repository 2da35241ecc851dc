import {
  CascadeError,
  type ErrorCode,
  type PlanDone,
  type PlanText,
  type SessionSettings,
  type SpeechAudio,
  type TtsEvent,
  type TtsInput,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { endingInput, stageContract, testContext, VirtualClock } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import type { SpeechEngine, SpeechRequest } from './speech-engine.ts';
import { createTtsStage, type TtsStageOptions } from './tts-stage.ts';

const samplesPerMs = 24;

/** Speaks a word in 100 ms, at once; what is in `failures` fails instead. */
class ScriptedEngine implements SpeechEngine {
  readonly versions = { voice: 'scripted@1' };
  readonly requests: SpeechRequest[] = [];
  readonly failures = new Map<string, ErrorCode>();
  /** When set, every request waits for it. */
  gate: Promise<void> | undefined;
  closed = false;

  voiceFor = () => 'only';

  async *synthesize(request: SpeechRequest) {
    this.requests.push(request);
    await this.gate;
    const failure = this.failures.get(request.text);
    if (failure) throw new CascadeError(failure, 'no');
    const words = request.text
      .split(' ')
      .map((text, index) => ({ text, startMs: index * 100, endMs: index * 100 + 100 }));
    yield { samples: new Float32Array(words.length * 100 * samplesPerMs).fill(0.1), words, queueMs: 1, computeMs: 2 };
  }

  async close() {
    this.closed = true;
  }
}

function response(text: string, responseId = 'r1', signal = new AbortController().signal): (PlanText | PlanDone)[] {
  const deltas = text.match(/.{1,4}/gsu) ?? [];
  return [
    ...deltas.map((delta) => ({ type: 'plan-text', responseId, delta, signal }) as const),
    { type: 'plan-done', responseId, source: 'announcement', signal },
  ];
}

async function run(inputs: readonly TtsInput[], engine: SpeechEngine, options: Partial<TtsStageOptions> = {}) {
  const stage = createTtsStage({ engine, ...options });
  const { context, spans } = testContext();
  const events: TtsEvent[] = await Array.fromAsync(stage.run(endingInput(inputs), context));
  const audio = events.filter((event) => event.type === 'speech-audio');
  return { events, audio, spans, stage };
}

const textOf = (events: readonly TtsEvent[]) =>
  events.map((event) => (event.type === 'speech-clause' ? event.text : '')).join('');

const settings = (change: Partial<SessionSettings>): TtsInput => ({
  type: 'session-settings',
  settings: { voice: 'default', speed: 1, outputModality: 'audio', ...change } as SessionSettings,
});

describe('contract', () => {
  for (const behaviour of stageContract) {
    test(behaviour.name, async () => {
      const stage = createTtsStage({ engine: new ScriptedEngine() });
      await behaviour.check({ stage, inputs: () => response('Hello there. How are you?') } as never);
    });
  }
});

describe('a response', () => {
  test('comes as clauses that join to its text, and as audio without gap', async () => {
    const text = 'I can help with that, and it is easy. **Really!**\n\nSee you.';
    const { events, audio } = await run(response(text), new ScriptedEngine());
    expect(textOf(events)).toBe(text);
    let position = 0;
    for (const part of audio) {
      expect(part.startSample).toBe(position);
      position += part.samples.length;
    }
    expect(events.at(-1)).toEqual({ type: 'speech-done', responseId: 'r1', audioMs: position / samplesPerMs });
  });

  test('has its words at their place in the text and in the audio', async () => {
    const text = 'I **can** help, yes. It costs $5.';
    const { audio } = await run(response(text), new ScriptedEngine());
    const words = audio.flatMap((part) => part.words);
    expect(words.map((word) => text.slice(word.startChar, word.endChar))).toEqual(text.split(' '));
    expect(words.map((word) => word.text)).toEqual(text.split(' '));
    expect(words.slice(0, 3).map((word) => word.startMs)).toEqual([0, 100, 200]);
    // 300 ms, the pause after a comma, 100 ms, the pause after a sentence.
    expect(words[4]).toMatchObject({ text: 'It', startMs: 820, endMs: 920 });
  });

  test('begins without a pause; later clauses have one before them, shorter at a faster pace', async () => {
    const pauseMs = async (change: Partial<SessionSettings>) => {
      const { audio } = await run([settings(change), ...response('Hello. There.')], new ScriptedEngine());
      expect(audio[0]!.samples[0]).toBeGreaterThan(0);
      return audio[1]!.samples.findIndex((sample) => sample > 0) / samplesPerMs;
    };
    expect(await pauseMs({})).toBe(280);
    expect(await pauseMs({ speed: 1.4 })).toBeCloseTo(200, 0);
  });

  test('is given to the voice without markup, its first clause most urgently', async () => {
    const engine = new ScriptedEngine();
    await run(response('Here **it** is. 🎉 See [this](https://x.org). And so on.'), engine);
    expect(engine.requests.map((request) => request.text)).toEqual(['Here it is.', 'See this.', 'And so on.']);
    expect(engine.requests.map((request) => request.urgency())).toEqual([
      'first-clause',
      'later-clause',
      'later-clause',
    ]);
  });

  test('gives way to conversations when it is made in the background', async () => {
    const engine = new ScriptedEngine();
    await run([settings({ background: true }), ...response('Here it is. And so on.')], engine);
    expect(engine.requests.map((request) => request.urgency())).toEqual(['background', 'background']);
  });

  test('of marks alone, or with text wanted, is shown and not spoken', async () => {
    const engine = new ScriptedEngine();
    const marks = await run(response('...'), engine);
    expect(marks.events.map((event) => event.type)).toEqual(['speech-clause', 'speech-done']);
    const written = await run([settings({ outputModality: 'text' }), ...response('Hello.')], engine);
    expect(written.events.map((event) => event.type)).toEqual(['speech-clause', 'speech-done']);
    expect(engine.requests).toEqual([]);
  });

  test('without text is done at once', async () => {
    expect((await run(response(''), new ScriptedEngine())).events).toEqual([
      { type: 'speech-done', responseId: 'r1', audioMs: 0 },
    ]);
  });

  test('beside another keeps its own order', async () => {
    const [one, two] = [response('One. Two.', 'a'), response('Three. Four.', 'b')];
    const mixed = one
      .flatMap((event, index) => [event, ...(two[index] ? [two[index]] : [])])
      .concat(two.slice(one.length));
    const { events } = await run(mixed, new ScriptedEngine());
    for (const [id, text] of [
      ['a', 'One. Two.'],
      ['b', 'Three. Four.'],
    ] as const) {
      const own = events.filter((event) => event.responseId === id);
      expect(textOf(own)).toBe(text);
      expect(own.filter((event) => event.type === 'speech-audio').map((event) => event.clauseIndex)).toEqual([0, 1]);
    }
  });

  test('tells what each clause took', async () => {
    const { spans } = await run(response('One two. Three.'), new ScriptedEngine());
    expect(spans.map(({ name, queueMs, computeMs, responseId }) => ({ name, queueMs, computeMs, responseId }))).toEqual(
      [
        { name: 'clause', queueMs: 1, computeMs: 2, responseId: 'r1' },
        { name: 'clause', queueMs: 1, computeMs: 2, responseId: 'r1' },
      ],
    );
    expect(spans[0]!.attributes).toMatchObject({ clause: 0, audioMs: 200, cached: false });
  });
});

describe('a response that is only prepared', () => {
  function prepared(text: string) {
    const stop = new AbortController();
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    const inputs = response(text, 'r1', stop.signal).map((event) =>
      event.type === 'plan-text' ? { ...event, committed } : event,
    );
    const engine = new ScriptedEngine();
    const { context, spans } = testContext();
    const events: TtsEvent[] = [];
    const stage = createTtsStage({ engine });
    const over = (async () => {
      for await (const event of stage.run(endingInput(inputs), context)) events.push(event);
    })();
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    return { commit, stop, engine, spans, events, over, settle, context };
  }
  const spoken = (events: readonly TtsEvent[]) =>
    events.flatMap((event) => (event.type === 'speech-audio' ? [event.clauseIndex] : []));

  test('has its first clause made, and the others when it is asked for', async () => {
    const { commit, engine, events, over, settle } = prepared('One two. Three. Four.');
    await settle();
    expect(spoken(events)).toEqual([0]);
    expect(engine.requests.map((request) => request.urgency())).toEqual(['speculative']);
    commit();
    await over;
    expect(spoken(events)).toEqual([0, 1, 2]);
    expect(events.at(-1)).toMatchObject({ type: 'speech-done', audioMs: 960 });
  });

  test('becomes urgent while it waits for a thread when it is asked for', async () => {
    const { commit, engine, over, settle } = prepared('One two. Three.');
    const { promise, resolve: open } = Promise.withResolvers<void>();
    engine.gate = promise;
    await settle();
    const [request] = engine.requests;
    expect(request?.urgency()).toBe('speculative');
    expect(request?.sessionId).toBeDefined();
    commit();
    await settle();
    expect(request?.urgency()).toBe('first-clause');
    open();
    await over;
  });

  test('has nothing more made when it is discarded, and its work is told', async () => {
    const { stop, engine, spans, events, over, settle } = prepared('One two. Three.');
    const { promise, resolve: open } = Promise.withResolvers<void>();
    engine.gate = promise;
    await settle();
    stop.abort();
    open();
    await over;
    expect(spoken(events)).toEqual([]);
    expect(engine.requests).toHaveLength(1);
    expect(spans).toMatchObject([{ name: 'clause', responseId: 'r1', attributes: { aborted: true } }]);
  });
});

describe('a clause that fails', () => {
  test('is told with its code, and the response goes on', async () => {
    const engine = new ScriptedEngine();
    engine.failures.set('One.', 'overloaded');
    const { events } = await run(response('One. Two.'), engine);
    expect(events.filter((event) => event.type !== 'speech-clause')).toMatchObject([
      { type: 'speech-failed', clauseIndex: 0, code: 'overloaded' },
      { type: 'speech-audio', clauseIndex: 1, startSample: 0 },
      { type: 'speech-done', audioMs: 100 },
    ]);
    // Nothing was heard yet, so the next clause is the urgent one.
    expect(engine.requests.map((request) => request.urgency())).toEqual(['first-clause', 'first-clause']);
  });

  test('by an error nobody foresaw has a code too', async () => {
    const engine = new ScriptedEngine();
    engine.synthesize = () => {
      throw new TypeError('oops');
    };
    const { events } = await run(response('One.'), engine);
    expect(events.map((event) => event.type)).toEqual(['speech-clause', 'speech-failed', 'speech-done']);
    expect(events[1]).toMatchObject({ code: 'synthesis_failed' });
  });
});

describe('an aborted response', () => {
  test('says nothing more, whatever the voice still returns; the next one is spoken', async () => {
    const engine = new ScriptedEngine();
    const { promise, resolve } = Promise.withResolvers<void>();
    engine.gate = promise;
    const stopped = new AbortController();
    const input = new EventQueue<TtsInput>({ capacity: 100, whenFull: 'drop-newest' });
    const { context } = testContext();
    const output = createTtsStage({ engine }).run(input, context)[Symbol.asyncIterator]();
    for (const event of response('One. Two.', 'a', stopped.signal)) input.push(event);
    expect((await output.next()).value).toMatchObject({ type: 'speech-clause', responseId: 'a' });
    stopped.abort();
    resolve();
    for (const event of [...response('Late.', 'a', stopped.signal), ...response('Next.', 'b')]) input.push(event);
    input.end();
    const rest: TtsEvent[] = [];
    for (let next = await output.next(); !next.done; next = await output.next()) rest.push(next.value);
    const after = rest.filter((event) => event.responseId === 'b' || event.type !== 'speech-clause');
    expect(after.map((event) => event.type)).toEqual(['speech-clause', 'speech-audio', 'speech-done']);
    expect(after.every((event) => event.responseId === 'b')).toBe(true);
    expect(engine.requests.find((request) => request.text === 'Two.')).toBeUndefined();
  });
});

describe('phrases that are said again', () => {
  test('come from the cache, with their words', async () => {
    const engine = new ScriptedEngine();
    const stage = createTtsStage({ engine });
    const again = async () => {
      const events = await Array.fromAsync(stage.run(endingInput(response('Sure thing.')), testContext().context));
      return events.find((event) => event.type === 'speech-audio') as SpeechAudio;
    };
    const [first, second] = [await again(), await again()];
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.words).toEqual(first.words);
    expect([second.queueMs, second.computeMs]).toEqual([0, 0]);
  });

  test('can be prepared before anyone needs them', async () => {
    const engine = new ScriptedEngine();
    const stage = createTtsStage({ engine });
    await stage.prepare(["I can't do that. Try again."]);
    const events = await Array.fromAsync(
      stage.run(endingInput(response("I can't do that. Try again.")), testContext().context),
    );
    expect(events.filter((event) => event.type === 'speech-audio').map((event) => event.cached)).toEqual([true, true]);
  });
});

test('audio is made only so far ahead of its playback', async () => {
  const engine = new ScriptedEngine();
  const clock = new VirtualClock();
  const { context } = testContext();
  const sentences = Array.from({ length: 10 }, () => 'one two three four five six seven eight nine ten.').join(' ');
  const input = new EventQueue<TtsInput>({ capacity: 1000, whenFull: 'drop-newest' });
  for (const event of response(sentences)) input.push(event);
  input.end();
  const stage = createTtsStage({ engine, maxAheadMs: 2000, cacheBytes: 0 });
  const output = Array.fromAsync(stage.run(input, { ...context, clock }));
  await clock.run(1);
  const atOnce = engine.requests.length;
  // Each sentence lasts 1000 ms, with the pause before it 1280.
  expect(atOnce).toBe(2);
  await clock.run(4000);
  expect(engine.requests.length).toBeGreaterThan(atOnce);
  expect(engine.requests.length).toBeLessThan(8);
  await clock.run(20_000);
  expect((await output).at(-1)).toMatchObject({ type: 'speech-done' });
});

test('the engine is closed with the stage', async () => {
  const engine = new ScriptedEngine();
  await createTtsStage({ engine }).close?.();
  expect(engine.closed).toBe(true);
});
