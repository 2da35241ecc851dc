import type { TurnRecord } from '@cascade/contracts';
import { turnRecordSchema } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lightsOf, momentsOf, positionAt, replayRange, speechStartMs } from './replay.ts';
import { type FrameClock, ReplayPlayer } from './replay-player.ts';
import { sampleRecord } from './sample-record.ts';

test('the sample is a turn record as the service writes it, within its budget', () => {
  expect(turnRecordSchema.parse(sampleRecord)).toEqual(sampleRecord);
  expect(sampleRecord.budget.violations).toEqual({});
});

describe('lights of a record', () => {
  const at = (ms: number) => lightsOf(sampleRecord, ms);
  const critical = (stage: string, name: string) => {
    const span = sampleRecord.spans.find((one) => one.critical && one.stage === stage && one.name === name);
    if (!span) throw new Error(`the sample has no ${stage} ${name}`);
    return span;
  };

  test('while the user speaks, client, gateway and detector hear', () => {
    const lights = at(-100);
    expect([lights.client?.kind, lights.gateway?.kind, lights.vad?.kind]).toEqual(['hearing', 'hearing', 'hearing']);
  });

  test('each critical stretch lights its stage', () => {
    for (const span of sampleRecord.spans.filter((one) => one.critical && one.end_ms - one.start_ms > 1)) {
      expect(at((span.start_ms + span.end_ms) / 2), `${span.stage} ${span.name}`).toHaveProperty(span.stage);
    }
  });

  test('waiting by rule is told apart from computing', () => {
    const { end_ms } = critical('turn', 'end-of-turn');
    expect(at(end_ms - 2).turn?.kind).toBe('waiting');
    const final = critical('asr', 'final');
    expect(at((final.start_ms + final.end_ms) / 2).asr?.kind).toBe('computing');
  });

  test('the loudspeaker is lit from the first sound of the reply, the record at the end', () => {
    const playsAtMs = sampleRecord.voice_to_voice_ms ?? 0;
    expect(at(playsAtMs - 1).playback).toBeUndefined();
    expect(at(playsAtMs + 1).playback?.kind).toBe('speaking');
    expect(at(replayRange(sampleRecord).toMs).records?.says).toBe('within budget');
  });
});

test('the range holds every critical span and the beginning of speech', () => {
  const range = replayRange(sampleRecord);
  expect(range.fromMs).toBeLessThanOrEqual(speechStartMs(sampleRecord));
  for (const { critical, end_ms } of sampleRecord.spans) if (critical) expect(end_ms).toBeLessThanOrEqual(range.toMs);
});

test('a turn without a reply has a range too', () => {
  const unanswered: TurnRecord = {
    ...sampleRecord,
    voice_to_voice_ms: null,
    playback: { ...sampleRecord.playback, started_at_ms: null, played_ms: 0 },
  };
  const { fromMs, toMs } = replayRange(unanswered);
  expect(toMs).toBeGreaterThan(fromMs);
  expect(lightsOf(unanswered, toMs)).toHaveProperty('records');
});

test('the moments tell the turn in order', () => {
  const moments = momentsOf(sampleRecord);
  expect(moments.map(({ atMs }) => atMs)).toEqual(moments.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  const says = moments.map((moment) => moment.says).join(' ');
  for (const part of ['begin to speak', 'First partial', 'last speech sample', 'Decision, commit', 'first sound']) {
    expect(says).toContain(part);
  }
});

test('the position never leaves the range and never runs back', () => {
  const range = replayRange(sampleRecord);
  const time = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(time, time, fc.constantFrom(0.05, 0.25, 1), (a, b, speed) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((ms) => positionAt(range, 0, ms, speed));
      expect(early).toBeGreaterThanOrEqual(range.fromMs);
      expect(late).toBeLessThanOrEqual(range.toMs);
      expect(late).toBeGreaterThanOrEqual(early as number);
    }),
  );
});

class FrameByFrame implements FrameClock {
  #nowMs = 0;
  #callback: (() => void) | undefined;

  nowMs() {
    return this.#nowMs;
  }

  onNextFrame(callback: () => void) {
    this.#callback = callback;
    return () => {
      this.#callback = undefined;
    };
  }

  advance(ms: number) {
    this.#nowMs += ms;
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.();
  }
}

describe('the player', () => {
  test('runs slower than the turn was, holds, and begins anew', () => {
    const clock = new FrameByFrame();
    const player = new ReplayPlayer(sampleRecord, clock);
    player.play();
    clock.advance(400);
    expect(player.positionMs.value).toBeCloseTo(player.range.fromMs + 100);
    player.pause();
    clock.advance(400);
    expect(player.positionMs.value).toBeCloseTo(player.range.fromMs + 100);
    player.setSpeed(1);
    player.play();
    clock.advance(50);
    expect(player.positionMs.value).toBeCloseTo(player.range.fromMs + 150);
    clock.advance(player.range.toMs - player.range.fromMs);
    expect(player.positionMs.value).toBe(player.range.toMs);
    clock.advance(2000);
    expect(player.positionMs.value).toBe(player.range.fromMs);
  });

  test('steps from moment to moment, both ways, and stays within the turn', () => {
    const player = new ReplayPlayer(sampleRecord, new FrameByFrame());
    const stops: number[] = [];
    for (let index = 0; index < 30; index++) {
      player.step(1);
      stops.push(player.positionMs.value);
    }
    expect(stops).toContain(0);
    expect(stops.at(-1)).toBe(player.range.toMs);
    for (let index = 0; index < 30; index++) player.step(-1);
    expect(player.positionMs.value).toBe(player.range.fromMs);
    expect(player.isPlaying.value).toBe(false);
  });
});
