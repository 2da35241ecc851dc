/** Exchanges as data: names of events are checked against the schemas, and tests play them against the gateway. */
import type { ClientEventType, ServerEventType } from '@cascade/contracts';

export type Step =
  | { readonly kind: 'event'; readonly from: 'client'; readonly type: ClientEventType; readonly detail: string }
  | { readonly kind: 'event'; readonly from: 'server'; readonly type: ServerEventType; readonly detail: string }
  /** What is no event: the request for a socket, binary frames, a close. */
  | { readonly kind: 'other'; readonly from: 'client' | 'server'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  /** Steps that come again and again, or only under a condition. */
  | { readonly kind: 'loop' | 'opt'; readonly text: string; readonly steps: readonly Step[] };

export interface Exchange {
  readonly title: string;
  readonly text: string;
  readonly steps: readonly Step[];
}

export const asks = (type: ClientEventType, detail = ''): Step => ({ kind: 'event', from: 'client', type, detail });
export const says = (type: ServerEventType, detail = ''): Step => ({ kind: 'event', from: 'server', type, detail });
export const sends = (from: 'client' | 'server', text: string): Step => ({ kind: 'other', from, text });
export const note = (text: string): Step => ({ kind: 'note', text });
export const repeats = (text: string, ...steps: Step[]): Step => ({ kind: 'loop', text, steps });
export const maybe = (text: string, ...steps: Step[]): Step => ({ kind: 'opt', text, steps });

/** A sequence diagram in Mermaid, which GitHub draws. */
export function diagram({ steps }: Exchange): string {
  const lines = ['sequenceDiagram', '  participant C as Client', '  participant S as Service', ...drawn(steps, '  ')];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;
}

function drawn(steps: readonly Step[], indent: string): string[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'event':
        return `${indent}${arrow(step.from)}: ${plain(step.detail === '' ? step.type : `${step.type} (${step.detail})`)}`;
      case 'other':
        return `${indent}${arrow(step.from)}: ${plain(step.text)}`;
      case 'note':
        return `${indent}Note over C,S: ${plain(step.text)}`;
      default:
        return [`${indent}${step.kind} ${plain(step.text)}`, ...drawn(step.steps, `${indent}  `), `${indent}end`];
    }
  });
}

const arrow = (from: 'client' | 'server'): string => (from === 'client' ? 'C->>S' : 'S-->>C');

/** Mermaid takes a semicolon for the end of a line, and a number sign for a character's code. */
const plain = (text: string): string => text.replaceAll(';', ',').replaceAll('#', 'no. ');

/** Types of the server's events in their order, those in loops and conditions left out. */
export const serverTypes = (steps: readonly Step[]): ServerEventType[] =>
  steps.flatMap((step) => (step.kind === 'event' && step.from === 'server' ? [step.type] : []));

/** Every event that an exchange shows. */
export const shownTypes = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => {
    if (step.kind === 'event') return [step.type];
    return step.kind === 'loop' || step.kind === 'opt' ? shownTypes(step.steps) : [];
  });
