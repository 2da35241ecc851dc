/** Writes turns to a store without end, and tells on standard output, one id a line, what is on the disk: to be killed. */

import { systemClock } from '@cascade/runtime';
import { exampleTurnRecord } from '@cascade/testing';
import { createTurnWriter, openTurnStore } from '../src/index.ts';

const [path = '', sessionId = ''] = process.argv.slice(2);
const store = await openTurnStore(path);
const writer = createTurnWriter({
  store,
  clock: systemClock,
  onWritten: (records) => process.stdout.write(records.map(({ turn_id }) => `${turn_id}\n`).join('')),
});
for (let number = 1; ; number++) {
  const turnId = `${sessionId}-${number}`;
  writer.add(exampleTurnRecord({ session_id: sessionId, turn_id: turnId, reply_text: turnId.repeat(number % 50) }));
  // Some alone, some in batches.
  if (number % 7 > number % 3) await writer.flush();
}
