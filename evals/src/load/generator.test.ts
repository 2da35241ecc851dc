import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GeneratorMeter, type GeneratorUse, generatorLimits, generatorProblems } from './generator.ts';

const fine: GeneratorUse = {
  cpu_cores: 0.1,
  loop_utilization: 0.1,
  loop_delay_p99_ms: 2,
  late_p50_ms: 0,
  late_p99_ms: 3,
  late_max_ms: 90,
};

test('a generator within its limits is no bottleneck; beyond any of them it is, in words with numbers', () => {
  expect(generatorProblems(fine)).toEqual([]);
  expect(generatorProblems({ ...fine, late_p99_ms: 45.4 })).toEqual([
    '1 % of its sound was sent more than 45 ms late (limit 20 ms)',
  ]);
  expect(generatorProblems({ ...fine, loop_delay_p99_ms: 80 })[0]).toContain('event loop was 80 ms late');
  expect(generatorProblems({ ...fine, loop_utilization: 0.93 })[0]).toContain('93 % busy (limit 70 %)');
});

test('each limit has its own sentence', () => {
  const over = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(over, ([late, delay, busy]) => {
      const use = {
        ...fine,
        late_p99_ms: generatorLimits.late_p99_ms + (late ? 1 : 0),
        loop_delay_p99_ms: generatorLimits.loop_delay_p99_ms + (delay ? 1 : 0),
        loop_utilization: generatorLimits.loop_utilization + (busy ? 0.1 : 0),
      };
      expect(generatorProblems(use)).toHaveLength([late, delay, busy].filter(Boolean).length);
    }),
  );
});

test('the meter tells how late sound was sent', () => {
  const meter = new GeneratorMeter();
  for (let lateMs = 0; lateMs <= 100; lateMs++) meter.sent(lateMs);
  expect(meter.end()).toMatchObject({ late_p50_ms: 50, late_p99_ms: 99, late_max_ms: 100 });
});
