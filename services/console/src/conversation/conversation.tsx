import type { ConsoleStore } from '../session/store.ts';
import { Composer } from './composer.tsx';
import { MessageLog } from './message-log.tsx';
import { Notices } from './notices.tsx';
import { TalkBar } from './talk-bar.tsx';

/** Talking: what was said, and all the ways to say something. */
export function Conversation({ store }: { readonly store: ConsoleStore }) {
  const { kind } = store.connection.value;
  const { audibleMs, underruns } = store.playback.value;
  return (
    <section
      class="conversation panel"
      aria-label="Conversation"
      data-state={kind}
      data-audible-ms={audibleMs}
      data-underruns={underruns}
      data-session-id={store.session.value?.id}
    >
      <MessageLog store={store} />
      <div class="conversation-controls">
        <Notices store={store} />
        <TalkBar store={store} />
        <Composer store={store} />
      </div>
    </section>
  );
}
