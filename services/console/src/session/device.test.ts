import { sessionMetadataSchema } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { browserOf, deviceFacts } from './device.ts';

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

test.each([
  [chrome, 'chrome 140'],
  [`${chrome} Edg/140.0.0.0`, 'edge 140'],
  [`${chrome} OPR/120.0.0.0`, 'opera 120'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'firefox 143'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
    'safari 19',
  ],
  ['curl/8', 'other'],
])('%s', (userAgent, name) => {
  expect(browserOf(userAgent)).toBe(name);
});

test('every fact has a key of the data contract, and a value that it allows', () => {
  const facts = deviceFacts({ userAgent: chrome, language: 'en-GB', connection: { effectiveType: '4g' } } as never);
  expect(sessionMetadataSchema.parse(facts)).toEqual(facts);
  expect(Object.keys(facts).every((key) => key in sessionMetadataSchema.shape)).toBe(true);
});
