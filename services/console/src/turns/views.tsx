import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { liveDecisions } from './derive/live-decisions.ts';
import { pinnedTurn } from './pinned-turn.ts';
import type { ComparePageProps, RecordsProps, TurnPageProps, TurnPanelProps } from './props.ts';
import { SessionStripView } from './session/session-strip.tsx';
import { TurnPanelView } from './turn/turn-panel.tsx';

/** The last turn, beside the conversation. */
export function TurnPanel({ records, decisions }: TurnPanelProps) {
  const live = liveDecisions(records.value, decisions?.value ?? []);
  return <TurnPanelView record={records.value.at(-1)} pinned={pinnedTurn.value} live={live} />;
}

/** The line below the conversation. */
export const SessionStrip = ({ records }: RecordsProps) => <SessionStripView records={records.value} />;

type Pages = typeof import('./pages.tsx');

/** The pages come when the first of them is opened: the conversation does not wait for their script. */
const pages = signal<Pages | 'waiting' | 'failed'>('waiting');

async function loadPages(): Promise<void> {
  pages.value = await import('./pages.tsx').catch(() => 'failed' as const);
}

/** The pages once they are there; what to show until then. */
function usePages(): { readonly ready: Pages } | { readonly instead: VNode } {
  useEffect(() => {
    if (pages.peek() === 'waiting') void loadPages();
  }, []);
  const loaded = pages.value;
  if (loaded === 'waiting') return { instead: <p role="status">Loading …</p> };
  if (loaded !== 'failed') return { ready: loaded };
  const instead = (
    <p role="alert">
      This page could not be loaded.{' '}
      <button type="button" class="turn-button" onClick={loadPages}>
        Try again
      </button>
    </p>
  );
  return { instead };
}

/** `#/turn/<id>`. */
export function TurnPage(props: TurnPageProps) {
  const loaded = usePages();
  return 'ready' in loaded ? <loaded.ready.TurnPage {...props} /> : loaded.instead;
}

/** `#/compare/<first>/<second>`. */
export function ComparePage(props: ComparePageProps) {
  const loaded = usePages();
  return 'ready' in loaded ? <loaded.ready.ComparePage {...props} /> : loaded.instead;
}

/** `#/session`. */
export function SessionView(props: RecordsProps) {
  const loaded = usePages();
  return 'ready' in loaded ? <loaded.ready.SessionView {...props} /> : loaded.instead;
}
