import { CascadeError, type Clock, type StageLogger } from '@cascade/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../edge/access.ts';
import type { GatewayOptions } from '../options.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { type JobSlot, JobSlots } from './job-slots.ts';
import { RecordingReader } from './recording-reader.ts';
import type { SpeechApi } from './speech-api.ts';

/** For each job in work so many may wait, uploads included. */
const waitingForEach = 2;

/** What the speech routes share: who may use them, and how many at once. */
export class HttpJobs {
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly logger: StageLogger;
  readonly recordings = new RecordingReader();
  readonly #slots: JobSlots;
  readonly #options: GatewayOptions;
  readonly #access: Pick<Access, 'authorize'>;

  constructor(options: GatewayOptions, access: Pick<Access, 'authorize'>) {
    const { clock, logger, httpLimits } = options;
    this.limits = { ...defaultHttpLimits, ...httpLimits };
    this.clock = clock;
    this.logger = logger;
    const { maxJobs } = this.limits;
    this.#slots = new JobSlots({ running: maxJobs, waiting: waitingForEach * maxJobs });
    this.#options = options;
    this.#access = access;
  }

  /** Before anything of the body is read. @throws CascadeError `unauthorized`, `forbidden` */
  readonly authorize = async (request: FastifyRequest): Promise<void> => {
    this.#access.authorize(request.raw, 'talk');
  };

  /** @throws CascadeError `overloaded` while the models are being loaded */
  speechApi(): SpeechApi {
    const api = this.#options.speechApi?.();
    if (!api) throw new CascadeError('overloaded', 'The models are not loaded.');
    return api;
  }

  /**
   * A place that is given back when the answer is whole or its client gone.
   *
   * @throws CascadeError `overloaded` when there is none, or when the machine has enough to do; `going_away`
   */
  take(reply: FastifyReply): JobSlot {
    if (!this.#options.isReady().ready) throw new CascadeError('going_away', 'The service takes no new work.');
    if (this.#options.overloaded?.()) {
      throw new CascadeError('overloaded', 'The service has more work than it can do in time.');
    }
    const slot = this.#slots.take();
    reply.raw.once('close', () => slot.release());
    return slot;
  }
}
