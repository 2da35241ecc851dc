import type { ServerEvent } from '@cascade/contracts';

/**
 * One line of a recorded conversation: what the server sent, and when, in milliseconds since the connection. Of reply
 * audio only place and length are kept: it is played back as silence.
 */
export type RecordedLine =
  | { readonly at_ms: number; readonly event: ServerEvent }
  | {
      readonly at_ms: number;
      readonly audio: { readonly stream: number; readonly start_sample: number; readonly samples: number };
    };

export const writeRecording = (lines: readonly RecordedLine[]): string =>
  `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;

export const readRecording = (text: string): RecordedLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedLine);
