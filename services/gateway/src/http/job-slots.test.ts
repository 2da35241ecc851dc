import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobSlot, JobSlots } from './job-slots.ts';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('job slots', () => {
  it('refuse at once what is too much, and take it when there is room again', () => {
    const slots = new JobSlots({ running: 1, waiting: 1 });
    const first = slots.take();
    slots.take();
    expect(() => slots.take()).toThrow(expect.objectContaining({ code: 'overloaded', retryable: true }));
    first.release();
    first.release();
    expect(slots.taken).toBe(1);
    expect(() => slots.take()).not.toThrow();
  });

  it('let a job that gives up go without holding up those behind it', async () => {
    const slots = new JobSlots({ running: 1, waiting: 2 });
    const [running, impatient, patient] = [slots.take(), slots.take(), slots.take()];
    await running.start(never);
    const abort = new AbortController();
    const given = impatient.start(abort.signal);
    const begun = patient.start(never);
    abort.abort(new Error('gone'));
    await expect(given).rejects.toThrow('gone');
    impatient.release();
    running.release();
    await expect(begun).resolves.toBeUndefined();
    await expect(slots.take().start(abort.signal)).rejects.toThrow('gone');
  });

  it('never run more than may, start in order, and end empty', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.constantFrom('take', 'release'), { maxLength: 40 }),
        async (running, actions) => {
          const slots = new JobSlots({ running, waiting: 100 });
          const live: { slot: JobSlot; number: number; started: boolean }[] = [];
          const order: number[] = [];
          let number = 0;
          for (const action of actions) {
            if (action === 'take') {
              const job = { slot: slots.take(), number: number++, started: false };
              live.push(job);
              void job.slot.start(never).then(() => {
                job.started = true;
                order.push(job.number);
              });
            } else {
              const done = live.findIndex((job) => job.started);
              if (done >= 0) live.splice(done, 1)[0]?.slot.release();
            }
            await settled();
            expect(live.filter((job) => job.started)).toHaveLength(Math.min(running, live.length));
          }
          expect(order).toEqual(order.toSorted((a, b) => a - b));
          while (live.length > 0) {
            live.shift()?.slot.release();
            await settled();
          }
          expect(slots.taken).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
