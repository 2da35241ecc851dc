import {
  CascadeError,
  type ConversationItem,
  type FunctionTool,
  type InputItem,
  type ResponseCreateParameters,
  type SessionSettings,
} from '@cascade/contracts';
import type { Conversation } from './conversation.ts';
import { audioPathOf, plannerItemOf } from './item-shapes.ts';
import { modalityOf, type SessionConfig, toolChoiceOf, toolSettings } from './session-config.ts';
import { unsupportedResponseFields } from './unsupported-fields.ts';

/** What a client asked for with `response.create`: holds for the next response that it causes. */
export interface ResponseWishes {
  readonly instructions: string | undefined;
  readonly metadata: Record<string, string> | null;
  /** The session's when undefined. */
  readonly modality: 'audio' | 'text' | undefined;
  /** What the model is shown in place of the conversation. */
  readonly input: readonly ConversationItem[] | undefined;
  /** The reply does not become part of the conversation. */
  readonly outOfBand: boolean;
  /** What the stages are set to while this response is made; undefined when nothing differs from the session. */
  readonly settings: Partial<SessionSettings> | undefined;
}

/** @throws CascadeError that names the field: one that cannot be honoured, or an item that is not there */
export function wishesOf(
  parameters: ResponseCreateParameters,
  config: SessionConfig,
  conversation: Conversation,
): ResponseWishes {
  const unsupported = unsupportedResponseFields(parameters, config.tools);
  if (unsupported) throw unsupported;
  const { instructions, metadata, output_modalities, input, tools, tool_choice } = parameters;
  const modality = modalityOf(output_modalities);
  const settings: Partial<SessionSettings> = {
    ...(modality === undefined || modality === config.modality ? {} : { outputModality: modality }),
    ...(tools === undefined && tool_choice === undefined
      ? {}
      : toolSettings(
          (tools as FunctionTool[] | undefined) ?? config.tools,
          toolChoiceOf(tool_choice) ?? config.toolChoice,
        )),
  };
  return {
    instructions,
    metadata: metadata ?? null,
    modality,
    input: input?.flatMap((item, index) => {
      const shown = inputItem(item, index, conversation);
      return shown && !(shown.kind === 'message' && shown.text === '') ? [shown] : [];
    }),
    outOfBand: parameters.conversation === 'none',
    settings: Object.keys(settings).length === 0 ? undefined : settings,
  };
}

function inputItem(item: InputItem, index: number, conversation: Conversation): ConversationItem | undefined {
  const path = `response.input.${index}`;
  if (item.type === 'item_reference') return conversation.plannerItem(item.id, `${path}.id`);
  const audioPath = audioPathOf(item);
  if (audioPath) {
    const message = 'Audio in an item is not supported: append it to the input buffer and commit it.';
    throw new CascadeError('unsupported_value', message, { stage: 'gateway', param: `${path}.${audioPath}` });
  }
  return plannerItemOf({ ...item, id: item.id ?? `input-${index}`, status: 'completed' });
}
