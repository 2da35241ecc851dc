import type { ClientEventInput } from '@cascade/contracts';
import { expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const ask = (event_id: string): ClientEventInput => ({ type: 'response.create', event_id });
const chunk = () => new Uint8Array(480 * 2).fill(1);

/** Ids of events, and lengths of audio. */
const shown = (entries: ReturnType<Outbox['takeUnsent']>) =>
  entries.map((entry) => (entry.kind === 'event' ? entry.event.event_id : entry.bytes.length));

it('keeps a bounded number of events that were sent, and still knows which arrived', () => {
  const outbox = new Outbox(1000);
  for (let index = 0; index < 1000; index++) {
    outbox.addEvent(ask(`e${index}`));
    outbox.takeUnsent();
  }
  expect(outbox.resumed({ audioMs: 0, events: 998 })).toBe(0);
  expect(shown(outbox.takeUnsent())).toEqual(['e998', 'e999']);
});

it('keeps what waits for a connection, however much audio is said meanwhile', () => {
  const outbox = new Outbox(40);
  outbox.addEvent(ask('first'));
  for (let index = 0; index < 10; index++) outbox.addAudio(chunk());
  outbox.addEvent(ask('last'));
  expect(shown(outbox.takeUnsent())).toEqual(['first', 960, 960, 'last']);
});

it('copies what it keeps, and cuts it to the sample', () => {
  const outbox = new Outbox(1000);
  const bytes = chunk();
  outbox.addAudio(bytes);
  bytes.fill(9);
  expect(outbox.takeUnsent()).toMatchObject([{ bytes: chunk() }]);
  outbox.resumed({ audioMs: 5, events: 0 });
  expect(shown(outbox.takeUnsent())).toEqual([480 * 2 - 240]);
});

it('counts audio by the format it was said in', () => {
  const outbox = new Outbox(1000);
  outbox.setFormat({ type: 'audio/pcmu' });
  outbox.addAudio(new Uint8Array(80));
  outbox.setFormat({ type: 'audio/pcm', rate: 16_000 });
  outbox.addAudio(new Uint8Array(320));
  outbox.takeUnsent();
  outbox.resumed({ audioMs: 15, events: 0 });
  expect(shown(outbox.takeUnsent())).toEqual([160]);
});

it('keeps nothing where nothing may be kept', () => {
  const outbox = new Outbox(0);
  outbox.addAudio(chunk());
  outbox.addAudio(chunk());
  expect(outbox.takeUnsent()).toEqual([]);
});
