import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ConnectionKind, ConnectionState } from '../session/store.ts';

/** States that come and go with every breath are not read aloud: the reply itself is. */
const spoken: ReadonlySet<ConnectionKind> = new Set([
  'no-microphone',
  'permission-refused',
  'connecting',
  'reconnecting',
  'listening',
  'interrupted',
  'degraded',
  'draining',
  'error',
]);

/** Tells screen readers what the page shows, politely. */
export function Announcer({ connection }: { readonly connection: ReadonlySignal<ConnectionState> }) {
  const text = useSignal('');
  useEffect(
    () =>
      connection.subscribe(({ kind, label, detail }) => {
        if (spoken.has(kind)) text.value = `${label}. ${detail}`;
      }),
    [connection],
  );
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
