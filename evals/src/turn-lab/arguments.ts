import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm turn-lab [FILE.wav | FOLDER]… [options]
       pnpm turn-lab --manifest FILE.jsonl [options]

Plays recorded speech through the real voice detector, recognizer and end-of-turn model once, keeps what they said, and
tries the turn manager's settings on it under a virtual clock: how soon a turn is ended against how often a speaker is cut off.
Writes turn-lab.svg, turn-lab.md and turn-lab.json.

Without clips: ../shared/speech/manifest.jsonl when it is there, otherwise the recordings that come with the project
(what the models said, no audio).

  --manifest FILE   clips, one JSON object a line: id, file (relative to the manifest), slice (names of kinds), group
  --out DIR         where the report goes; default dist/turn-lab
  --record FILE     write what the models said of the clips, as the recordings that come with the project
  --fresh           run the models again on clips that were recorded before
  --validate        choose the waits anew on a part of the clips and try them on the others, in turn (a minute or two)
  --clips           list the clips that are cut off and those with the longest delays
  --json            the results as one JSON object, and nothing else, on standard output
  --help            this text

Exit codes: 0 done; 2 bad usage, or a file that is missing or cannot be used; 130 stopped by Ctrl-C.`;

export interface LabArguments {
  readonly paths: readonly string[];
  readonly manifest: string | undefined;
  readonly outFolder: string;
  readonly recordFile: string | undefined;
  readonly fresh: boolean;
  readonly validate: boolean;
  readonly listClips: boolean;
  readonly json: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseLabArguments(argv: readonly string[]): LabArguments | 'help' {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      manifest: { type: 'string' },
      out: { type: 'string', default: 'dist/turn-lab' },
      record: { type: 'string' },
      fresh: flag,
      validate: flag,
      clips: flag,
      json: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help) return 'help';
  if (values.manifest !== undefined && positionals.length > 0) {
    throw new Error('Give wav files or folders, or a manifest, not both.');
  }
  return {
    paths: positionals,
    manifest: values.manifest,
    outFolder: values.out,
    recordFile: values.record,
    fresh: values.fresh,
    validate: values.validate,
    listClips: values.clips,
    json: values.json,
  };
}
