import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abandonedRecord, buildRecord, pathOf, typedRecord, usualSteps, workOf } from '../harness/record-builder.ts';
import { axisTicks, layoutWaterfall, viewWindow, type WaterfallView } from './waterfall-layout.ts';

const lengths = fc.record({
  queue: fc.integer({ min: 0, max: 2000 }),
  compute: fc.integer({ min: 0, max: 2000 }),
  wait: fc.integer({ min: 0, max: 2000 }),
});
const paths = fc
  .array(lengths, { minLength: usualSteps.length, maxLength: usualSteps.length })
  .map((all) => usualSteps.map(({ stage, name }, index) => ({ stage, name, ...all[index]! })));
const works = fc.array(
  fc.record({
    stage: fc.constantFrom('vad', 'asr', 'turn', 'planner', 'tts', 'gateway'),
    name: fc.constantFrom('partial', 'final', 'clause', 'anything'),
    startMs: fc.integer({ min: -20_000, max: 20_000 }),
    queue: fc.integer({ min: 0, max: 3000 }),
    compute: fc.integer({ min: 0, max: 3000 }),
  }),
);
const records = fc
  .tuple(paths, works, fc.integer({ min: 0, max: 480_000 }), fc.integer({ min: 0, max: 30_000 }))
  .map(([path, work, samples, playedMs]) => {
    const record = buildRecord({ path });
    const { started_at_ms } = record.playback;
    return {
      ...record,
      spans: [...pathOf(path), ...work.map((span) => workOf({ ...span }))],
      audio: { ...record.audio, end_sample: record.audio.start_sample + samples },
      playback: { ...record.playback, started_at_ms, played_ms: playedMs, audio_ms: playedMs + 500 },
    };
  });
const views = fc.constantFrom<WaterfallView[]>('answer', 'whole');

test('everything lies on the axis, parts in their bars, in both views', () => {
  fc.assert(
    fc.property(records, views, (record, view) => {
      const layout = layoutWaterfall(record, viewWindow(view, record));
      expect(layout.zero).toBeGreaterThanOrEqual(0);
      expect(layout.zero).toBeLessThanOrEqual(1);
      for (const { bars, bands, marks } of layout.rows) {
        const extents = [
          ...bars,
          ...bands,
          ...bars.flatMap((bar) => bar.parts),
          ...marks.flatMap((mark) => (mark.over?.extent ? [mark.over.extent] : [])),
        ];
        for (const { from, to } of extents) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(1);
          expect(from).toBeLessThanOrEqual(to);
        }
        for (const bar of bars) {
          for (const part of bar.parts) {
            expect(part.from).toBeGreaterThanOrEqual(bar.from - 1e-9);
            expect(part.to).toBeLessThanOrEqual(bar.to + 1e-9);
          }
        }
      }
    }),
  );
});

test('every span is one bar or counted as hidden; the whole view hides none', () => {
  fc.assert(
    fc.property(records, views, (record, view) => {
      const layout = layoutWaterfall(record, viewWindow(view, record));
      const bars = layout.rows.flatMap((row) => row.bars);
      expect(bars.length + layout.hiddenBars).toBe(record.spans.length);
      expect(new Set(bars.map((bar) => bar.id)).size).toBe(bars.length);
      if (view === 'whole') expect(layout.hiddenBars).toBe(0);
    }),
  );
});

test('the critical bars tile the stretch from zero to the first audible sample', () => {
  fc.assert(
    fc.property(records, views, (record, view) => {
      const window = viewWindow(view, record);
      const layout = layoutWaterfall(record, window);
      const path = layout.rows
        .flatMap((row) => row.bars)
        .filter((bar) => bar.lane === 'path')
        .toSorted((a, b) => a.from - b.from || a.to - b.to);
      let at = layout.zero;
      for (const bar of path) {
        expect(bar.from).toBeCloseTo(at, 9);
        at = bar.to;
      }
      const sound = (record.voice_to_voice_ms! - window.fromMs) / (window.toMs - window.fromMs);
      expect(at).toBeCloseTo(sound, 9);
    }),
  );
});

test('the parts of a bar that is wholly in view add up to it', () => {
  fc.assert(
    fc.property(records, (record) => {
      const layout = layoutWaterfall(record, viewWindow('whole', record));
      for (const bar of layout.rows.flatMap((row) => row.bars)) {
        const sum = bar.parts.reduce((total, part) => total + part.to - part.from, 0);
        expect(sum).toBeCloseTo(bar.to - bar.from, 6);
      }
    }),
  );
});

test('what the user waited for has at least half of the answer view', () => {
  fc.assert(
    fc.property(records, (record) => {
      const window = viewWindow('answer', record);
      expect(-window.fromMs).toBeLessThanOrEqual(window.toMs);
    }),
  );
});

test('one window shows two records at one scale', () => {
  const slow = buildRecord({ path: [...usualSteps, { stage: 'gateway', name: 'delivery', wait: 900 }] });
  const window = viewWindow('answer', buildRecord(), slow);
  expect(window.toMs).toBe(viewWindow('answer', slow).toMs);
});

test('a budget within reach has its tick on its own row, one far away has none', () => {
  const layout = layoutWaterfall(buildRecord(), viewWindow('answer', buildRecord()));
  const marks = layout.rows.flatMap((row) => row.marks.map((mark) => [row.id, mark.stage, mark.tick !== null]));
  expect(marks).toEqual([
    ['vad', 'client_buffering', true],
    ['asr', 'first_partial', false],
    ['asr', 'finalization', false],
    ['plan', 'planning', false],
    ['tts', 'first_audio_byte', false],
  ]);
});

test('what is beyond a budget is told from what is within it, with its owner', () => {
  const path = usualSteps.map((step) => (step.name === 'final' ? { ...step, queue: 700, compute: 300 } : step));
  const record = buildRecord({ path });
  const layout = layoutWaterfall(record, viewWindow('answer', record));
  const asr = layout.rows.find((row) => row.id === 'asr')!;
  const { over, tick } = asr.marks.find((mark) => mark.stage === 'finalization')!;
  expect(over).toMatchObject({ ms: 276, owner: 'queueing' });
  expect(over!.extent!.from).toBeCloseTo(tick!, 9);
  const final = asr.bars.find((bar) => bar.lane === 'path')!;
  expect(final.parts.map((part) => [part.kind, part.isOver])).toEqual([
    ['queue', false],
    ['compute', false],
    ['compute', true],
  ]);
});

test('work done ahead is an instant on the path, and ends before zero where it ran', () => {
  const path = usualSteps.map((step) => (step.name === 'final' ? { stage: step.stage, name: step.name } : step));
  const record = buildRecord({ path });
  const layout = layoutWaterfall(record, viewWindow('whole', record));
  const bars = layout.rows.find((row) => row.id === 'asr')!.bars;
  expect(bars.filter((bar) => bar.isInstant).map((bar) => bar.span.name)).toEqual(['final']);
  expect(bars.filter((bar) => bar.isAhead).map((bar) => bar.span.name)).toEqual(Array(4).fill('partial'));
});

test('a reply that was broken off shows what was heard and what was not', () => {
  const base = buildRecord();
  const record = { ...base, playback: { ...base.playback, played_ms: 400, audio_ms: 1000 } };
  const heard = layoutWaterfall(record, viewWindow('whole', record)).rows.find((row) => row.id === 'heard')!;
  expect(heard.bands.map((band) => [band.kind, band.lengthMs])).toEqual([
    ['heard', 400],
    ['unheard', 600],
  ]);
});

test('turns without speech or without reply have a layout too', () => {
  for (const record of [
    typedRecord(),
    abandonedRecord(),
    buildRecord({ path: [], spans: [], voice_to_voice_ms: null }),
  ]) {
    for (const view of ['answer', 'whole'] as const) {
      const layout = layoutWaterfall(record, viewWindow(view, record));
      expect(layout.rows).toHaveLength(6);
      expect(Number.isFinite(layout.zero)).toBe(true);
    }
  }
  const typed = layoutWaterfall(typedRecord(), viewWindow('answer', typedRecord()));
  expect(typed.rows.find((row) => row.id === 'vad')!.bands).toEqual([]);
  expect(typed.rows.find((row) => row.id === 'heard')!.bands).toHaveLength(1);
});

test('axis ticks are round, in order, in the window, and hold zero where it is in view', () => {
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 0 }), fc.integer({ min: 50, max: 60_000 }), (fromMs, toMs) => {
      const ticks = axisTicks({ fromMs, toMs }, 5);
      expect(ticks).toContain(0);
      expect(ticks.length).toBeLessThanOrEqual(12);
      expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
      expect(ticks.every((tick) => tick >= fromMs && tick <= toMs)).toBe(true);
    }),
  );
});
