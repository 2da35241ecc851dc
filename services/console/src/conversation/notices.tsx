import type { ConsoleStore } from '../session/store.ts';
import { Icon } from './icons.tsx';

/** What went wrong or was made do without, until it is put away. */
export function Notices({ store }: { readonly store: ConsoleStore }) {
  return (
    <div class="notices" role="log" aria-label="Notices">
      {store.notices.value.map(({ topic, tone, text }) => (
        <p key={topic} class="notice" data-tone={tone} data-topic={topic}>
          <Icon name={tone === 'info' ? 'info' : 'warning'} />
          <span class="notice-text">{text}</span>
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => store.dismiss(topic)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  );
}
