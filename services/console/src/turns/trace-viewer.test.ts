import { expect, test } from 'vitest';
import { traceAddress } from './trace-viewer.ts';

test('a trace has an address where a viewer is configured', () => {
  expect(traceAddress('https://traces.example/trace/{trace_id}?now', 'a/b')).toBe(
    'https://traces.example/trace/a%2Fb?now',
  );
  expect(traceAddress(undefined, 'a')).toBeUndefined();
});

test('what a browser would run is no address', () => {
  expect(traceAddress('javascript:alert({trace_id})', '1')).toBeUndefined();
});
