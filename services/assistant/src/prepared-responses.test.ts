import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PreparedResponses } from './prepared-responses.ts';

interface Made {
  readonly responseId: string;
  readonly number: number;
}

const command = fc.record({
  does: fc.constantFrom('prepare', 'make', 'make', 'make', 'release', 'discard'),
  responseId: fc.constantFrom('a', 'b', 'c'),
} as const);

test('whatever happens in whatever order, all that is asked for is handed on once, in order, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const handedOn: Made[] = [];
      const responses = new PreparedResponses<Made>((event) => handedOn.push(event));
      // The model: what is prepared holds a list, all else passes.
      const expected: Made[] = [];
      const held = new Map<string, Made[]>();
      for (const [number, { does, responseId }] of commands.entries()) {
        const made = { responseId, number };
        if (does === 'prepare' && !held.has(responseId)) {
          held.set(responseId, []);
          void responses.prepare(responseId);
        } else if (does === 'make') {
          (held.get(responseId) ?? expected).push(made);
          responses.pass(made);
        } else if (does === 'release') {
          expect(responses.release(responseId)).toBe(held.has(responseId));
          expected.push(...(held.get(responseId) ?? []));
          held.delete(responseId);
        } else if (does === 'discard') {
          held.delete(responseId);
          responses.discard(responseId);
        }
        expect(handedOn).toEqual(expected);
      }
    }),
  );
});

test('the promise resolves after what was held is handed on, and never for what is discarded', async () => {
  const log: string[] = [];
  const responses = new PreparedResponses<Made>(({ responseId, number }) => log.push(`${responseId}${number}`));
  void responses.prepare('a').then(() => log.push('a committed'));
  void responses.prepare('b').then(() => log.push('b committed'));
  responses.pass({ responseId: 'a', number: 1 });
  responses.pass({ responseId: 'b', number: 1 });
  responses.discard('b');
  expect(log).toEqual([]);
  expect(responses.release('a')).toBe(true);
  expect(responses.release('b')).toBe(false);
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(['a1', 'a committed']);
});
