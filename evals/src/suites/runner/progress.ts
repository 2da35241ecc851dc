/** A terminal gets one line that changes, anything else a line now and then. */
export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #name: string;
  readonly #startMs = performance.now();
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
    const passedMs = performance.now() - this.#startMs;
    const leftMs = computed === 0 ? undefined : ((of - done) * passedMs) / computed;
    const left = leftMs === undefined || done === of ? '' : `, ${minutes(leftMs)} left`;
    this.say(`${done} of ${of}${kept > 0 ? `, ${kept} of them kept from before` : ''}${left}`, done === of);
  }
}

const minutes = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);
