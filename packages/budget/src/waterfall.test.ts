import type { TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { renderWaterfall } from './waterfall.ts';

describe('renderWaterfall', () => {
  it('draws the critical spans on one time axis, the budget with its verdict, and the sum', () => {
    expect(renderWaterfall(exampleTurnRecord(), { barWidth: 12 }).split('\n')).toEqual([
      'stage  span     from   to   ms  computing  queue  wait  0 … 600 ms',
      'turn   silence     0  200  200          0      0   200  ░░░░',
      'asr    final     200  400  200        100    100     0      ▒▒██',
      'tts    clause    400  600  200        200      0     0          ████',
      '',
      'budget default     ms  at most',
      'client_buffering   21      150  ok',
      'first_partial     280      300  ok',
      'finalization      900      800  OVER',
      'planning           12      500  ok',
      'first_audio_byte   80      400  ok',
      '',
      "voice-to-voice 600 ms by the server's clock; the spans above add up to 600 ms",
    ]);
  });

  it('says so when nothing was said in reply, and which stages did not happen', () => {
    const text = renderWaterfall(
      exampleTurnRecord({ spans: [], stages_ms: { planning: 2.25 }, voice_to_voice_ms: null }),
    );
    expect(text).toContain('No critical spans: nothing was said in reply.');
    expect(text).toMatch(/first_audio_byte +– +400 {2}did not happen/);
    expect(text).toMatch(/planning +2\.3 +500 {2}ok/);
    expect(text).toContain('voice-to-voice: none');
  });

  it('marks a step that took no time', () => {
    const [, first] = exampleTurnRecord().spans;
    const spans = [first, { ...first, name: 'final', start_ms: 200, end_ms: 200, wait_ms: 0 }] as TurnRecord['spans'];
    const lines = renderWaterfall(exampleTurnRecord({ spans }), { barWidth: 4 }).split('\n');
    const barColumn = (lines[1] ?? '').indexOf('░');
    expect(lines.slice(1, 3).map((line) => line.slice(barColumn))).toEqual(['░░░░', '    ▏']);
  });

  it('survives spans whose parts do not fit their length, and shows every span', () => {
    const spans = exampleTurnRecord().spans.map((span) => ({ ...span, queue_ms: -50, compute_ms: 9e6 }));
    const lines = renderWaterfall(exampleTurnRecord({ spans }), { barWidth: 10 }).split('\n');
    expect(lines.slice(1, 4).map((line) => line.match(/█+/)?.[0].length)).toEqual([3, 4, 3]);
    const short = { ...spans[1], start_ms: 599, end_ms: 599.5, stage: 'gateway' as const, name: 'a\u001b[2Jb' };
    const text = renderWaterfall(exampleTurnRecord({ spans: [...spans, short as (typeof spans)[number]] }));
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').find((line) => line.startsWith('gateway'))).toMatch(/[█▒░]$/);
  });
});
