import { exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

test.each([
  ['write to jo.smith+a@mail.example.co.uk please', 'write to [email] please'],
  ['it is john dot smith at gmail dot com', 'it is [email]'],
  ['call (415) 555-2671 now', 'call [phone] now'],
  ['call +49 30 901820', 'call [phone]'],
  ['my number is four one five five five five two six seven one', 'my number is [phone]'],
  ['it is double five, three oh nine, one two one', 'it is [phone]'],
  ['5 5 5 0 1 4 2', '[phone]'],
  ['pay with 4111 1111 1111 1111 today', 'pay with [card] today'],
  ['my social is 078-05-1120', 'my social is [account]'],
  ['from GB82 WEST 1234 5698 7654 32', 'from [account]'],
  ['send it to 221b Baker Street, apt 4', 'send it to [address]'],
  ['I live at twelve forty Maple Street', 'I live at [address]'],
  ['the key is sk-abcdefghijklmnop1234', 'the key is [secret]'],
  ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: [secret]'],
  ['my password is hunter22', 'my password is [secret]'],
  ['postgres://user:geheim@host/db', 'postgres://user:[secret]@host/db'],
])('%s', (text, expected) => {
  expect(redactor.text(text)).toBe(expected);
});

test.each([
  'What time is it in New York?',
  'Set a timer for twenty five minutes and thirty seconds.',
  'twenty percent of eighty is sixteen',
  'It is 7:30, the 4th of July 2024.',
  'one two three four five six seven eight nine ten',
  'five plus five plus ten',
  'waiting for 320 ms of silence: model 0.92, transcript complete',
  'turn on the lights in the kitchen at nine',
  'he looked at me and said nothing at all',
  'the 12 best ways to learn',
  'moonshine-tiny-en@1.0.2 on node@24.21.0',
])('leaves alone: %s', (text) => {
  expect(redactor.text(text)).toBe(text);
});

const planted = fc.constantFrom(
  'ann@example.org',
  '4012888888881881',
  '415-555-2671',
  'sk-0123456789abcdefghij',
  '078-05-1120',
);
const words = fc.array(fc.constantFrom('so', 'please', 'take', 'note', 'of', 'then', 'my', 'friend'), { maxLength: 5 });

test('whatever stands around it, what was planted is gone, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(words, planted), { minLength: 1, maxLength: 4 }), words, (pieces, rest) => {
      const text = [...pieces.flatMap(([before, secret]) => [...before, secret]), ...rest].join(' ');
      const once = redactor.text(text);
      for (const [, secret] of pieces) expect(once).not.toContain(secret);
      for (const word of rest) expect(once).toContain(word);
      expect(redactor.text(once)).toBe(once);
    }),
  );
});

test('any text and any value goes through without an error, and JSON keeps its shape', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => typeof redactor.text(text) === 'string'));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const shape = (one: unknown): unknown =>
        Array.isArray(one) ? one.map(shape) : typeof one === 'object' && one ? Object.values(one).length : typeof one;
      // Two keys may become one by redaction; a string may replace what a secret key holds.
      if (!JSON.stringify(value).includes('{')) expect(shape(redactor.value(value))).toEqual(shape(value));
    }),
  );
});

describe('values and records', () => {
  test('strings at any depth, keys, errors, and whole values under secret keys', () => {
    const value = { a: [{ 'ann@example.org': 'call 415-555-2671' }], Token: { deep: 'anything' }, n: 4155552671 };
    expect(redactor.value(value)).toEqual({ a: [{ '[email]': 'call [phone]' }], Token: '[redacted]', n: 4155552671 });
    const failed = redactor.value({ err: new TypeError('no user ann@example.org') }) as unknown as {
      err: { message: string; stack: string };
    };
    expect(failed.err.message).toBe('no user [email]');
    expect(failed.err.stack).not.toContain('ann@');
  });

  test('a record: everything that was said or returned; ids and figures stay', () => {
    const secret = 'ann@example.org';
    const record = exampleTurnRecord({
      final_transcript: `write to ${secret}`,
      reply_text: `writing to ${secret}`,
      heard_text: `writing to ${secret}`,
      partials: [{ at_ms: 1, text: `to ${secret}`, stable_text: secret }],
      tool_calls: [
        { call_id: 'c', name: 'mail', arguments: `{"to":"${secret}","token":"t"}`, output: `sent to ${secret}` },
      ],
      device: { owner: secret },
    });
    const redacted = redactor.record(record);
    expect(JSON.stringify(redacted)).not.toContain('ann@');
    expect(redacted.tool_calls[0]).toEqual({
      call_id: 'c',
      name: 'mail',
      arguments: '{"to":"[email]","token":"[redacted]"}',
      output: 'sent to [email]',
    });
    expect(redacted.stages_ms).toEqual(record.stages_ms);
    expect(redacted.trace_id).toBe(record.trace_id);
  });

  test('beginnings of what was taken out go too, as partials and interrupted replies have them', () => {
    const said = 'write to ann dot smith at example dot org';
    const texts = ['write', 'write to ann dot smith', 'write to ann dot smith at example', said];
    const redacted = redactor.record(
      exampleTurnRecord({
        final_transcript: said,
        partials: texts.map((text, index) => ({ at_ms: index, text, stable_text: texts[index - 1] ?? '' })),
        reply_text: 'Writing to ann dot smith at example dot org.',
        heard_text: 'Writing to ann dot smith at',
      }),
    );
    expect(JSON.stringify(redacted)).not.toMatch(/smith|example dot/);
    expect(redacted.final_transcript).toBe('write to [email]');
    expect(redacted.heard_text).toBe('[redacted]');
    expect(redactor.record(redacted)).toEqual(redacted);
    const harmless = exampleTurnRecord({ reply_text: 'It is noon here.', heard_text: 'It is noon' });
    expect(redactor.record(harmless)).toEqual(harmless);
  });

  test('what a span carries is looked through, its own id is not', () => {
    const [span] = exampleTurnRecord().spans;
    const attributes = { span_id: '4111111111111111', model: 'asr@1.0.2', note: 'card 4111111111111111', count: 3 };
    const { spans } = redactor.record(exampleTurnRecord({ spans: [{ ...span!, attributes }] }));
    expect(spans[0]?.attributes).toEqual({ ...attributes, note: 'card [card]' });
  });

  test('an operator chooses what is looked for, and adds patterns', () => {
    const own = createRedactor({ detect: ['email'], patterns: { order: /\bORD-\d+\b/ } });
    expect(own.text('ORD-77 and ORD-78 of ann@example.org, 415-555-2671')).toBe(
      '[order] and [order] of [email], 415-555-2671',
    );
  });
});
