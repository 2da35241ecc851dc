import { type FaultKind, faultRequestSchema, type Span, type Stage, type StageName } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { testContext, timedTurnRecord, VirtualClock } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { createFaultSwitches } from './fault-switches.ts';
import { faultsOf } from './faults-of.ts';
import { withFaults, withInputFaults } from './with-faults.ts';

type Event = { readonly type: string; readonly [key: string]: unknown };

const samples = new Float32Array(10);
/** Work of each stage, and what is not its work but has to come through. */
const outputs: Readonly<Record<Exclude<StageName, 'gateway'>, readonly [work: Event, control: Event | undefined]>> = {
  vad: [
    { type: 'speech-start', startSample: 0 },
    { type: 'input-commit', endSample: 0 },
  ],
  asr: [{ type: 'transcript-final', utteranceId: 'u', endSample: 5, text: 'hello' }, undefined],
  turn: [
    { type: 'response-requested', responseId: 'r', turnId: 't' },
    { type: 'turn-committed', turnId: 't' },
  ],
  planner: [
    { type: 'plan-text', responseId: 'r', delta: 'Hello.' },
    { type: 'plan-done', responseId: 'r', source: 'fast-path' },
  ],
  tts: [
    { type: 'speech-audio', responseId: 'r', clauseIndex: 0, samples },
    { type: 'speech-done', responseId: 'r' },
  ],
};
const stages = Object.keys(outputs) as (keyof typeof outputs)[];

function bench(name: StageName) {
  const clock = new VirtualClock();
  const switches = createFaultSwitches({ clock, newId: () => 'fault_1' });
  const stop = new AbortController();
  const { context, spans } = testContext(stop.signal);
  const source = new EventQueue<Event>({ capacity: 100, whenFull: 'drop-newest' });
  const timed = { ...context, clock };
  const stage: Stage<never, Event> = { name, versions: { [name]: 'a@1' }, run: () => source };
  const flow =
    name === 'gateway' ? withInputFaults(source, timed, switches) : withFaults(stage, switches).run([] as never, timed);
  const out: { event: Event; atMs: number }[] = [];
  let failure: unknown;
  const reading = (async () => {
    for await (const event of flow) out.push({ event, atMs: clock.nowMs() });
  })().catch((error: unknown) => {
    failure = error;
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    clock,
    switches,
    spans: spans as Span[],
    out,
    stop,
    settle,
    failure: () => failure,
    on: (kind: FaultKind, delay_ms = 700) =>
      switches.add(faultRequestSchema.parse({ stage: name, kind, delay_ms, for_seconds: 60 })),
    async tell(...events: (Event | undefined)[]) {
      for (const event of events) if (event) source.push(event);
      await settle();
    },
    async end() {
      source.end();
      await settle();
      await reading;
    },
  };
}

describe.each(stages)('the stage %s', (name) => {
  const [work, control] = outputs[name];

  it('is as it was while no switch is on', async () => {
    const { tell, out, spans, end } = bench(name);
    await tell(work, control);
    await end();
    expect(out.map(({ event }) => event)).toEqual([work, ...(control ? [control] : [])]);
    expect(spans).toEqual([]);
  });

  it('is slow: its work comes later, in order, and the time is the stage’s own', async () => {
    const { tell, out, spans, clock, on, settle, end } = bench(name);
    on('slow');
    await tell(work, control);
    await clock.advance(699);
    await settle();
    expect(out).toEqual([]);
    await clock.advance(1);
    await settle();
    expect(out.map(({ event, atMs }) => [event.type, atMs])).toEqual(
      [work, control].flatMap((event) => (event ? [[event.type, 700]] : [])),
    );
    expect(spans).toMatchObject([
      {
        stage: name,
        name: 'fault',
        startMs: 0,
        endMs: 700,
        computeMs: 700,
        attributes: { fault: 'slow', fault_id: 'fault_1' },
      },
    ]);
    await end();
  });

  it('drops its work without a word, and what says that it is over comes', async () => {
    const { tell, out, spans, on, end } = bench(name);
    on('drop');
    await tell(work, control);
    await end();
    expect(out.map(({ event }) => event)).toEqual(control ? [control] : []);
    expect(spans).toHaveLength(1);
  });

  it('stalls until the switch is off', async () => {
    const { tell, out, clock, on, switches, settle, end, spans } = bench(name);
    on('stall');
    await tell(work, work);
    await clock.advance(10_000);
    await settle();
    expect(out).toEqual([]);
    // Each is noted as it comes: the turn that it belongs to may be over before the switch is off.
    expect(spans.filter(({ attributes }) => attributes?.fault === 'stall')).toHaveLength(2);
    switches.clear();
    await settle();
    expect(out).toMatchObject([{ event: { type: work.type }, atMs: 10_000 }, { atMs: 10_000 }]);
    await end();
  });

  it('lets a session end that it holds up', async () => {
    const { tell, on, stop, out, end } = bench(name);
    on('stall');
    await tell(work);
    stop.abort();
    await end();
    expect(out).toEqual([]);
  });
});

describe('a stage that fails', () => {
  it('says so in its own terms where it has some: once for a result', async () => {
    const asr = bench('asr');
    asr.on('fail');
    await asr.tell({ type: 'transcript-partial', utteranceId: 'u', text: 'hel' }, outputs.asr[0]);
    expect(asr.out.map(({ event }) => event)).toEqual([
      { type: 'transcript-failed', utteranceId: 'u', endSample: 5, code: 'transcription_failed' },
    ]);
    const planner = bench('planner');
    planner.on('fail');
    await planner.tell(outputs.planner[0], outputs.planner[0], outputs.planner[1]);
    expect(planner.out.map(({ event }) => event)).toMatchObject([
      { type: 'plan-text', delta: expect.stringContaining('Sorry') },
      { type: 'plan-done', source: 'apology', code: 'planner_unavailable' },
    ]);
    const tts = bench('tts');
    tts.on('fail');
    await tts.tell(outputs.tts[0], outputs.tts[0], outputs.tts[1]);
    expect(tts.out.map(({ event }) => event.type)).toEqual(['speech-failed', 'speech-done']);
  });

  it.each(['vad', 'turn'] as const)('ends the session where it has none: %s', async (name) => {
    const { tell, on, end, failure } = bench(name);
    on('fail');
    await tell(outputs[name][0]);
    await end();
    expect(failure()).toMatchObject({ code: 'stage_failed', stage: name });
  });
});

describe('the way from the client', () => {
  const chunk = { type: 'audio-chunk', receivedAtMs: 0, samples };

  it('is slow: audio comes as late as a network would bring it', async () => {
    const { tell, out, clock, on, settle, end } = bench('gateway');
    on('slow', 400);
    await tell(chunk, { type: 'playback-done', responseId: 'r' });
    await clock.advance(400);
    await settle();
    expect(out.map(({ event }) => event)).toMatchObject([{ receivedAtMs: 400 }, { type: 'playback-done' }]);
    await end();
  });

  it('loses audio, and nothing else', async () => {
    const { tell, out, on, end } = bench('gateway');
    on('drop');
    await tell(chunk, { type: 'playback-done', responseId: 'r' });
    await end();
    expect(out.map(({ event }) => event.type)).toEqual(['playback-done']);
  });
});

it('a record names the switches that touched it, once each', () => {
  const record = timedTurnRecord();
  const span = (fault_id: string, fault: string) => ({
    ...record.spans[0]!,
    stage: 'asr' as const,
    name: 'fault',
    attributes: { fault, fault_id },
  });
  expect(faultsOf(record)).toEqual([]);
  expect(
    faultsOf({ spans: [...record.spans, span('a', 'slow'), span('a', 'slow'), span('b', 'drop'), span('c', '?')] }),
  ).toEqual([
    { id: 'a', stage: 'asr', kind: 'slow' },
    { id: 'b', stage: 'asr', kind: 'drop' },
  ]);
});
