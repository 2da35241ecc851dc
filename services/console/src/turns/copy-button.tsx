import { useState } from 'preact/hooks';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for its accessible name. */
  readonly what: string;
}

/** Puts a text on the clipboard, and says whether it worked. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Without a secure context there is no clipboard; the text stands beside the button and can be selected.
      setState('refused');
    }
  };
  const label = { idle: 'Copy', copied: 'Copied ✓', refused: 'Select it by hand' }[state];
  return (
    <>
      <button type="button" class="turn-button is-small" onClick={copy} onBlur={() => setState('idle')}>
        {label}
        <span class="turn-hidden"> {what}</span>
      </button>
      <span role="status" class="turn-hidden">
        {state === 'idle' ? '' : label}
      </span>
    </>
  );
}
