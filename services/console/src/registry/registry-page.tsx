import type { RegistryEntryView } from '@cascade/contracts';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { EntryDetails } from './entry-details.tsx';
import { EntryTable } from './entry-table.tsx';
import type { RegistryService } from './registry-service.ts';
import './registry.css';

export interface RegistryPageProps {
  readonly service: RegistryService;
  /** Of one entry; undefined for all of them. */
  readonly entryId: string | undefined;
}

type State = 'loading' | { readonly failed: string } | readonly RegistryEntryView[];

export function RegistryPage({ service, entryId }: RegistryPageProps) {
  const state = useSignal<State>('loading');
  const attempt = useSignal(0);
  useEffect(() => {
    let isGone = false;
    service.registry().then(
      (entries) => {
        if (!isGone) state.value = entries;
      },
      (error: Error) => {
        if (!isGone) state.value = { failed: error.message };
      },
    );
    return () => {
      isGone = true;
    };
  }, [attempt.value]);

  const found = state.value;
  if (found === 'loading') return <p role="status">Reading the registry …</p>;
  if ('failed' in found) {
    return (
      <div class="registry-page">
        <h1>Registry</h1>
        <p role="alert">{found.failed}</p>
        <p>
          <button
            type="button"
            class="button"
            onClick={() => {
              state.value = 'loading';
              attempt.value += 1;
            }}
          >
            Try again
          </button>
        </p>
      </div>
    );
  }
  if (entryId === undefined) return <EntryTable entries={found} />;
  const entry = found.find(({ id }) => id === entryId);
  if (entry) return <EntryDetails entry={entry} entries={found} />;
  return (
    <div class="registry-page">
      <h1>No such entry</h1>
      <p>
        The registry has nothing called <code>{entryId}</code>. <a href="#/registry">All entries</a>
      </p>
    </div>
  );
}
