import type { ListeningSet } from '@cascade/contracts';
import { useSignal } from '@preact/signals';
import { ListeningTest } from './listening-test.tsx';
import { readSet } from './read-set.ts';
import './listening.css';

/** `#/listen`: a blind listening test from a file. Nothing of it leaves the browser but what its user downloads. */
export function ListeningPage() {
  const set = useSignal<ListeningSet | undefined>(undefined);
  const problem = useSignal('');
  if (set.value) return <ListeningTest set={set.value} />;
  const open = async (file: File | undefined) => {
    if (!file) return;
    try {
      problem.value = '';
      set.value = readSet(await file.text());
    } catch (error) {
      problem.value = (error as Error).message;
    }
  };
  return (
    <div class="listening-page">
      <h1>Listening test</h1>
      <p>
        Two voices say the same words, and you say which you would rather listen to. You are not told which is which.
        Take headphones and a quiet place; it takes some ten minutes, and goes on where you left off.
      </p>
      <p>
        <label>
          The test you were given (set.json){' '}
          <input
            type="file"
            accept=".json,application/json"
            onChange={({ currentTarget }) => void open(currentTarget.files?.[0])}
          />
        </label>
      </p>
      {problem.value && <p role="alert">{problem.value}</p>}
      <p class="listening-note">
        To make one: <code>pnpm listening make --candidate ID</code>. Nothing is sent anywhere: at the end you download
        a file with your choices.
      </p>
    </div>
  );
}
