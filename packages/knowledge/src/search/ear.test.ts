import { expect, test } from 'vitest';
import { forEar } from './ear.ts';

test.each([
  ['It costs $6,480.', 'It costs 6,480 dollars.'],
  ['It is 5% off', 'It is 5 percent off.'],
  ['Open 9–5 (closed on Sunday).', 'Open 9 to 5, closed on Sunday.'],
  ['Arden 200: Output 8 kW; Price 6,480.', 'Arden 200: Output 8 kW, Price 6,480.'],
  ['Harbor & Pine does it.', 'Harbor and Pine does it.'],
  ['Bring these:', 'Bring these.'],
])('%s → %s', (written, spoken) => expect(forEar(written)).toBe(spoken));
