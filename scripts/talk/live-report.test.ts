import type { ServerEvent } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { LiveReport } from './live-report.ts';

const partial = (text: string, stable_text = '') =>
  ({ type: 'cascade.transcript.partial', event_id: 'e', item_id: 'i', text, stable_text }) as const;
const inPart = { event_id: 'e', response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
const reply = (delta: string): ServerEvent => ({ type: 'response.output_audio_transcript.delta', ...inPart, delta });
const done = (status: string) => ({ type: 'response.done', event_id: 'e', response: { status } }) as ServerEvent;
const decision: ServerEvent = {
  type: 'cascade.turn.decision',
  event_id: 'e',
  turn_id: 't',
  trace_id: null,
  kind: 'commit',
  reason: 'model 0.97',
  at_ms: 0,
};
const final = (transcript: string): ServerEvent => ({
  type: 'conversation.item.input_audio_transcription.completed',
  event_id: 'e',
  item_id: 'i',
  content_index: 0,
  transcript,
  usage: { type: 'duration', seconds: 1 },
});

function report(events: readonly ServerEvent[], terminal?: number): string {
  let output = '';
  const target = {
    write: (text: string) => (output += text),
    isTerminal: terminal !== undefined,
    columns: terminal ?? 80,
  };
  const live = new LiveReport(target, 1000);
  for (const [index, event] of events.entries()) live.observe(event, 1000 + index * 250);
  return output;
}

describe('LiveReport', () => {
  it('prints plain lines with times where there is no terminal', () => {
    const events = [
      partial(''),
      partial('what'),
      decision,
      final('what time'),
      reply('It is '),
      reply('ten.'),
      done('completed'),
    ];
    expect(report(events).split('\n')).toEqual([
      '   0.25 s  partial   what',
      '   0.50 s  decision  commit: model 0.97',
      '   0.75 s  final     what time',
      '   1.50 s  reply     It is ten.',
      '',
    ]);
  });

  it('says so when nothing was understood, and when a reply was stopped', () => {
    expect(report([final(''), reply('It'), done('cancelled'), done('cancelled')])).toBe(
      [
        '   0.00 s  final     (no words)',
        '   0.50 s  reply     It (cancelled)',
        '   0.75 s  reply     (cancelled)',
        '',
      ].join('\n'),
    );
  });

  it('changes one line on a terminal, stable words in bold', () => {
    const output = report(
      [partial('what time', 'what'), partial('what time is', 'what time'), final('what time is it')],
      80,
    );
    expect(output.split('\r\u001b[2K')).toEqual([
      '   0.00 s  partial   \u001b[1mwhat\u001b[22m time',
      '   0.25 s  partial   \u001b[1mwhat time\u001b[22m is',
      '   0.50 s  final     what time is it\n',
    ]);
  });

  it('shows the end of what does not fit the line', () => {
    const output = report([partial('0123456789 and more', '0123456789')], 32);
    expect(output).toBe('   0.00 s  partial   \u001b[1m9\u001b[22m and more');
  });

  it('lets no control character through', () => {
    expect(report([final('a\u001b[2Jb\r')])).toBe('   0.00 s  final     a�[2Jb�\n');
  });
});
