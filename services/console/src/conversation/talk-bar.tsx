import type { ConsoleStore } from '../session/store.ts';
import { Icon } from './icons.tsx';
import { useLevel } from './level-meter.ts';

/** The one big button, what is going on, and what can be done about it. */
export function TalkBar({ store }: { readonly store: ConsoleStore }) {
  const { kind, label, detail } = store.connection.value;
  const isTalking = store.isTalking.value;
  const isMuted = store.isMuted.value;
  const bar = useLevel<HTMLDivElement>(kind === 'speaking' ? store.outputLevel : store.inputLevel);
  const isBusy = kind === 'speaking' || kind === 'thinking';
  return (
    <div ref={bar} class="talk-bar" data-state={kind} data-talking={isTalking}>
      <button
        type="button"
        class="talk-button"
        aria-label={isTalking ? 'Stop talking' : 'Start talking'}
        aria-pressed={isTalking}
        onClick={() => (isTalking ? store.stop() : void store.start())}
      >
        <span class="talk-ring" aria-hidden="true" />
        <span class="talk-face">
          <Icon name={isTalking ? 'end' : 'microphone'} />
        </span>
      </button>
      <div class="talk-state">
        <p class="talk-label">{label}</p>
        <p class="talk-detail">{detail}</p>
        <span class="talk-level" aria-hidden="true" />
      </div>
      <div class="talk-actions">
        {isBusy && (
          <button type="button" class="button" onClick={() => store.interrupt()}>
            <Icon name="end" />
            Stop reply
          </button>
        )}
        {isTalking && (
          <button type="button" class="button" aria-pressed={isMuted} onClick={() => store.mute(!isMuted)}>
            <Icon name={isMuted ? 'muted' : 'microphone'} />
            {isMuted ? 'Unmute' : 'Mute'}
          </button>
        )}
      </div>
    </div>
  );
}
