/** Shows one turn view at a time, with the records that the test puts in. Part of the tests, never of the build. */
import type { TurnRecord } from '@cascade/contracts';
import { signal } from '@preact/signals';
import { render } from 'preact';
import '../../styles/tokens.css';
import { ComparePage, SessionStrip, SessionView, TurnPage, TurnPanel } from '../index.ts';
import { traceViewer } from '../trace-viewer.ts';
import './harness.css';

const records = signal<readonly TurnRecord[]>([]);
type LiveDecisions = readonly { readonly turn_id: string; readonly kind: 'wait'; readonly reason: string }[];

const decisions = signal<LiveDecisions>([]);
const hash = signal(location.hash);
window.addEventListener('hashchange', () => {
  hash.value = location.hash;
});

/** What the test drives. */
export interface Harness {
  show(records: readonly TurnRecord[], decisions?: LiveDecisions): void;
  setTheme(theme: 'light' | 'dark'): void;
  setTraceViewer(template: string): void;
}

declare global {
  var harness: Harness;
}

globalThis.harness = {
  setTraceViewer(template) {
    traceViewer.value = template;
  },
  show(next, live = []) {
    records.value = next;
    decisions.value = live;
  },
  setTheme(theme) {
    document.documentElement.dataset.theme = theme;
  },
};

function View() {
  const [page, first = '', second = ''] = hash.value.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  switch (page) {
    case 'turn':
      return <TurnPage turnId={first} records={records} />;
    case 'compare':
      return <ComparePage firstTurnId={first} secondTurnId={second} records={records} />;
    case 'session':
      return <SessionView records={records} />;
    default:
      return (
        <>
          <h1 class="turn-hidden">Conversation</h1>
          <div class="harness-panel">
            <TurnPanel records={records} decisions={decisions} />
          </div>
          <SessionStrip records={records} />
        </>
      );
  }
}

render(<View />, document.querySelector('#view')!);
