import type { RegistryEntryView } from '@cascade/contracts';
import { useSignal } from '@preact/signals';
import { ScrollRegion } from '../turns/index.ts';
import { addressOf, StatusMark } from './parts.tsx';

/** All entries; bundles first, as they are what is released. */
export function EntryTable({ entries }: { readonly entries: readonly RegistryEntryView[] }) {
  const kind = useSignal('all');
  const kinds = [...new Set(entries.map((entry) => entry.kind))].toSorted();
  const shown = entries
    .filter((entry) => kind.value === 'all' || entry.kind === kind.value)
    .toSorted((left, right) => rank(left) - rank(right) || left.kind.localeCompare(right.kind));
  return (
    <div class="registry-page">
      <h1>Registry</h1>
      <p class="registry-lead">
        Every model, prompt, voice and bundle of settings that this project knows, with who decided what about it. What
        runs a stage is a bundle; records and metrics name it. Changes are made by <code>pnpm registry</code>. Voices
        are compared by ear in a <a href="#/listen">blind listening test</a>.
      </p>
      <p>
        <label>
          Kind{' '}
          <select value={kind.value} onChange={({ currentTarget }) => (kind.value = currentTarget.value)}>
            <option value="all">all</option>
            {kinds.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </p>
      <ScrollRegion name="Entries">
        <table class="registry-table">
          <thead>
            <tr>
              {['Entry', 'Kind', 'Status', 'Runs here', 'What it is', 'Licence'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((entry) => (
              <tr key={entry.id}>
                <th scope="row">
                  <a href={addressOf(entry.id)}>{entry.id}</a>
                </th>
                <td>{entry.kind}</td>
                <td>
                  <StatusMark status={entry.status} />
                </td>
                <td>{entry.runs_here ? 'yes' : '–'}</td>
                <td class="registry-about">{entry.description}</td>
                <td>{entry.licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </div>
  );
}

const rank = ({ role, runs_here }: RegistryEntryView): number => (role === 'bundle' ? 0 : 2) + (runs_here ? 0 : 1);
