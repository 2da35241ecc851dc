import type { ClientTool, PlannerEvent, PlannerInput, Stage, StageContext, StageLogger } from '@cascade/contracts';
import type { KnowledgeBase } from '@cascade/knowledge';
import { EventQueue } from '@cascade/runtime';
import type { UserStore } from '@cascade/store';
import { checkPlannerConfig, type PlannerConfig, readPlannerConfig } from './config.ts';
import { fastPathVersion } from './decide.ts';
import type { EmbeddedServer } from './engines/embedded/embedded-server.ts';
import { openModels } from './engines/open-models.ts';
import { warmUpFastPath } from './fast-path/router.ts';
import type { LanguageModel } from './language-model.ts';
import type { PlannerParts } from './planner-parts.ts';
import { promptVersion, smallVoicePrompt, voicePrompt } from './prompts.ts';
import { defaultPolicyFile, readSafetyPolicy } from './safety/safety-policy.ts';
import { PlannerSession } from './session.ts';
import { TimerService } from './timers/timer-service.ts';
import { openTools } from './tools/open-tools.ts';
import { toolRouterVersion } from './tools/tool-router.ts';
import { vocabularyOf } from './vocabulary.ts';

export interface PlannerStageOptions {
  /** Default: the environment. */
  readonly config?: PlannerConfig;
  /** Any other language model in place of the configured one; closed with the stage. */
  readonly model?: LanguageModel;
  /** Where users' lists, notes, reminders, orders and appointments are kept; closed by who opened it. Without one there are no such tools. */
  readonly store?: UserStore;
  /** In place of the one that the configuration names; closed by who opened it. */
  readonly knowledge?: KnowledgeBase;
  /** For what happens outside sessions: the embedded server's restarts. */
  readonly logger?: Pick<StageLogger, 'info' | 'warn'>;
  /** Epoch milliseconds; what time it is said to be. */
  readonly wallClockMs?: () => number;
  /** Of coins and dice. */
  readonly random?: () => number;
}

/** The planner, and what rings in its sessions. */
export interface PlannerStage extends Stage<PlannerInput, PlannerEvent> {
  /** `timers.due(sessionId, clock)` gives what rings in a session, for its turn manager. */
  readonly timers: TimerService;
  /** The embedded model's own process; undefined where the model is somebody else's. */
  readonly modelProcess?: Pick<EmbeddedServer, 'pid' | 'restarts'> | undefined;
  /** What the user of a session with these tools is likely to say now. */
  vocabulary(sessionId: string, tools: readonly ClientTool[]): readonly string[];
  close(): Promise<void>;
}

/** Far more than one reply: only a reader that has stopped reading fills it. */
const outputCapacity = 4_096;

/**
 * Fast path, language model, apologies. Starts the embedded model unless an address is configured.
 *
 * @throws CascadeError `invalid_config`, `model_missing` or `model_corrupt`
 */
export async function createPlannerStage(options: PlannerStageOptions = {}): Promise<PlannerStage> {
  const config = options.config ?? readPlannerConfig().values;
  if (options.model === undefined) checkPlannerConfig(config);
  const safety = await readSafetyPolicy(config.safety || defaultPolicyFile);
  const { model, server, embeddedOnly } = options.model
    ? { model: options.model, server: undefined, embeddedOnly: false }
    : await openModels(config, options.logger);
  const template = embeddedOnly ? smallVoicePrompt : voicePrompt;
  const tools = await openTools(config, options);
  warmUpFastPath();
  const timers = new TimerService();
  const parts: PlannerParts = {
    config,
    model,
    template,
    smallModel: embeddedOnly,
    tools: tools?.parts,
    safety,
    wallClockMs: options.wallClockMs ?? Date.now,
    random: options.random ?? Math.random,
  };
  return {
    name: 'planner',
    versions: {
      'language-model': model.version,
      prompt: promptVersion(template),
      'fast-path': fastPathVersion,
      'tool-router': toolRouterVersion,
      safety: safety.version,
    },
    timers,
    modelProcess: server,
    vocabulary: (sessionId, clientTools) => vocabularyOf(clientTools, timers.list(sessionId), tools?.vocabulary ?? []),
    run: (input, context) => runSession(parts, timers, input, context),
    async close() {
      timers.closeAll();
      await Promise.all([model.close(), tools?.close()]);
    },
  };
}

async function* runSession(
  parts: PlannerParts,
  service: TimerService,
  input: AsyncIterable<PlannerInput>,
  context: StageContext,
): AsyncGenerator<PlannerEvent> {
  if (context.signal.aborted) return;
  const output = new EventQueue<PlannerEvent>({ capacity: outputCapacity, whenFull: 'drop-newest' });
  const end = () => output.end();
  context.signal.addEventListener('abort', end, { once: true });
  const timers = service.session(context.sessionId, context.clock);
  const session = new PlannerSession(parts, context, timers, (event) => {
    if (!output.push(event) && !output.ended)
      context.logger.warn({ dropped: output.dropped }, 'planner output is full');
  });
  const reading = (async () => {
    const working = new Set<Promise<void>>();
    // A pending read of an input that never ends is left behind when the session aborts.
    for await (const event of input) {
      if (context.signal.aborted) break;
      const work = session.take(event).finally(() => working.delete(work));
      working.add(work);
    }
    await Promise.all(working);
  })();
  reading.then(end, (error) => output.fail(error));
  try {
    yield* output;
  } finally {
    context.signal.removeEventListener('abort', end);
    service.close(context.sessionId);
  }
}
