import type { TurnRecord } from '@cascade/contracts';
import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { TurnVerdict } from './turn-verdict.tsx';

interface TurnSheetProps {
  readonly records: ReadonlySignal<readonly TurnRecord[]>;
  readonly children: ComponentChildren;
}

/** The turn beside the conversation; on a phone, a sheet that is drawn up from below it. */
export function TurnSheet({ records, children }: TurnSheetProps) {
  const isOpen = useSignal(false);
  const id = useId();
  const last = records.value.at(-1);
  return (
    <div class="turn-sheet panel" data-open={isOpen.value}>
      <button
        type="button"
        class="turn-sheet-handle"
        aria-expanded={isOpen.value}
        aria-controls={id}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <span>This turn</span>
        <span class="turn-sheet-figure">{last ? <TurnVerdict record={last} /> : 'no turn yet'}</span>
        <Icon name="chevron" />
      </button>
      <div id={id} class="turn-sheet-body">
        {children}
      </div>
    </div>
  );
}
