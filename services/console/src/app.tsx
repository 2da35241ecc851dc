import type { ReadonlySignal, Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Announcer } from './conversation/announcer.tsx';
import { Conversation } from './conversation/conversation.tsx';
import { Header } from './conversation/header.tsx';
import { KeyDialog } from './conversation/key-dialog.tsx';
import { Settings } from './conversation/settings.tsx';
import { TurnSheet } from './conversation/turn-sheet.tsx';
import { FaultBanner, FaultPanel, type Faults } from './faults/index.ts';
import { Listening } from './listening/index.ts';
import { Registry, type RegistryService } from './registry/index.ts';
import type { Route } from './routing.ts';
import type { ConsoleStore } from './session/store.ts';
import type { Theme } from './theme.ts';
import { Tour } from './tour/index.ts';
import { ComparePage, SessionStrip, SessionView, TurnPage, TurnPanel } from './turns/index.ts';
import { Walkthrough } from './walkthrough/index.ts';

export interface AppProps {
  readonly store: ConsoleStore;
  readonly faults: Faults;
  readonly registry: RegistryService;
  readonly route: ReadonlySignal<Route>;
  readonly theme: Signal<Theme>;
}

export function App({ store, faults, registry, route, theme }: AppProps) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog or a menu that is open has the first right to Escape.
      if (event.key === 'Escape' && !document.querySelector('dialog[open], [popover]:popover-open')) store.interrupt();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store]);

  return (
    <div class="page" data-page={route.value.page}>
      <button type="button" class="skip-link" onClick={() => document.querySelector<HTMLElement>('#main')?.focus()}>
        Skip to the content
      </button>
      <Header store={store} faults={faults} route={route} theme={theme} />
      <FaultBanner faults={faults} />
      <main id="main" class="main" tabIndex={-1}>
        <Page store={store} registry={registry} route={route.value} />
      </main>
      <Settings store={store} theme={theme} />
      <FaultPanel faults={faults} sessionId={store.session.value?.id} />
      <KeyDialog store={store} />
      <Announcer connection={store.connection} />
      <Tour store={store} />
    </div>
  );
}

interface PageProps extends Pick<AppProps, 'store' | 'registry'> {
  readonly route: Route;
}

function Page({ store, registry, route }: PageProps) {
  const { records, decisions } = store;
  switch (route.page) {
    case 'turn':
      return <TurnPage turnId={route.turnId} records={records} />;
    case 'compare':
      return <ComparePage firstTurnId={route.firstTurnId} secondTurnId={route.secondTurnId} records={records} />;
    case 'session':
      return <SessionView records={records} />;
    case 'listen':
      return <Listening />;
    case 'registry':
      return <Registry service={registry} entryId={route.entryId} />;
    case 'walkthrough':
      return <Walkthrough store={store} stage={route.stage} />;
    case 'conversation':
      return (
        <div class="talk-page">
          <Conversation store={store} />
          <TurnSheet records={records}>
            <TurnPanel records={records} decisions={decisions} />
          </TurnSheet>
          <section class="session-strip panel" aria-label="Session">
            <SessionStrip records={records} />
          </section>
        </div>
      );
  }
}
