import { CascadeError, inputRateHz, type Span, type TurnEvent, type TurnInput } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool, EventQueue } from '@cascade/runtime';
import { endingInput, stageContract, testContext, VirtualClock } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { semanticDetection, settingsWith } from '../test/conversation-simulator.ts';
import { madeSignal } from '../test/smart-turn-golden.ts';
import type { EndOfTurnJudgement, EndOfTurnModel } from './end-of-turn-model.ts';
import { createSmartTurnModel, smartTurnEngineSpec } from './engines/smart-turn/smart-turn-model.ts';
import { reduceTurn } from './reducer.ts';
import type { TurnEffect, TurnReducerEvent } from './turn-events.ts';
import { defaultTurnNumbers } from './turn-numbers.ts';
import { createTurnStage } from './turn-stage.ts';
import { initialTurnState } from './turn-state.ts';

const at = (ms: number) => (ms * inputRateHz) / 1000;

/** Audio in which sample n has the value n / 1,000,000, so that a test sees which samples the model heard. */
const audio = (fromMs: number, toMs: number): TurnInput => ({
  type: 'audio-chunk',
  index: 0,
  startSample: at(fromMs),
  samples: Float32Array.from({ length: at(toMs - fromMs) }, (_, n) => (at(fromMs) + n) / 1e6),
  receivedAtMs: 0,
});
const start: TurnInput = { type: 'speech-start', startSample: at(1000), atSample: at(1032), probability: 0.9 };
const pause: TurnInput = { type: 'speech-pause', startSample: at(1000), endSample: at(2000), atSample: at(2096) };
const resume: TurnInput = { type: 'speech-resume', startSample: at(1000), pausedMs: 200, atSample: at(2232) };
const silence = (silenceMs: number): TurnInput => ({
  type: 'speech-silence',
  endSample: at(2000),
  silenceMs,
  atSample: at(2000 + silenceMs),
});
const final = (text: string): TurnInput => ({
  type: 'transcript-final',
  utteranceId: 'u',
  revision: 1,
  text,
  words: [],
  meanLogProbability: -0.1,
  startSample: at(1000),
  endSample: at(2000),
  queueMs: 0,
  computeMs: 0,
});
const settings: TurnInput = { type: 'session-settings', settings: settingsWith(semanticDetection) };

/** A model that answers when the test says so. */
class HeldModel implements EndOfTurnModel {
  readonly versions = { model: 'held@1' };
  readonly windowMs = 8000;
  readonly calls: {
    audio: Float32Array;
    signal: AbortSignal;
    answer: (judgement: EndOfTurnJudgement) => void;
    fail: (error: unknown) => void;
  }[] = [];

  judge(heard: Float32Array<ArrayBuffer>, signal: AbortSignal): Promise<EndOfTurnJudgement> {
    return new Promise((answer, fail) => {
      this.calls.push({ audio: heard, signal, answer, fail });
      signal.addEventListener('abort', () => fail(new CascadeError('cancelled', 'cancelled')), { once: true });
    });
  }

  async close() {}
}

/** A stage under way: `feed` gives it input and returns what came out of it by then. */
function running(model: EndOfTurnModel, onEvent?: (event: TurnReducerEvent, atMs: number) => void) {
  const clock = new VirtualClock(100);
  const spans: Span[] = [];
  const controller = new AbortController();
  const { context } = testContext(controller.signal);
  const input = new EventQueue<TurnInput>({ capacity: 1000, whenFull: 'drop-newest' });
  const outputs: TurnEvent[] = [];
  const stage = createTurnStage({ model, ...(onEvent ? { onEvent } : {}) });
  const run = stage.run(input, { ...context, clock, recordSpan: (span) => spans.push(span) });
  const done = (async () => {
    for await (const event of run) outputs.push(event);
  })();
  return {
    clock,
    spans,
    outputs,
    abort: () => controller.abort(),
    async feed(...events: TurnInput[]): Promise<string[]> {
      const before = outputs.length;
      for (const event of events) input.push(event);
      await clock.run(0);
      await clock.run(0);
      return outputs.slice(before).map(({ type }) => type);
    },
    async end() {
      input.end();
      await done;
    },
  };
}

const answered: EndOfTurnModel = {
  versions: { model: 'answered@1' },
  windowMs: 8000,
  judge: async () => ({ probability: 0.97, queueMs: 1, computeMs: 2 }),
  close: async () => {},
};

describe('the turn stage', () => {
  it.each(stageContract)('$name', ({ check }) =>
    check({
      stage: createTurnStage({ model: answered }) as never,
      inputs: () => [settings, audio(0, 2100), start, pause, final('What time is it?'), silence(288)],
    }),
  );

  it('lets the model hear the turn with half a second before it, and decides with its answer', async () => {
    const model = new HeldModel();
    const session = running(model);
    await session.feed(settings, audio(0, 1500), audio(1500, 2128), start);
    expect(await session.feed(pause, final('Book me a room.'))).toEqual([]);
    const [call] = model.calls;
    expect(call!.audio).toHaveLength(at(2096 - 500));
    expect(call!.audio[0]).toBeCloseTo(at(500) / 1e6, 6);
    session.clock.advance(70);
    call!.answer({ probability: 0.97, queueMs: 20, computeMs: 50 });
    expect(await session.feed(silence(320))).toEqual([
      'turn-decision',
      'turn-decision',
      'response-speculated',
      'turn-decision',
      'turn-committed',
      'utterance-boundary',
      'turn-decision',
      'response-requested',
    ]);
    expect(session.spans).toEqual([
      {
        stage: 'turn',
        name: 'end-of-turn',
        startMs: 100,
        endMs: 170,
        queueMs: 20,
        computeMs: 50,
        turnId: 'turn_test_1',
        attributes: { probability: 0.97, silence_ms: 96 },
      },
    ]);
    await session.end();
  });

  it('gives the model no more than its window', async () => {
    const model = new HeldModel();
    const session = running(model);
    const long = Array.from({ length: 20 }, (_, index) => audio(index * 1000, index * 1000 + 1000));
    await session.feed(settings, ...long, start, {
      ...pause,
      endSample: at(19_000),
      atSample: at(19_096),
    } as TurnInput);
    expect(model.calls[0]!.audio).toHaveLength(at(8000));
    expect(model.calls[0]!.audio.at(-1)).toBeCloseTo((at(19_096) - 1) / 1e6, 5);
    model.calls[0]!.answer({ probability: 0.5, queueMs: 0, computeMs: 0 });
    await session.end();
  });

  it('stops the model when the user goes on', async () => {
    const model = new HeldModel();
    const session = running(model);
    await session.feed(settings, audio(0, 2128), start, pause);
    expect(model.calls[0]!.signal.aborted).toBe(false);
    await session.feed(resume);
    expect(model.calls[0]!.signal.aborted).toBe(true);
    expect(session.spans).toEqual([]);
    await session.end();
  });

  it('goes on without a model that fails', async () => {
    const model = new HeldModel();
    const session = running(model);
    await session.feed(settings, audio(0, 2128), start, pause, final('Book me a room.'));
    model.calls[0]!.fail(new Error('no memory'));
    await session.feed(silence(640));
    const commit = session.outputs.find((event) => event.type === 'turn-decision' && event.kind === 'commit');
    expect(commit).toMatchObject({
      reason:
        'end of turn: model without answer, transcript likely (ends like a sentence), after 640 ms of silence (needed 640)',
    });
    expect(session.spans).toMatchObject([{ name: 'end-of-turn', attributes: { failed: true } }]);
    await session.end();
  });

  it('survives audio with a gap, and a pause before any audio', async () => {
    const session = running(answered);
    await session.feed(settings, start, pause, resume, audio(0, 1000), audio(3000, 4000));
    await session.feed({ ...pause, endSample: at(3500), atSample: at(3600) } as TurnInput);
    expect(session.spans.length).toBeGreaterThan(0);
    await session.end();
  });

  it('tells a log that replays to the same effects', async () => {
    const log: { event: TurnReducerEvent; atMs: number }[] = [];
    const session = running(answered, (event, atMs) => log.push({ event, atMs }));
    await session.feed(settings, audio(0, 2128), start, pause, final('What time is it?'));
    await session.feed(silence(288));
    await session.end();
    const told = structuredClone(log);
    let state = initialTurnState({ numbers: defaultTurnNumbers, idSeed: 'test' });
    const effects: TurnEffect[] = [];
    for (const { event, atMs } of told) {
      const result = reduceTurn(state, event, atMs);
      state = result.state;
      effects.push(...result.effects);
    }
    expect(effects.filter(({ type }) => type !== 'score-end-of-turn')).toEqual(session.outputs);
    expect(told.some(({ event }) => 'samples' in event)).toBe(false);
  });

  it('ends with the session, and the model stops with it', async () => {
    const model = new HeldModel();
    const session = running(model);
    await session.feed(settings, audio(0, 2128), start, pause);
    session.abort();
    await session.end();
    expect(model.calls[0]!.signal.aborted).toBe(true);
  });

  it('works with the real model on a pool', async () => {
    const files = await resolveModel('smart-turn-v3.2');
    const pool = await createInferencePool({ name: 'test', workers: 1, engines: [smartTurnEngineSpec(files)] });
    const stage = createTurnStage({ model: createSmartTurnModel({ pool, registryId: files.registryId }) });
    expect(stage.versions).toMatchObject({ model: files.registryId });
    const { context, spans } = testContext();
    const chunk = { ...audio(0, 0), samples: madeSignal(at(2128), 0) } as TurnInput;
    const outputs: TurnEvent[] = [];
    const inputs = [settings, chunk, start, pause, final('What time is it?'), silence(600)];
    for await (const event of stage.run(endingInput(inputs), context)) outputs.push(event);
    expect(outputs.at(-1)).toMatchObject({ type: 'response-requested', cause: 'turn' });
    expect(spans[0]?.attributes?.probability ?? 0).toBeGreaterThanOrEqual(0);
    await stage.close?.();
    await pool.close();
  });
});
