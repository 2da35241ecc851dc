import type { PlannerEvent, PlannerInput, PlanRequest, Stage, StageContext } from '@cascade/contracts';
import { runStageSession } from '@cascade/runtime';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import type { World } from './world.ts';

export interface PlannerOptions {
  readonly world: World;
  readonly seed: string;
  /** A tool was run, or something else was done that cannot be taken back. */
  onSideEffect(responseId: string): void;
  onFault(name: string): void;
}

const answers = [
  'It is half past nine.',
  'Sure, twelve minutes it is.',
  'The train leaves at eight, and there is another one an hour later.',
  'I have found three places nearby. The first one is open until ten, the second one has a garden, and the third one is the cheapest.',
  'That depends on what you mean by warm. It will be eighteen degrees in the morning, and a little more after lunch. In the evening it may rain, so take a coat if you stay out late.',
  'No, not today.',
  'Let me tell you how it works. First you fill the tank with water, up to the line. Then you put in a filter and two spoons of coffee. After that you close the lid, and press the button on the left. It takes about four minutes, and it keeps itself warm for half an hour.',
] as const;
const toolShare = 0.12;
/** Of them, tools that the client runs itself. */
const clientToolShare = 0.5;
/** Longer ones are given up by the planner. */
const longestToolMs = 7000;

/** Answers in so many words after so much time; keeps to what a response that is prepared ahead may do. */
export function createScriptedPlanner(options: PlannerOptions): Stage<PlannerInput, PlannerEvent> {
  return {
    name: 'planner',
    versions: { model: 'scripted-planner@1' },
    run: (input, context) =>
      runStageSession('planner', input, context, (emit) => {
        const planning = new Set<Promise<void>>();
        return {
          accept(event) {
            if (event.type === 'session-settings') return;
            const done = plan(event, options, context, emit).catch(() => undefined);
            planning.add(done);
            void done.then(() => planning.delete(done));
          },
          drain: async () => void (await Promise.all(planning)),
        };
      }),
  };
}

async function plan(
  request: PlanRequest,
  options: PlannerOptions,
  context: StageContext,
  emit: (event: PlannerEvent) => void,
): Promise<void> {
  const { responseId, announcement, committed, signal } = request;
  const { world, seed, onFault } = options;
  const { clock } = context;
  const random = seededRandom(`${seed}/plan/${responseId}`);
  const write = (delta: string) =>
    signal.aborted || emit({ type: 'plan-text', responseId, delta, ...(committed ? { committed } : {}), signal });
  const end = (source: 'language-model' | 'announcement' | 'apology') => {
    const failed = source === 'apology' ? ({ code: 'planner_unavailable' } as const) : {};
    if (!signal.aborted) emit({ type: 'plan-done', responseId, source, ...failed, signal });
  };
  if (announcement !== undefined) {
    write(announcement);
    end('announcement');
    return;
  }
  const isSlow = happens(world.faults.modelSlow, random);
  if (isSlow) {
    onFault('language model slow');
    await clock.sleep(random.between(3000, 8000), signal);
  }
  await clock.sleep(draw(world.latencies.firstToken, random), signal);
  if (happens(world.faults.modelFails, random)) {
    onFault('language model fails');
    write('Sorry, something went wrong.');
    end('apology');
    return;
  }
  if (!isSlow && happens(toolShare, random)) {
    if (happens(clientToolShare, random)) {
      await orAborted(committed, signal);
      const call = { callId: `call_${responseId}`, name: 'look_up', arguments: '{}' };
      if (!signal.aborted) emit({ type: 'plan-tool-call', responseId, ...call, runsAt: 'client' });
      end('language-model');
      return;
    }
    await runTool(request, options, context, random, emit);
  }
  for (const word of random.pick(answers).match(/\S+\s*/g) ?? []) {
    write(word);
    await clock.sleep(world.latencies.msPerWord, signal);
  }
  end('language-model');
}

async function runTool(
  { responseId, committed, signal }: PlanRequest,
  { world, onSideEffect }: PlannerOptions,
  { clock }: StageContext,
  random: SeededRandom,
  emit: (event: PlannerEvent) => void,
): Promise<void> {
  await orAborted(committed, signal);
  onSideEffect(responseId);
  await clock.sleep(Math.min(longestToolMs, draw(world.latencies.tool, random)), signal);
  const call = { callId: `call_${responseId}`, name: 'look_up', arguments: '{}', output: '{}' };
  if (!signal.aborted) emit({ type: 'plan-tool-call', responseId, ...call, runsAt: 'planner' });
}

/** A response that is discarded never commits: it aborts. */
function orAborted(committed: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  if (!committed) return Promise.resolve();
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    committed.then(resolve, reject);
  });
}
