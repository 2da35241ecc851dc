import { exampleTurnRecord } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { type ValidatedRecord, validateRecord, validateRecords } from './validate-records.ts';

async function validate(text: string): Promise<ValidatedRecord[]> {
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  const read: ValidatedRecord[] = [];
  for await (const record of validateRecords(bytes(), 'turns.ndjson')) read.push(record);
  return read;
}

async function problemsOf(line: string): Promise<string[]> {
  const [read] = await validate(line);
  if (!read || !('problems' in read)) return [];
  return read.problems.map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`);
}

describe('validateRecords', () => {
  it('gives back well-formed records as they are, with their lines', async () => {
    const text =
      '\uFEFF{"trace_id":"a","stages_ms":{"planning":1.5},"more":[1]}\r\n\r\n  \n{"trace_id":"b","stages_ms":{}}';
    expect(await validate(text)).toEqual([
      { line: 1, record: { trace_id: 'a', stages_ms: { planning: 1.5 }, more: [1] } },
      { line: 4, record: { trace_id: 'b', stages_ms: {} } },
    ]);
  });

  it('names file and line, and goes on after a malformed line', async () => {
    const read = await validate('{"trace_id":"a","stages_ms":{}}\n[1]\n{"trace_id":"c","stages_ms":{}}\n');
    expect(read.map((one) => 'record' in one)).toEqual([true, false, true]);
    expect(read[1]).toEqual({
      line: 2,
      problems: [{ file: 'turns.ndjson', line: 2, path: '$', expected: 'an object', found: 'an array of 1' }],
    });
  });

  it.each([
    ['null', '$: expected an object, found null'],
    ['{"stages_ms":{}}', '$.trace_id: expected a string, found nothing'],
    ['{"trace_id":"","stages_ms":{}}', '$.trace_id: expected a string that is not empty, found an empty string'],
    ['{"trace_id":7,"stages_ms":{}}', '$.trace_id: expected a string, found the number 7'],
    ['{"trace_id":"a"}', '$.stages_ms: expected an object, found nothing'],
    ['{"trace_id":"a","stages_ms":null}', '$.stages_ms: expected an object, found null'],
    ['{"trace_id":"a","stages_ms":[900]}', '$.stages_ms: expected an object, found an array of 1'],
    ['{"trace_id":"a","stages_ms":{"b c":"9"}}', '$.stages_ms["b c"]: expected a finite number, found the string "9"'],
    [
      '{"trace_id":"a","stages_ms":{"b":-0.5}}',
      '$.stages_ms.b: expected a number of at least 0, found the number -0.5',
    ],
    [
      '{"trace_id":"a","stages_ms":{"b":1e999}}',
      '$.stages_ms.b: expected a finite number, found a number too large to hold',
    ],
    ['{"trace_id":"a","stages_ms":{"b":true}}', '$.stages_ms.b: expected a finite number, found true'],
    ['{"trace_id":"a","stages_ms":{"b":{}}}', '$.stages_ms.b: expected a finite number, found an object'],
    ['{"trace_id":"a","stages_ms":{"b":1,"b":2}}', '$.stages_ms.b: expected each key once, found the key "b" again'],
    [
      '{"trace_id":"a","stages_ms":{"__proto__":"x"}}',
      '$.stages_ms.__proto__: expected a finite number, found the string "x"',
    ],
    [
      '{"trace_id":"a","stages_ms":{"__proto__":-1}}',
      '$.stages_ms.__proto__: expected a number of at least 0, found the number -1',
    ],
  ])('refuses %s', async (line, problem) => {
    expect(await problemsOf(line)).toEqual([problem]);
  });

  it('refuses what is not JSON, NaN among it', async () => {
    for (const line of ['{"trace_id":"a","stages_ms":{"b":NaN}}', '{"trace_id":', "{'trace_id':'a'}", '{} {}']) {
      const [problem] = await problemsOf(line);
      expect(problem).toMatch(/^\$: expected one JSON object, found text that is not JSON \(/);
    }
  });

  it('says everything that is wrong with a line', async () => {
    expect(await problemsOf('{"trace_id":"","stages_ms":{"a":-1,"b":null}}')).toHaveLength(3);
  });
});

describe('validateRecord', () => {
  it('holds a turn record to the whole schema, and lets it have further fields', () => {
    const record = { ...exampleTurnRecord(), clip: 'a', wer: 0.1 };
    expect(validateRecord(record)).toEqual([]);
    const [span] = record.spans;
    expect(validateRecord({ ...record, spans: [{ ...span, end_ms: 'late' }] })).toEqual([
      { path: '$.spans[0].end_ms', expected: 'a finite number', found: 'the string "late"' },
    ]);
    expect(validateRecord({ ...record, voice_to_voice_by: 'both' })).toEqual([
      { path: '$.voice_to_voice_by', expected: '"server" or "client"', found: 'the string "both"' },
    ]);
    expect(validateRecord({ ...record, stages_ms: JSON.parse('{"__proto__":"x"}') })).toHaveLength(1);
  });

  it('names the version of a turn record it does not know, and takes schemas of others for the least', () => {
    expect(validateRecord({ schema: 'cascade.turn.v9', trace_id: 'a', stages_ms: {} })).toEqual([
      { path: '$.schema', expected: '"cascade.turn.v1"', found: 'the string "cascade.turn.v9"' },
    ]);
    expect(validateRecord({ schema: 'another', trace_id: 'a', stages_ms: {} })).toEqual([]);
  });
});
