import { useId, useRef } from 'preact/hooks';
import { samples } from '../session/samples.ts';
import type { ConsoleStore } from '../session/store.ts';
import { Icon } from './icons.tsx';

/** Without a microphone: a line to write on, and questions that are asked aloud. */
export function Composer({ store }: { readonly store: ConsoleStore }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? '';
    if (text === '' || !field.current) return;
    field.current.value = '';
    void store.say(text);
  };
  return (
    <div class="composer">
      <form class="composer-line" onSubmit={submit}>
        <label for={id} class="visually-hidden">
          Write instead
        </label>
        <input ref={field} id={id} type="text" placeholder="Or write here" autocomplete="off" enterkeyhint="send" />
        <button type="submit" class="icon-button" aria-label="Send">
          <Icon name="send" />
        </button>
      </form>
      {store.messages.value.length > 0 && <SampleChips store={store} />}
    </div>
  );
}

/** The same questions as of the welcome, small, once there is a conversation. */
function SampleChips({ store }: { readonly store: ConsoleStore }) {
  return (
    <fieldset class="samples">
      <legend class="visually-hidden">Sample questions, asked aloud</legend>
      <span class="samples-label" aria-hidden="true">
        Ask aloud
      </span>
      {samples.map(({ id: sampleId, label, text, shows }) => (
        <button
          key={sampleId}
          type="button"
          class="sample"
          data-sample={sampleId}
          data-playing={store.sampleId.value === sampleId}
          title={`“${text}” – ${shows}`}
          onClick={() => void store.playSample(sampleId)}
        >
          <Icon name="play" />
          {label}
        </button>
      ))}
    </fieldset>
  );
}
