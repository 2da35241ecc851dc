import type { AsrEvent, AsrInput, SessionSettings } from '@cascade/contracts';
import { endingInput, stageContract, testContext } from '@cascade/testing';
import { describe, expect, it, test } from 'vitest';
import { at, chunk, HeldEngine, open, pause, recognition, start } from '../test/held-session.ts';
import { createAsrStage } from './asr-stage.ts';
import { asrSettingsOf, defaultAsrSwitches } from './settings.ts';

describe('the contract of a stage', () => {
  const engine = new HeldEngine();
  engine.immediately = 'turn on the light';
  const stage = createAsrStage({ engine });
  const inputs = () => [chunk(0, 500), start(100), chunk(500, 1000), pause(900)];
  it.each(stageContract)('$name', ({ check }) => check({ stage, inputs } as never));

  it('closes its engine with it', async () => {
    await stage.close?.();
    expect(engine.closed).toBe(true);
  });
});

describe('partials', () => {
  it('begin soon after the speech does, one at a time, and are told once', async () => {
    const { engine, events, tell, settle, abort } = open();
    await tell(chunk(0, 300), start(250), chunk(300, 400));
    expect(engine.waiting).toHaveLength(0);
    await tell(chunk(400, 460));
    expect(engine.waiting).toHaveLength(1);
    await tell(chunk(460, 800));
    expect(engine.waiting).toHaveLength(1);
    engine.waiting[0]?.answer('Turn it');
    await settle();
    expect(events).toMatchObject([
      { type: 'transcript-partial', utteranceId: 'utterance-1', text: 'Turn', stableText: '' },
    ]);
    expect(engine.waiting).toHaveLength(2);
    engine.waiting[1]?.answer('Turn');
    await settle();
    expect(events).toHaveLength(1);
    await abort();
  });

  it('are not made in the background, where finals give way to those of conversations', async () => {
    const { engine, events, tell, settle, end } = open();
    const settings = { background: true } as SessionSettings;
    await tell({ type: 'session-settings', settings }, chunk(0, 1000), start(0), chunk(1000, 2000));
    expect(engine.waiting).toHaveLength(0);
    await tell(pause(1900));
    expect(engine.waiting.map(({ request }) => request.kind)).toEqual(['background']);
    engine.waiting[0]?.answer('Turn it off.');
    await settle();
    await end();
    expect(events).toMatchObject([{ type: 'transcript-final', text: 'Turn it off.' }]);
  });

  it('come half as often when the machine has too much to do', async () => {
    const { engine, tell, abort } = open();
    engine.immediately = 'Turn it off';
    let asked = 0;
    const recognize = engine.recognize.bind(engine);
    engine.recognize = (request) => {
      asked++;
      return recognize(request);
    };
    /** Partials in two seconds of speech. */
    const countIn = async (fromMs: number) => {
      asked = 0;
      for (let ms = fromMs; ms < fromMs + 2000; ms += 20) await tell(chunk(ms, ms + 20));
      return asked;
    };
    await tell(chunk(0, 300), start(200));
    const atFullService = await countIn(300);
    await tell({ type: 'load-changed', measure: 'partials-slower', reason: '', atMs: 0 });
    const slower = await countIn(2300);
    expect(atFullService).toBeGreaterThan(15);
    expect(slower).toBeLessThanOrEqual(Math.ceil(atFullService / 2));
    expect(slower).toBeGreaterThan(5);
    await abort();
  });

  it.each([
    { computeMs: 20, firstTryMs: 160 },
    { computeMs: 60, firstTryMs: 200 },
  ])('of $computeMs ms each are first tried $firstTryMs ms into the speech', async ({ computeMs, firstTryMs }) => {
    const { engine, tell, abort } = open();
    const triedAt: number[] = [];
    let nowMs = 0;
    engine.recognize = async ({ kind }) => {
      if (kind === 'first-partial') triedAt.push(nowMs);
      return { ...recognition('Turn'), computeMs, queueMs: 0 };
    };
    await tell(chunk(0, 300), start(0));
    await tell(pause(300), { type: 'utterance-boundary', endSample: at(300) });
    await tell(chunk(300, 1000), start(1000));
    const before = triedAt.length;
    for (nowMs = 1020; nowMs <= 1300; nowMs += 20) await tell(chunk(nowMs - 20, nowMs));
    expect(triedAt[before]).toBe(1000 + firstTryMs);
    await abort();
  });

  it('that fail are passed over', async () => {
    const { engine, events, tell, settle, abort } = open();
    await tell(chunk(0, 300), start(0));
    engine.waiting[0]?.fail('overloaded');
    await settle();
    await tell(chunk(300, 600));
    expect(engine.waiting).toHaveLength(2);
    expect(events).toEqual([]);
    await abort();
  });
});

describe('a final', () => {
  it('does not wait for a partial, and takes what was found as its draft', async () => {
    const { engine, events, tell, settle, end } = open();
    await tell(chunk(0, 300), start(0));
    engine.waiting[0]?.answer('Turn');
    await settle();
    await tell(chunk(300, 1000));
    await tell(pause(900));
    expect(engine.waiting.map(({ request }) => [request.kind, request.signal.aborted])).toEqual([
      ['first-partial', false],
      ['partial', true],
      ['final', false],
    ]);
    expect(engine.waiting[2]?.request.draft).toEqual(recognition('Turn').draft);
    engine.waiting[2]?.answer('Turn it off.');
    await end();
    expect(events.at(-1)).toMatchObject({
      type: 'transcript-final',
      revision: 1,
      text: 'Turn it off.',
      startSample: 0,
      endSample: at(900),
      computeMs: 2,
      meanLogProbability: expect.closeTo(-0.2),
    });
  });

  it('is decoded from cuts around the speech that never reach beyond the audio', async () => {
    const { engine, tell, abort } = open();
    await tell(chunk(0, 1000), start(500), pause(970));
    const { samples, cuts } = engine.waiting.at(-1)!.request;
    expect(samples.length).toBe(at(800));
    expect(cuts).toEqual([
      { start: 0, end: at(770), highPassHz: 120 },
      { start: at(150), end: at(800), highPassHz: undefined },
    ]);
    await abort();
  });

  it('leaves out digital silence before it, as streams begin with and noise gates leave', async () => {
    const { engine, tell, abort } = open();
    const gated = { ...chunk(0, 400), samples: new Float32Array(at(400)).fill(1 / 32_768) } as AsrInput;
    await tell(gated, chunk(400, 1000), start(500), pause(970));
    const { samples, cuts } = engine.waiting.at(-1)!.request;
    expect(samples.length).toBe(at(600));
    expect(cuts.map(({ start: from, end }) => [from, end])).toEqual([
      [0, at(570)],
      [0, at(600)],
    ]);
    await abort();
  });

  it('prefers the vocabulary in use, and cleans the audio where the session asks for it', async () => {
    const { engine, tell, abort } = open();
    const settings = { noiseReduction: true } as SessionSettings;
    await tell({ type: 'vocabulary', phrases: ['kitchen'] }, chunk(0, 300), start(0));
    await tell({ type: 'session-settings', settings }, chunk(300, 1000), pause(900));
    const asked = engine.waiting.map(({ request: { kind, phrases, noiseReduction } }) => [
      kind,
      phrases,
      noiseReduction,
    ]);
    expect(asked).toEqual([
      ['first-partial', [], false],
      ['final', ['kitchen'], true],
    ]);
    await tell({ type: 'vocabulary', phrases: [] });
    engine.waiting[1]?.answer('Turn it off.');
    await tell(chunk(1000, 1500), start(1100), pause(1400));
    expect(engine.waiting.at(-1)?.request).toMatchObject({ kind: 'final', phrases: [], session: expect.any(String) });
    await abort();
  });

  it('prefers the phrases of the configuration in every session, and none without biasing', async () => {
    for (const [biasing, expected] of [
      [true, ['kitchen', 'Ada']],
      [false, []],
    ] as const) {
      const settings = asrSettingsOf({ ...defaultAsrSwitches, biasing, phrases: ['Ada', 'kitchen'] });
      const { engine, tell, abort } = open(new HeldEngine(), settings);
      await tell({ type: 'vocabulary', phrases: ['kitchen'] }, chunk(0, 1000), start(0), pause(900));
      expect(engine.waiting.at(-1)?.request.phrases).toEqual(expected);
      await abort();
    }
  });

  it('tells the recognizer how sure is sure enough', async () => {
    const settings = asrSettingsOf({ ...defaultAsrSwitches, sureEnough: -0.5 });
    const { engine, tell, abort } = open(new HeldEngine(), settings);
    await tell(chunk(0, 1000), start(0), pause(900));
    expect(engine.waiting.at(-1)?.request).toMatchObject({ kind: 'final', sureEnough: -0.5 });
    await abort();
  });

  it('is decoded once when the machine has far too much to do', async () => {
    const { engine, tell, abort } = open();
    const changed = { type: 'load-changed', reason: '', atMs: 0 } as const;
    const cutsOfFinal = async (ms: number) => {
      await tell(chunk(ms, ms + 1000), start(ms), pause(ms + 900));
      const { request, answer } = engine.waiting.at(-1)!;
      answer('Turn it off.');
      return request.cuts.length;
    };
    await tell({ ...changed, measure: 'no-speculation' });
    expect(await cutsOfFinal(0)).toBe(2);
    await tell({ ...changed, measure: 'one-cut-finals' });
    expect(await cutsOfFinal(1000)).toBe(1);
    await tell({ ...changed, measure: 'full-service' });
    expect(await cutsOfFinal(2000)).toBe(2);
    await abort();
  });

  it('of a sound that the recognizer makes nothing of is empty, unless something stable was shown before', async () => {
    const engine = new HeldEngine();
    engine.recognize = async () => ({ ...recognition('You'), meanLogProbability: -0.9, bestLogProbability: -0.9 });
    const { events, spans, tell, end } = open(engine);
    await tell(chunk(0, 1000), start(800), pause(900));
    await end();
    expect(events.at(-1)).toMatchObject({ type: 'transcript-final', text: '', words: [], meanLogProbability: 0 });
    expect(spans.at(-1)?.attributes).toMatchObject({ rejected: true });
  });

  it('replaces the one before when the user goes on, and is given again when nothing was added', async () => {
    const { engine, events, tell, settle, end } = open();
    await tell(chunk(0, 1000), start(0), pause(900));
    engine.waiting[1]?.answer('Turn it');
    await settle();
    await tell(
      { type: 'speech-resume', startSample: 0, pausedMs: 100, atSample: at(1060) },
      chunk(1000, 1500),
      pause(1400),
    );
    engine.waiting.at(-1)?.answer('Turn it off.');
    await settle();
    const asked = engine.waiting.length;
    await tell({ type: 'input-commit', endSample: at(1500) });
    await end();
    expect(engine.waiting).toHaveLength(asked);
    const finals = events.filter((event) => event.type === 'transcript-final');
    expect(finals.map(({ revision, text, endSample }) => [revision, text, endSample])).toEqual([
      [1, 'Turn it', at(900)],
      [2, 'Turn it off.', at(1400)],
      [3, 'Turn it off.', at(1500)],
    ]);
  });

  it('of a sound that was no speech is empty, and needs no work', async () => {
    const engine = new HeldEngine();
    const { events, spans, tell, end } = open(engine);
    await tell(start(0), { type: 'speech-misfire', startSample: 0, endSample: at(90), atSample: at(100) });
    await end();
    expect(events).toMatchObject([{ type: 'transcript-final', text: '', words: [], meanLogProbability: 0 }]);
    expect(engine.waiting).toEqual([]);
    expect(spans).toMatchObject([{ stage: 'asr', name: 'final', computeMs: 0 }]);
  });

  it('that fails is told as a failure, and the next one works', async () => {
    const { engine, events, tell, settle, end } = open();
    await tell(chunk(0, 1000), start(0), pause(900));
    engine.waiting.at(-1)?.fail('worker_lost');
    await settle();
    await tell({ type: 'utterance-boundary', endSample: at(900) }, chunk(1000, 2000), start(1200), pause(1800));
    engine.waiting.at(-1)?.answer('Hello.');
    await end();
    expect(events).toMatchObject([
      { type: 'transcript-failed', utteranceId: 'utterance-1', endSample: at(900), code: 'worker_lost' },
      { type: 'transcript-final', utteranceId: 'utterance-2', revision: 1, text: 'Hello.' },
    ]);
  });

  it('that was asked for is given when the input has ended', async () => {
    const { engine, events, tell, settle, end } = open();
    await tell(chunk(0, 1000), start(0), pause(900));
    const ended = end();
    await settle();
    expect(events).toEqual([]);
    engine.waiting.at(-1)?.answer('Yes.');
    await ended;
    expect(events).toMatchObject([{ type: 'transcript-final', text: 'Yes.' }]);
  });
});

test('speech that was told only after the commit has its final all the same', async () => {
  const { engine, events, tell, settle, end } = open();
  await tell(chunk(0, 1000), { type: 'input-commit', endSample: at(1000) });
  await tell(start(100), { type: 'speech-end', startSample: at(100), endSample: at(1000), atSample: at(1000) });
  engine.waiting.at(-1)?.answer('Yes.');
  await settle();
  await end();
  expect(events).toMatchObject([
    { type: 'transcript-final', revision: 1, text: '' },
    { type: 'transcript-final', revision: 2, text: 'Yes.', endSample: at(1000) },
  ]);
});

test('words lie in order within the speech, with their confidence', async () => {
  const engine = new HeldEngine();
  engine.immediately = 'turn on the light';
  const events: AsrEvent[] = [];
  const inputs = [chunk(0, 3000), start(1000), pause(2500)];
  for await (const event of createAsrStage({ engine }).run(endingInput(inputs), testContext().context))
    events.push(event);
  const final = events.find((event) => event.type === 'transcript-final')!;
  let before = at(700);
  for (const word of final.words) {
    expect(word.startSample).toBeGreaterThanOrEqual(before);
    expect(word.endSample).toBeGreaterThan(word.startSample);
    expect(word.confidence).toBe(0.9);
    before = word.endSample;
  }
  expect(before).toBeLessThanOrEqual(at(2600));
});
