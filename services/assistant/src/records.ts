import { type StageTeams, verdictsOf } from '@cascade/budget';
import { recordForOperators, type TurnRecord } from '@cascade/contracts';
import { type PriceCard, priceTurn } from '@cascade/cost';
import type { GatewayConnection } from '@cascade/gateway';
import type { Redactor, ServiceMetrics, TraceExporter } from '@cascade/telemetry';

/** What a turn is judged and priced by. */
export interface RecordRules {
  readonly budgetsMs: Readonly<Record<string, number>>;
  readonly teams: StageTeams;
  readonly priceCard: PriceCard;
  /** Fault switches that touched the turn. */
  faultsOf?(record: TurnRecord): TurnRecord['faults'];
}

/** Who sees records besides the turn's own user. None of them may make a turn wait. */
export interface RecordSinks {
  readonly redactor: Pick<Redactor, 'record'>;
  readonly metrics: Pick<ServiceMetrics, 'observeTurn' | 'countFeedback'>;
  readonly logger: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  readonly traces: Pick<TraceExporter, 'export'>;
  /** Absent when nothing is kept. `onStored` once it is on the disk. */
  readonly store?: { add(record: TurnRecord, onStored: () => void): void } | undefined;
}

export type FinishRecord = (record: TurnRecord, client: Pick<GatewayConnection, 'send'>) => void;

/**
 * What happens to the record of a turn that is over, from top to bottom; the only place that hands records on.
 *
 *     record ─▶ faults ─▶ verdicts ─▶ price ─┬─▶ its own client: everything
 *                                            └─▶ consent ─▶ redactor ─▶ metrics, log, traces, store ─▶ client: stored
 *
 * A record that comes again with what its user said of it goes to its client, and to the store in place of the one before.
 */
export function createRecords(rules: RecordRules, sinks: RecordSinks): FinishRecord {
  const { redactor, metrics, logger, traces, store } = sinks;
  return (finished, client) => {
    const record = judged(finished, rules);
    client.send({ type: 'turn-record', record });

    try {
      show(record, client);
    } catch (error) {
      // Of one record, not of the conversation.
      logger.error({ trace_id: record.trace_id, err: error }, 'a turn record could not be handed on');
    }
  };

  function show(record: TurnRecord, client: Pick<GatewayConnection, 'send'>): void {
    const allowed = recordForOperators(record);
    if (!allowed) return;
    const shown = redactor.record(allowed);
    const said = shown.feedback?.at(-1);
    // What is said of a turn later changes what is kept of it, and is no second turn.
    if (said) metrics.countFeedback(said);
    else {
      metrics.observeTurn(shown);
      logger.info(summaryOf(shown), 'turn ended');
      traces.export(shown);
    }
    const { turn_id: turnId, trace_id: traceId } = shown;
    store?.add(shown, () => client.send({ type: 'turn-stored', turnId, traceId }));
  }
}

/** The verdicts look at the faults, so those come first. */
function judged(finished: TurnRecord, { budgetsMs, teams, priceCard, faultsOf }: RecordRules): TurnRecord {
  const faults = faultsOf?.(finished) ?? [];
  const record = faults.length > 0 ? { ...finished, faults } : finished;
  return {
    ...record,
    budget: { ...record.budget, verdicts: verdictsOf(record, { budgetsMs, teams }) },
    cost: { ...record.cost, price: priceTurn(record, priceCard) },
  };
}

function summaryOf(record: TurnRecord): object {
  const { session_id, trace_id, turn_id, voice_to_voice_ms, stages_ms, budget, response, faults } = record;
  return {
    session_id,
    trace_id,
    turn_id,
    voice_to_voice_ms,
    stages_ms,
    violations: budget.violations,
    verdicts: (budget.verdicts ?? []).map(({ budget: broken, stage, owner, team }) => ({ broken, stage, owner, team })),
    status: response?.status ?? 'none',
    source: response?.source ?? 'none',
    ...(faults && { faults }),
  };
}
