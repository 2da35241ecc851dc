/** Fewer say little of the pace. */
const fewestTimed = 10;

/** A terminal gets one line that changes, anything else a line now and then. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #name: string;
  /** When the first one of them was done: making ready what they need is no part of the pace. */
  #first: { readonly atMs: number; readonly computed: number } | undefined;
  #toldAtMs = 0;

  constructor(name: string, output: NodeJS.WriteStream = process.stderr) {
    this.#name = name;
    this.#output = output;
  }

  say(text: string, isLast = false): void {
    const nowMs = performance.now();
    if (this.#output.isTTY) this.#output.write(`\r\u001b[K${this.#name}: ${text}${isLast ? '\n' : ''}`);
    else if (isLast || nowMs - this.#toldAtMs > 15_000) {
      this.#toldAtMs = nowMs;
      this.#output.write(`${this.#name}: ${text}\n`);
    }
  }

  /** @param computed of those that are done: the others were kept from before */
  count(done: number, of: number, computed: number): void {
    const kept = done - computed;
    if (computed > 0) this.#first ??= { atMs: performance.now(), computed };
    const timed = this.#first ? computed - this.#first.computed : 0;
    const leftMs = this.#first && ((of - done) * (performance.now() - this.#first.atMs)) / timed;
    const left = leftMs === undefined || timed < fewestTimed || done === of ? '' : `, ${minutes(leftMs)} left`;
    this.say(`${done} of ${of}${kept > 0 ? `, ${kept} of them kept from before` : ''}${left}`, done === of);
  }
}

const minutes = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);
