import { expect, test } from 'vitest';
import { readReport } from '../scripts/conformance/suite.ts';
import { chapterRows, describeRows, passed } from '../scripts/conformance/verdict.ts';

const reported = (behavior: string, behaviorClose = 'OK') => ({
  behavior,
  behaviorClose,
  remoteCloseCode: 1000,
  duration: 3,
  reportfile: `case_${behavior}.json`,
});
const report = JSON.stringify({
  cascade: {
    '1.1.10': reported('OK'),
    '1.1.2': reported('OK'),
    '6.4.1': reported('NON-STRICT'),
    '7.1.6': reported('INFORMATIONAL', 'INFORMATIONAL'),
    '7.7.1': reported('OK', 'UNCLEAN'),
    '9.1.1': reported('FAILED', 'FAILED'),
    '9.1.2': reported('UNIMPLEMENTED'),
  },
});

test("the suite's report becomes a list in the order of the cases", () => {
  const results = readReport(report, 'cascade');
  expect(results.map(({ id }) => id)).toEqual(['1.1.2', '1.1.10', '6.4.1', '7.1.6', '7.7.1', '9.1.1', '9.1.2']);
  expect(() => readReport(report, 'another')).toThrow('nothing on another');
});

test('a case fails by its behaviour and by its closing', () => {
  const results = readReport(report, 'cascade');
  expect(results.filter((result) => !passed(result)).map(({ id }) => id)).toEqual(['7.7.1', '9.1.1', '9.1.2']);
});

test('the table counts by chapter and names what failed', () => {
  const rows = chapterRows(readReport(report, 'cascade'));
  expect(
    rows.map(({ chapter, cases, ok, nonStrict, informational, failed }) => [
      chapter,
      cases,
      ok,
      nonStrict,
      informational,
      failed.length,
    ]),
  ).toEqual([
    ['1', 2, 2, 0, 0, 0],
    ['6', 1, 0, 1, 0, 0],
    ['7', 2, 0, 0, 1, 1],
    ['9', 2, 0, 0, 0, 2],
  ]);
  const text = describeRows(rows);
  expect(text).toMatch(/all\s+7\s+2\s+1\s+1\s+3/);
  expect(text).toContain('failed: 7.7.1 OK, closing UNCLEAN (1000), see case_OK.json');
});
