import type { Clock } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Player, type PlayerOptions } from './player.ts';

const leadMs = 300;
const tone = (ms: number) => new Float32Array(ms * 24).fill(0.25);
const silence = (ms: number) => new Float32Array(ms * 24);

interface Heard {
  what: 'started' | 'progress' | 'done' | 'sent' | 'cut';
  id: string;
  atMs: number;
  playedMs?: number;
  completed?: boolean;
}

function setup(options: Partial<PlayerOptions> = {}) {
  const clock = new VirtualClock(1000);
  const sent: { id: string; atMs: number; samples: Float32Array }[] = [];
  const heard: Heard[] = [];
  const player = new Player({
    clock,
    leadMs,
    send: (id, samples) => sent.push({ id, atMs: clock.nowMs() - 1000, samples: samples.slice() }),
    sent: (id) => heard.push({ what: 'sent', id, atMs: clock.nowMs() - 1000 }),
    started: (id, atMs) => heard.push({ what: 'started', id, atMs: atMs - 1000 }),
    progress: (id, playedMs, atMs) => heard.push({ what: 'progress', id, playedMs, atMs: atMs - 1000 }),
    done: (id, { playedMs, completed }) =>
      heard.push({ what: 'done', id, playedMs, completed, atMs: clock.nowMs() - 1000 }),
    cut: (id) => heard.push({ what: 'cut', id, atMs: clock.nowMs() - 1000 }),
    ...options,
  });
  const sentMs = () => sent.reduce((sum, { samples }) => sum + samples.length / 24, 0);
  const only = (what: Heard['what']) => heard.filter((event) => event.what === what);
  return { clock, player, sent, heard, sentMs, only };
}

test('audio goes out at most the lead ahead of playback, all of it, in order', () => {
  const { clock, player, sent, sentMs } = setup();
  const ramp = Float32Array.from({ length: 24 * 1000 }, (_, i) => i / 24_000);
  player.begin('r', { promisesAcks: false });
  player.add('r', ramp);
  player.end('r');
  expect(sentMs()).toBeGreaterThan(leadMs - 40);
  for (let ms = 0; ms < 1100; ms += 7) {
    expect(sentMs()).toBeLessThanOrEqual(Math.min(1000, ms + leadMs) + 0.1);
    clock.advance(7);
  }
  expect(sentMs()).toBe(1000);
  expect(Float32Array.from(sent.flatMap(({ samples }) => [...samples]))).toEqual(ramp);
  expect(clock.pendingTimers).toBe(0);
});

test('playback started when the first audible sample was due, however late a busy process is told of it', () => {
  const punctual = new VirtualClock(1000);
  const late: Clock = {
    nowMs: () => punctual.nowMs(),
    sleep: (durationMs) => punctual.sleep(durationMs),
    setTimer: (delayMs, callback) => punctual.setTimer(delayMs + 80, callback),
  };
  const { player, only } = setup({ clock: late });
  player.begin('r', { promisesAcks: false });
  player.add('r', silence(150));
  player.add('r', tone(850));
  punctual.advance(400);
  expect(only('started').map(({ atMs }) => Math.round(atMs))).toEqual([150]);
});

test('playback starts when the first audible sample is due, is told of five times a second, and ends with the audio', () => {
  const { clock, player, only } = setup();
  player.begin('r', { promisesAcks: false });
  player.add('r', silence(150));
  player.add('r', tone(850));
  player.end('r');
  clock.advance(3000);
  expect(only('started').map(({ atMs }) => Math.round(atMs))).toEqual([150]);
  expect(only('progress').map(({ playedMs }) => Math.round(playedMs!))).toEqual([200, 400, 600, 800, 1000]);
  expect(only('done')).toEqual([
    { what: 'done', id: 'r', playedMs: 1000, completed: true, atMs: expect.closeTo(1000, 0) },
  ]);
});

test('late audio moves the end of playback, and nothing is heard meanwhile', () => {
  const { clock, player, only } = setup();
  player.begin('r', { promisesAcks: false });
  player.add('r', tone(200));
  clock.advance(500);
  expect(player.stop('r')).toEqual({ sentMs: 200, playedMs: 200 });

  player.begin('s', { promisesAcks: false });
  player.add('s', tone(200));
  clock.advance(500);
  player.add('s', tone(200));
  player.end('s');
  clock.advance(100);
  expect(only('done')).toEqual([]);
  clock.advance(100);
  expect(only('done')).toMatchObject([{ id: 's', playedMs: 400, atMs: expect.closeTo(1200, 0) }]);
});

test('a stop at any moment drops what is not sent and says what was heard', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 300 }), (stopMs, chunkMs) => {
      const { clock, player, sentMs, only } = setup();
      player.begin('r', { promisesAcks: false });
      for (let ms = 0; ms < 1500; ms += chunkMs) player.add('r', tone(Math.min(chunkMs, 1500 - ms)));
      player.end('r');
      clock.advance(stopMs);
      const stopped = player.stop('r');
      if (stopMs > 1500) {
        expect(stopped).toBeUndefined();
      } else if (stopped) {
        expect(stopped.playedMs).toBeCloseTo(stopMs, 1);
        expect(stopped.sentMs).toBeCloseTo(sentMs(), 3);
        const before = sentMs();
        clock.advance(5000);
        expect(sentMs()).toBe(before);
        expect(only('done')).toEqual([]);
      }
      expect(clock.pendingTimers).toBe(0);
    }),
  );
});

test('acknowledgements count instead of the pace, never go back, and cannot exceed what was sent', () => {
  const { clock, player, only } = setup();
  player.begin('r', { promisesAcks: true });
  player.add('r', tone(2000));
  player.end('r');
  clock.advance(1000);
  player.acknowledge('r', 450);
  player.acknowledge('r', 300);
  expect(player.stop('r')).toMatchObject({ playedMs: 450 });

  player.begin('s', { promisesAcks: true });
  player.add('s', tone(4000));
  player.end('s');
  clock.advance(100);
  player.acknowledge('s', 99_999);
  expect(player.stop('s')).toEqual({ sentMs: 400, playedMs: 400 });
  expect(only('done')).toEqual([]);
});

test('with acknowledgements, the end is the client’s: on time, late, short of the end, or never', () => {
  const late = setup();
  late.player.begin('r', { promisesAcks: true });
  late.player.add('r', tone(500));
  late.player.end('r');
  late.clock.advance(900);
  expect(late.only('done')).toEqual([]);
  late.player.acknowledge('r', 480);
  expect(late.only('done')).toMatchObject([{ playedMs: 500, completed: true, atMs: 900 }]);

  const stuck = setup();
  stuck.player.begin('r', { promisesAcks: false });
  stuck.player.add('r', tone(500));
  stuck.player.end('r');
  stuck.clock.advance(200);
  stuck.player.acknowledge('r', 150);
  stuck.clock.advance(10_000);
  expect(stuck.only('done')).toMatchObject([{ playedMs: 150, completed: false }]);

  const never = setup();
  never.player.begin('r', { promisesAcks: true });
  never.player.add('r', tone(500));
  never.player.end('r');
  never.clock.advance(10_000);
  expect(never.only('done')).toMatchObject([{ playedMs: 500, completed: true }]);
  expect(never.clock.pendingTimers + late.clock.pendingTimers + stuck.clock.pendingTimers).toBe(0);
});

test('a response without audio is done as soon as it ends; responses play one after the other', () => {
  const { clock, player, only, sent } = setup();
  player.begin('empty', { promisesAcks: false });
  player.end('empty');
  expect(only('done')).toMatchObject([{ id: 'empty', playedMs: 0, completed: true }]);

  player.begin('a', { promisesAcks: false });
  player.begin('b', { promisesAcks: false });
  player.add('b', tone(100));
  player.end('b');
  player.add('a', tone(100));
  expect(sent.every(({ id }) => id === 'a')).toBe(true);
  player.end('a');
  clock.advance(1000);
  expect(only('done').map(({ id }) => id)).toEqual(['empty', 'a', 'b']);
});

test('a reply longer than may wait is cut, not kept', () => {
  const { clock, player, only, sentMs } = setup({ maxWaitingMs: 1000 });
  player.begin('r', { promisesAcks: false });
  for (let i = 0; i < 10; i++) player.add('r', tone(500));
  player.end('r');
  clock.advance(10_000);
  expect(only('cut')).toHaveLength(1);
  expect(sentMs()).toBeLessThanOrEqual(1000 + leadMs);
  expect(only('done')).toHaveLength(1);
});

test('closing leaves no timer and reports nothing', () => {
  const { clock, player, heard } = setup();
  player.begin('r', { promisesAcks: false });
  player.add('r', tone(1000));
  clock.advance(100);
  heard.length = 0;
  player.close();
  clock.advance(5000);
  expect(clock.pendingTimers).toBe(0);
  expect(heard).toEqual([]);
});

test('however audio is cut and timed, all of it is sent once and the end is reported once', () => {
  const step = fc.record({ waitMs: fc.integer({ min: 0, max: 400 }), audioMs: fc.integer({ min: 1, max: 500 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 20, max: 600 }), (steps, lead) => {
      const { clock, player, sentMs, only, heard } = setup({ leadMs: lead });
      player.begin('r', { promisesAcks: false });
      for (const { waitMs, audioMs } of steps) {
        clock.advance(waitMs);
        player.add('r', tone(audioMs));
      }
      player.end('r');
      clock.advance(20_000);
      const totalMs = steps.reduce((sum, { audioMs }) => sum + audioMs, 0);
      expect(sentMs()).toBeCloseTo(totalMs, 5);
      expect(only('done')).toHaveLength(1);
      expect(only('sent')).toHaveLength(1);
      expect(heard.findIndex(({ what }) => what === 'sent')).toBeLessThan(
        heard.findIndex(({ what }) => what === 'done'),
      );
      const played = only('progress').map(({ playedMs }) => playedMs!);
      expect(played).toEqual([...played].sort((a, b) => a - b));
    }),
  );
});
