import { type Stage, type StageContext, stageNames } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';

/** What a stage needs for the contract to be tried on it. */
export interface StageUnderTest<In, Out> {
  readonly stage: Stage<In, Out>;
  /** Enough input for at least one output; fresh events for each call. */
  inputs(): readonly In[];
}

export interface ContractBehaviour {
  readonly name: string;
  /** Throws when the stage does not behave so. */
  check(subject: StageUnderTest<unknown, { readonly type: string }>): Promise<void>;
}

/** A context for one run; spans are kept for the test to look at. */
export function testContext(signal: AbortSignal = new AbortController().signal) {
  const spans: Parameters<StageContext['recordSpan']>[0][] = [];
  const silent = () => undefined;
  const context: StageContext = {
    sessionId: 'session_test',
    traceId: '0123456789abcdef0123456789abcdef',
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: (span) => spans.push(span),
  };
  return { context, spans };
}

/** Ends at once after the last value. */
export async function* endingInput<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** Never ends by itself, as a socket that says no more; ends when `signal` aborts. */
export async function* openInput<T>(values: readonly T[], signal: AbortSignal): AsyncGenerator<T> {
  yield* values;
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** What every stage has to do, embedded or remote. Each stage's tests run all of them. */
export const stageContract: readonly ContractBehaviour[] = [
  {
    name: 'has a name of the list and names the version of everything that decides its output',
    async check({ stage }) {
      assert(stageNames.includes(stage.name), `${stage.name} is not a stage name`);
      const versions = Object.entries(stage.versions);
      assert(versions.length > 0, 'no versions');
      for (const [key, version] of versions) assert(version.length > 0, `no version of ${key}`);
    },
  },
  {
    name: 'ends its output when its input ends, having answered it',
    async check({ stage, inputs }) {
      const outputs = [];
      for await (const output of stage.run(endingInput(inputs()), testContext().context)) outputs.push(output);
      assert(outputs.length > 0, 'no output');
      for (const output of outputs) assert(typeof output.type === 'string', 'an output without a type');
    },
  },
  {
    name: 'ends its output when the session is aborted while the input stays open',
    async check({ stage, inputs }) {
      const session = new AbortController();
      const { context } = testContext(session.signal);
      for await (const _ of stage.run(openInput(inputs(), session.signal), context)) session.abort();
    },
  },
  {
    name: 'ends at once in a session that is already over',
    async check({ stage, inputs }) {
      const { context } = testContext(AbortSignal.abort());
      for await (const _ of stage.run(openInput(inputs(), context.signal), context));
    },
  },
  {
    name: 'keeps sessions apart: two at once give each what one alone gives',
    async check({ stage, inputs }) {
      const run = async () => {
        const types: string[] = [];
        for await (const output of stage.run(endingInput(inputs()), testContext().context)) types.push(output.type);
        return new Set(types);
      };
      const alone = await run();
      const together = await Promise.all([run(), run()]);
      for (const types of together) {
        assert(
          types.symmetricDifference(alone).size === 0,
          `alone ${[...alone]}, beside another session ${[...types]}`,
        );
      }
    },
  },
  {
    name: 'reports spans that end after they begin, under its own name',
    async check({ stage, inputs }) {
      const { context, spans } = testContext();
      for await (const _ of stage.run(endingInput(inputs()), context));
      for (const span of spans) {
        assert(span.stage === stage.name, `a span of ${span.stage}`);
        assert(span.endMs >= span.startMs, `span ${span.name} ends before it begins`);
      }
    },
  },
];
