import { useEffect, useId, useRef } from 'preact/hooks';
import type { ConsoleStore } from '../session/store.ts';

/** Asks for an API key where the service wants one. */
export function KeyDialog({ store }: { readonly store: ConsoleStore }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const prompt = store.keyPrompt.value;
  useEffect(() => {
    if (prompt !== 'none' && !dialog.current?.open) dialog.current?.showModal();
    if (prompt === 'none') dialog.current?.close();
  }, [prompt]);

  const submit = (event: Event) => {
    event.preventDefault();
    const key = field.current?.value.trim() ?? '';
    if (field.current) field.current.value = '';
    dialog.current?.close();
    if (key !== '') void store.enterKey(key);
  };
  return (
    <dialog ref={dialog} class="key-dialog overlay" aria-labelledby={`${id}-title`}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>This service wants an API key</h2>
        {prompt === 'refused' && (
          <p class="field-error" role="alert">
            The service did not take that key. It may be wrong, expired, or lack the scope “talk”.
          </p>
        )}
        <label for={id}>API key</label>
        <input ref={field} id={id} type="password" autocomplete="off" spellcheck={false} required />
        <p class="settings-note">
          It stays in this tab until you close it, and is exchanged for a short-lived token before each connection.
        </p>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Not now
          </button>
          <button type="submit" class="button button-main">
            Connect
          </button>
        </div>
      </form>
    </dialog>
  );
}
