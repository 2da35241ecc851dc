import { printable } from '@cascade/budget';
import type { ServerEvent } from '@cascade/contracts';

/** Where a report is written to: a terminal can take a line back. */
export interface ReportTarget {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
}

const labelWidth = 10;

/**
 * Prints a conversation as it happens, each line with the time since its beginning. On a terminal, partials and the
 * growing reply share one line that changes, stable words in bold; elsewhere each partial is a line of its own and the
 * reply is printed when it is over.
 */
export class LiveReport {
  readonly #target: ReportTarget;
  readonly #startMs: number;
  /** The last line on the terminal is one that may change. */
  #changing = false;
  #replyText = '';

  constructor(target: ReportTarget, startMs: number) {
    this.#target = target;
    this.#startMs = startMs;
  }

  observe(event: ServerEvent, atMs: number): void {
    switch (event.type) {
      case 'cascade.transcript.partial':
        if (event.text === '') break;
        if (this.#target.isTerminal) this.#changingLine('partial', event.text, event.stable_text, atMs);
        else this.#line('partial', event.text, atMs);
        break;
      case 'conversation.item.input_audio_transcription.completed':
        this.#line('final', event.transcript === '' ? '(no words)' : event.transcript, atMs);
        break;
      case 'conversation.item.input_audio_transcription.failed':
        this.#line('final', `failed: ${event.error.code}`, atMs);
        break;
      case 'cascade.turn.decision':
        this.#line('decision', `${event.kind}: ${event.reason}`, atMs);
        break;
      case 'response.output_audio_transcript.delta':
        this.#replyText += event.delta;
        if (this.#target.isTerminal) this.#changingLine('reply', this.#replyText, this.#replyText, atMs);
        break;
      case 'response.done':
        this.#replyDone(event.response.status, atMs);
        break;
      case 'cascade.degraded':
        this.#line('degraded', `${event.stage}: ${event.reason}`, atMs);
        break;
      case 'error':
        this.#line('error', `${event.error.code}: ${event.error.message}`, atMs);
        break;
    }
  }

  #replyDone(status: string, atMs: number): void {
    const ending = status === 'completed' ? '' : `(${status})`;
    const text = [this.#replyText, ending].filter((part) => part !== '').join(' ');
    if (text !== '') this.#line('reply', text, atMs);
    this.#replyText = '';
  }

  #changingLine(label: string, text: string, stableText: string, atMs: number): void {
    const [head, whole, stable] = [this.#head(label, atMs), printable(text), printable(stableText)];
    // The end of a long text is what changes: its beginning gives way.
    const hidden = Math.max(0, whole.length - Math.max(8, this.#target.columns - head.length - 1));
    const stableLength = Math.max(0, stable.length - hidden);
    const shown = whole.slice(hidden);
    const bold = `\u001b[1m${shown.slice(0, stableLength)}\u001b[22m`;
    this.#target.write(`${this.#lineStart()}${head}${bold}${shown.slice(stableLength)}`);
    this.#changing = true;
  }

  #line(label: string, text: string, atMs: number): void {
    this.#target.write(`${this.#lineStart()}${this.#head(label, atMs)}${printable(text)}\n`);
    this.#changing = false;
  }

  /** Takes a changing line back. */
  #lineStart(): string {
    return this.#changing ? '\r\u001b[2K' : '';
  }

  #head(label: string, atMs: number): string {
    const seconds = ((atMs - this.#startMs) / 1000).toFixed(2).padStart(7);
    return `${seconds} s  ${label.padEnd(labelWidth)}`;
  }
}
