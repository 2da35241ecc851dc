import type { TranscribedSpeech, TranscribedWord } from './speech-api.ts';

export interface SubtitleCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** Two lines of 42 characters, read in at most seven seconds: what broadcasters' style guides agree on. */
const mostCharacters = 84;
const longestMs = 7000;
/** A sentence shorter than this is not worth a cue of its own. */
const fewestCharacters = 20;

/** Cues to read along: cut at the ends of sentences, and where one would grow too long. Every word is in one, in order. */
export function subtitleCues(speech: readonly TranscribedSpeech[]): SubtitleCue[] {
  return speech.flatMap((stretch) => {
    const cues: SubtitleCue[] = [];
    let words: TranscribedWord[] = [];
    const close = () => {
      const [first] = words;
      const last = words.at(-1);
      if (!first || !last) return;
      cues.push({ startMs: first.startMs, endMs: Math.max(last.endMs, first.startMs), text: textOf(words) });
      words = [];
    };
    for (const word of stretch.words) {
      const [first] = words;
      const tooLong = textOf([...words, word]).length > mostCharacters;
      if (first && (tooLong || word.endMs - first.startMs > longestMs)) close();
      words.push(word);
      if (/[.?!…]["'”’)]?$/.test(word.text) && textOf(words).length >= fewestCharacters) close();
    }
    close();
    return cues;
  });
}

const textOf = (words: readonly TranscribedWord[]) => words.map((word) => word.text).join(' ');

/** SubRip: numbered cues with a comma before the milliseconds. */
export const srtText = (cues: readonly SubtitleCue[]): string =>
  cues.map((cue, index) => `${index + 1}\n${interval(cue, ',')}\n${cue.text}\n\n`).join('');

/** WebVTT. `-->` in a text would begin a cue, `<` and `&` have a meaning. */
export const vttText = (cues: readonly SubtitleCue[]): string =>
  `WEBVTT\n\n${cues.map((cue) => `${interval(cue, '.')}\n${escapeVtt(cue.text)}\n\n`).join('')}`;

const escapeVtt = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const interval = ({ startMs, endMs }: SubtitleCue, mark: string) => `${clock(startMs, mark)} --> ${clock(endMs, mark)}`;

function clock(ms: number, mark: string): string {
  const whole = Math.max(0, Math.round(ms));
  const pad = (value: number, length: number) => String(Math.floor(value)).padStart(length, '0');
  const [hours, minutes, seconds] = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${mark}${pad(whole % 1000, 3)}`;
}
