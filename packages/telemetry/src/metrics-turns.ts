import type { StageName, TurnRecord } from '@cascade/contracts';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { LabelBound } from './metrics-labels.ts';

/** Dense around the budgets (60, 120, 150, 250, 300, 400, 450, 500, 800 ms and voice-to-voice 500, 900, 1,200, 1,700 ms). */
export const latencyBuckets = [
  0.02, 0.04, 0.06, 0.09, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.45, 1.7, 2.5,
  4, 8,
];

/** OpenMetrics allows 128 characters for an exemplar's labels, names included. */
const longestTraceId = 64;

/**
 * What is counted of a finished turn. Latencies and overruns carry the turn's trace id as an exemplar: the way from a
 * bad bucket to the turn that fell into it.
 */
export function registerTurns(registry: Registry, bound: LabelBound): (record: TurnRecord) => void {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[], enableExemplars = false) =>
    new Counter({ name, help, labelNames, registers, enableExemplars });
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets: latencyBuckets, registers, enableExemplars: true });

  const stageLatency = histogram('cascade_stage_latency_seconds', 'Latency of a budget stage in one turn.', [
    'stage',
    'version',
  ]);
  const voiceToVoice = histogram(
    'cascade_voice_to_voice_seconds',
    'Last speech sample of the user to first audible sample of the reply, measured at the server.',
    ['source'],
  );
  const violations = counter(
    'cascade_budget_violations_total',
    'Turns in which a stage took longer than its budget.',
    ['stage', 'profile'],
    true,
  );
  const verdicts = counter(
    'cascade_budget_verdicts_total',
    'Broken budgets by what was broken, the stage and the kind of time that broke it, and who is responsible.',
    ['stage', 'budget', 'owner', 'team'],
    true,
  );
  const turns = counter('cascade_turns_total', 'Turns by how their response ended; none: nothing was answered.', [
    'status',
    'source',
  ]);
  const unanswered = counter('cascade_turns_unanswered_total', 'Turns that got no answer, by the stage at fault.', [
    'stage',
  ]);
  const faulted = counter('cascade_turns_faulted_total', 'Turns that a fault switch touched.', ['stage', 'kind']);
  const cost = counter('cascade_cost_total', 'What turns cost by the price card in force.', ['currency', 'part']);
  const audio = counter('cascade_turn_audio_seconds_total', 'Audio recognized (in) and synthesized (out).', [
    'direction',
  ]);
  const tokens = counter('cascade_tokens_total', 'Tokens of the language model in spoken responses.', ['direction']);
  const prepared = counter(
    'cascade_speculations_total',
    'Responses prepared before their turns had ended, by what became of them.',
    ['outcome'],
  );
  const preparedWork = counter(
    'cascade_speculation_compute_seconds_total',
    'Time that workers were busy ahead of the end of a turn, by what became of it.',
    ['outcome'],
  );
  const saved = counter('cascade_speculation_saved_seconds_total', 'What users waited less for it.', []);

  const observeLatencies = (record: TurnRecord, source: string, exemplarLabels: { trace_id: string }) => {
    for (const [budget, valueMs] of Object.entries(record.stages_ms)) {
      const labels = { stage: bound('budget', budget), version: bound('version', versionOf(record, budget)) };
      stageLatency.observe({ labels, value: valueMs / 1000, exemplarLabels });
    }
    if (record.voice_to_voice_ms === null) return;
    voiceToVoice.observe({ labels: { source }, value: record.voice_to_voice_ms / 1000, exemplarLabels });
  };

  const countBudget = ({ budget }: TurnRecord, exemplarLabels: { trace_id: string }) => {
    for (const stage of Object.keys(budget.violations)) {
      const labels = { stage: bound('budget', stage), profile: bound('profile', budget.profile) };
      violations.inc({ labels, value: 1, exemplarLabels });
    }
    for (const verdict of budget.verdicts ?? []) {
      const { stage, owner } = verdict;
      const labels = { stage, budget: verdict.budget, owner, team: bound('team', verdict.team) };
      verdicts.inc({ labels, value: 1, exemplarLabels });
    }
  };

  const countCost = ({ cost: { price, audio_in_ms, audio_out_ms }, response }: TurnRecord) => {
    for (const [part, amount] of Object.entries(price?.parts ?? {})) {
      const currency = bound('currency', price?.currency ?? 'none');
      // A refund is none of a counter's business, and prom-client refuses it.
      if (amount > 0) cost.inc({ currency, part: bound('part', part) }, amount);
    }
    audio.inc({ direction: 'in' }, audio_in_ms / 1000);
    audio.inc({ direction: 'out' }, audio_out_ms / 1000);
    tokens.inc({ direction: 'in' }, response?.input_tokens ?? 0);
    tokens.inc({ direction: 'out' }, response?.output_tokens ?? 0);
  };

  const countSpeculation = ({ speculation }: TurnRecord) => {
    const { attempts, used, used_compute_ms, wasted_compute_ms, saved_ms } = speculation;
    prepared.inc({ outcome: 'used' }, used);
    prepared.inc({ outcome: 'wasted' }, attempts - used);
    preparedWork.inc({ outcome: 'used' }, used_compute_ms / 1000);
    preparedWork.inc({ outcome: 'wasted' }, wasted_compute_ms / 1000);
    saved.inc(saved_ms / 1000);
  };

  return (record) => {
    const source = record.response?.source ?? 'none';
    const exemplarLabels = { trace_id: record.trace_id.slice(0, longestTraceId) };
    observeLatencies(record, source, exemplarLabels);
    countBudget(record, exemplarLabels);
    turns.inc({ status: record.response?.status ?? 'none', source });
    const stage = unansweredBy(record);
    if (stage) unanswered.inc({ stage });
    for (const fault of record.faults ?? []) faulted.inc({ stage: fault.stage, kind: fault.kind });
    countCost(record);
    countSpeculation(record);
  };
}

/** The stage that left a turn without its answer; undefined for a turn that has one, or that asked for none. */
function unansweredBy({ budget, response }: TurnRecord): StageName | 'none' | undefined {
  const verdict = budget.verdicts?.find((candidate) => candidate.budget === 'answer');
  if (verdict) return verdict.stage;
  return response?.status === 'failed' ? 'none' : undefined;
}

/** The model whose speed a budget stage mostly shows. */
function versionOf(record: TurnRecord, budgetStage: string): string {
  const stage: Record<string, StageName> = {
    first_partial: 'asr',
    finalization: 'asr',
    planning: 'planner',
    first_audio_byte: 'tts',
  };
  return record.versions[stage[budgetStage] ?? 'gateway'] ?? 'none';
}
