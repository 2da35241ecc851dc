import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { codeAddress } from './code-address.ts';

interface CodePathProps {
  readonly path: string;
  readonly what?: string;
}

const copiedShownMs = 2000;

/** A path of the repository: a link where its address is known, otherwise text with a button that copies it. */
export function CodePathItem({ path, what }: CodePathProps) {
  const address = codeAddress(path);
  return (
    <li>
      {address === undefined ? (
        <span class="code-path">
          <code>{path}</code>
          <CopyButton text={path} />
        </span>
      ) : (
        <a class="code-path" href={address} target="_blank" rel="noreferrer">
          <code>{path}</code>
        </a>
      )}
      {what !== undefined && <span class="code-what">{what}</span>}
    </li>
  );
}

function CopyButton({ text }: { text: string }) {
  const copied = useSignal(false);
  useEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = false;
    }, copiedShownMs);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = true;
  };
  return (
    <button type="button" class="code-copy" onClick={copy} aria-label={`Copy ${text}`}>
      <svg class="code-copy-icon" viewBox="0 0 16 16" aria-hidden="true">
        <path d={copied.value ? 'M3 8.5l3.5 3.5L13 4.5' : 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3'} />
      </svg>
      <span class="visually-hidden" role="status">
        {copied.value ? 'copied' : ''}
      </span>
    </button>
  );
}
