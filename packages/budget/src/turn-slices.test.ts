import { exampleTurnRecord, faultedTurnRecord } from '@cascade/testing';
import { expect, test } from 'vitest';
import { slicesOf } from './turn-slices.ts';

test('a turn is in one slice of each kind, of each thing its client said and of each version', () => {
  const record = exampleTurnRecord({ device: { kind: 'phone' }, versions: { asr: 'asr@1', 'planner.prompt': 'p@2' } });
  expect(slicesOf(record)).toEqual([
    'source:fast-path',
    'status:completed',
    'codec:pcm16',
    'length:short',
    'prepared:used',
    'tools:none',
    'machine:unknown',
    'fault:none',
    `profile:${record.budget.profile}`,
    'device.kind:phone',
    'asr:asr@1',
    'planner.prompt:p@2',
  ]);
});

test('lengths part at 2 and at 6 seconds, machines at 5 % taken', () => {
  const audio = { ...exampleTurnRecord().audio, start_sample: 0 };
  const at = (end_sample: number, steal_percent: number) =>
    slicesOf(
      exampleTurnRecord({ audio: { ...audio, end_sample }, machine: { steal_percent, event_loop_delay_p99_ms: 0 } }),
    );
  expect(at(31_999, 4.9)).toEqual(expect.arrayContaining(['length:short', 'machine:quiet']));
  expect(at(32_000, 5)).toEqual(expect.arrayContaining(['length:medium', 'machine:disturbed']));
  expect(at(96_000, 5)).toContain('length:long');
});

test('each fault switch that touched it is a slice', () => {
  expect(slicesOf(faultedTurnRecord({ stage: 'tts', kind: 'drop' }))).toContain('fault:tts-drop');
  expect(slicesOf(faultedTurnRecord({ stage: 'tts', kind: 'drop' }))).not.toContain('fault:none');
});
