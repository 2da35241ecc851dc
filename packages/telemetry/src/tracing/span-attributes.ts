import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_OUTPUT_TYPE,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_TOOL_TYPE,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_SESSION_ID,
  GEN_AI_OPERATION_NAME_VALUE_CHAT,
  GEN_AI_OPERATION_NAME_VALUE_EXECUTE_TOOL,
  GEN_AI_OPERATION_NAME_VALUE_INVOKE_AGENT,
  GEN_AI_OUTPUT_TYPE_VALUE_SPEECH,
  GEN_AI_OUTPUT_TYPE_VALUE_TEXT,
  GEN_AI_PROVIDER_NAME_VALUE_OPENAI,
} from '@opentelemetry/semantic-conventions/incubating';

/**
 * Names of OpenTelemetry's semantic conventions for generative AI where there are any, `cascade.*` otherwise. Milliseconds
 * have them in their names; what the conventions name is in their units. No speech text: callers pass records that have none.
 */
export function turnAttributes(record: TurnRecord): Attributes {
  const { response, budget, speculation, cost, machine, voice_to_voice_ms } = record;
  return present({
    [ATTR_GEN_AI_OPERATION_NAME]: GEN_AI_OPERATION_NAME_VALUE_INVOKE_AGENT,
    [ATTR_GEN_AI_AGENT_NAME]: 'cascade',
    [ATTR_GEN_AI_OUTPUT_TYPE]: GEN_AI_OUTPUT_TYPE_VALUE_SPEECH,
    ...sessionAttributes(record),
    ...usageOf(response),
    'cascade.turn.id': record.turn_id,
    'cascade.response.id': response?.response_id,
    'cascade.response.status': response?.status,
    'cascade.response.source': response?.source,
    'cascade.voice_to_voice_ms': voice_to_voice_ms ?? undefined,
    'cascade.transcript_confidence': record.transcript_confidence ?? undefined,
    ...prefixed('cascade.stage_ms.', record.stages_ms),
    ...prefixed('cascade.version.', record.versions),
    'cascade.budget.profile': budget.profile,
    'cascade.budget.violations': Object.keys(budget.violations),
    'cascade.budget.verdicts': budget.verdicts?.map(
      ({ budget: broken, stage, owner }) => `${broken}: ${owner} of ${stage}`,
    ),
    'cascade.budget.teams': budget.verdicts && [...new Set(budget.verdicts.map(({ team }) => team))],
    'cascade.faults': record.faults?.map(({ stage, kind }) => `${kind} ${stage}`),
    'cascade.speculation.used': speculation.used,
    'cascade.speculation.attempts': speculation.attempts,
    'cascade.speculation.saved_ms': speculation.saved_ms,
    'cascade.speculation.wasted_compute_ms': speculation.wasted_compute_ms,
    'cascade.cost.compute_ms': cost.compute_ms,
    'cascade.cost.total': cost.price?.total,
    'cascade.cost.currency': cost.price?.currency,
    'cascade.machine.steal_percent': machine.steal_percent ?? undefined,
    'cascade.machine.event_loop_delay_p99_ms': machine.event_loop_delay_p99_ms,
  });
}

/** Of one piece of work or one wait. */
export function spanAttributes(span: RecordSpan): Attributes {
  return {
    'cascade.stage': span.stage,
    'cascade.queue_ms': span.queue_ms,
    'cascade.compute_ms': span.compute_ms,
    'cascade.wait_ms': span.wait_ms,
    'cascade.critical': span.critical,
    ...prefixed('cascade.', span.attributes ?? {}),
  };
}

/** Of one request to the language model, from the spans that the planner recorded of it. */
export function chatAttributes(
  spans: readonly RecordSpan[],
  record: TurnRecord,
): { readonly name: string; readonly attributes: Attributes; readonly errorCode: string | undefined } {
  const recorded = Object.assign({}, ...spans.map((span) => span.attributes)) as NonNullable<RecordSpan['attributes']>;
  const firstToken = spans.find((span) => span.name === 'first-token');
  const errorCode = typeof recorded.error === 'string' ? recorded.error : undefined;
  const model = String(recorded.model ?? '');
  const attributes = present({
    [ATTR_GEN_AI_OPERATION_NAME]: GEN_AI_OPERATION_NAME_VALUE_CHAT,
    // The interface that is spoken, whoever serves it.
    [ATTR_GEN_AI_PROVIDER_NAME]: GEN_AI_PROVIDER_NAME_VALUE_OPENAI,
    [ATTR_GEN_AI_REQUEST_MODEL]: model,
    [ATTR_GEN_AI_REQUEST_STREAM]: true,
    [ATTR_GEN_AI_OUTPUT_TYPE]: GEN_AI_OUTPUT_TYPE_VALUE_TEXT,
    [ATTR_GEN_AI_PROMPT_NAME]: recorded.prompt,
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: recorded.input_tokens,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: recorded.output_tokens,
    [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]:
      typeof recorded.finish_reason === 'string' ? [recorded.finish_reason] : undefined,
    // The convention has seconds.
    [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]:
      firstToken && !errorCode ? (firstToken.end_ms - firstToken.start_ms) / 1000 : undefined,
    [ATTR_ERROR_TYPE]: errorCode,
    'cascade.aborted': recorded.aborted,
    ...sessionAttributes(record),
  });
  return { name: `chat ${model}`.trim(), attributes, errorCode };
}

/** Of a function that was called: by the planner itself, or by the client. */
export function callAttributes(call: TurnRecord['tool_calls'][number], record: TurnRecord): Attributes {
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: GEN_AI_OPERATION_NAME_VALUE_EXECUTE_TOOL,
    [ATTR_GEN_AI_TOOL_NAME]: call.name,
    [ATTR_GEN_AI_TOOL_CALL_ID]: call.call_id,
    [ATTR_GEN_AI_TOOL_TYPE]: 'function',
    ...sessionAttributes(record),
  };
}

const sessionAttributes = ({ session_id }: TurnRecord): Attributes => ({
  [ATTR_GEN_AI_CONVERSATION_ID]: session_id,
  [ATTR_SESSION_ID]: session_id,
});

const usageOf = (response: TurnRecord['response']): Attributes => ({
  [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: response?.input_tokens ?? undefined,
  [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: response?.output_tokens ?? undefined,
  [ATTR_GEN_AI_PROMPT_NAME]: response?.prompt_version ?? undefined,
  [ATTR_ERROR_TYPE]: response?.error_code ?? undefined,
});

const prefixed = (prefix: string, values: Readonly<Record<string, string | number | boolean>>): Attributes =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));

const present = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
