import type { ListeningChoice, ListeningSet } from '@cascade/contracts';
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { download } from '../turns/index.ts';
import { Player } from './player.tsx';
import { keepProgress, readProgress, trialsFor, votesOf } from './progress.ts';

const words: Readonly<Record<ListeningChoice, string>> = {
  a: '1: rather A',
  none: '0: no difference',
  b: '2: rather B',
};
const keys: Readonly<Record<string, ListeningChoice>> = { '1': 'a', '2': 'b', '0': 'none' };

export function ListeningTest({ set }: { readonly set: ListeningSet }) {
  const progress = useSignal(readProgress(set, localStorage, () => crypto.randomUUID().slice(0, 8)));
  const heard = useSignal<ReadonlySet<string>>(new Set());
  const trials = useMemo(() => trialsFor(set, progress.peek().listener), [set]);
  const done = trials.filter(({ id }) => progress.value.choices[id]).length;
  const trial = trials.find(({ id }) => !progress.value.choices[id]);
  const hasHeardBoth = trial !== undefined && heard.value.has(`${trial.id}/a`) && heard.value.has(`${trial.id}/b`);

  const choose = (choice: ListeningChoice) => {
    if (!trial || !hasHeardBoth) return;
    progress.value = { ...progress.value, choices: { ...progress.value.choices, [trial.id]: choice } };
    keepProgress(set, progress.value, localStorage);
  };
  // With the words that name the keys, not a frame after them.
  useLayoutEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      const choice = keys[key];
      if (choice && !(target instanceof HTMLInputElement)) choose(choice);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  const save = () =>
    download(
      `votes-${progress.value.listener}.json`,
      'application/json',
      JSON.stringify(votesOf(set, progress.value), null, 2),
    );
  if (!trial) {
    return (
      <div class="listening-page">
        <h1>Thank you</h1>
        <p>
          You judged all {done} pairs. Download your choices and send them to whoever gave you the test; they hold a
          number that was drawn for you, {progress.value.listener}, and nothing about you.
        </p>
        <p>
          <button type="button" class="button button-main" onClick={save}>
            Download my choices
          </button>
        </p>
      </div>
    );
  }
  const note = (side: 'a' | 'b') => () => (heard.value = new Set([...heard.value, `${trial.id}/${side}`]));
  return (
    <div class="listening-page">
      <h1>{set.question}</h1>
      <p>
        <label>
          Pair {done + 1} of {trials.length} <progress value={done} max={trials.length} />
        </label>
      </p>
      <p class="listening-text">“{trial.text}”</p>
      <div class="listening-sides">
        <Player key={`${trial.id}/a`} name="A" wav={trial.a} onHeard={note('a')} />
        <Player key={`${trial.id}/b`} name="B" wav={trial.b} onHeard={note('b')} />
      </div>
      <fieldset class="listening-choices" disabled={!hasHeardBoth}>
        <legend>{hasHeardBoth ? 'Which one? (keys 1, 0, 2)' : 'Hear both to the end first'}</legend>
        {(['a', 'none', 'b'] as const).map((choice) => (
          <button key={choice} type="button" class="button" onClick={() => choose(choice)}>
            {words[choice]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
