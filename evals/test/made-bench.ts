import { appendFile } from 'node:fs/promises';
import type { Bench } from '../src/suites/suite.ts';

/** Writes down what it runs. By its setting it fails at an item, or never ends from the twentieth on. */
export async function openBench(): Promise<Bench> {
  return {
    async run(settings, input) {
      const { index, log } = input as { readonly index: number; readonly log: string };
      if (index === 13 && settings.CASCADE_MADE === 'fail') throw new Error('The thirteenth fails.');
      if (index >= 20 && settings.CASCADE_MADE === 'hang') await new Promise(() => undefined);
      await appendFile(log, `${index}\n`);
      return { index, squared: index * index };
    },
    close: async () => undefined,
  };
}
