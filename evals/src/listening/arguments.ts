import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm listening make --candidate ID [--baseline ID] [--texts FILE] [--count N] [--seed TEXT] [--out FOLDER]
       pnpm listening judge KEY VOTES… [--json]

Which of two voices people would rather listen to, without their knowing which is which.

  make               says texts with two voices of the registry, equally loud, sides and order drawn:
                     FOLDER/set.json for listeners, FOLDER/key.json for you
    --candidate ID   a tts bundle of the registry
    --baseline ID    another one. Default: the live one
    --texts FILE     what to say, a text a line. Default: sentences of the speech fixtures
    --count N        so many texts, spread evenly. Default 21; one in seven is said once more with one side spoiled, as a check
    --seed TEXT      draws sides and order. Default "cascade"
    --out FOLDER     default dist/listening
  judge              key.json and the files that listeners sent back: share, interval, sign test; who did not listen is left out

Listeners open the set at #/listen of the console. Exit codes: 0 done; 2 bad usage or files.`;

export type ListeningArguments =
  | {
      readonly command: 'make';
      readonly candidate: string;
      readonly baseline: string | undefined;
      readonly texts: string | undefined;
      readonly count: number;
      readonly seed: string;
      readonly out: string;
    }
  | { readonly command: 'judge'; readonly key: string; readonly votes: readonly string[]; readonly json: boolean };

/** @throws Error whose message says what is wrong with the arguments */
export function parseListeningArguments(argv: readonly string[]): ListeningArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      candidate: text,
      baseline: text,
      texts: text,
      count: { ...text, default: '21' },
      seed: { ...text, default: 'cascade' },
      out: { ...text, default: 'dist/listening' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [command, ...files] = positionals;
  if (command === 'make') {
    const { candidate, baseline, texts, seed, out, count } = values;
    if (candidate === undefined) throw new Error('make needs --candidate ID.');
    if (files.length > 0) throw new Error(`make takes no file: ${files[0]}.`);
    if (!/^[1-9]\d{0,3}$/.test(count)) throw new Error(`--count takes a whole number above 0, not "${count}".`);
    return { command, candidate, baseline, texts, count: Number(count), seed, out };
  }
  if (command === 'judge') {
    const [key, ...votes] = files;
    if (key === undefined || votes.length === 0) throw new Error('judge takes the key and at least one file of votes.');
    return { command, key, votes, json: values.json };
  }
  throw new Error(command === undefined ? 'make or judge?' : `There is no command "${command}".`);
}
