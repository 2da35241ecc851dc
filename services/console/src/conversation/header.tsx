import type { ReadonlySignal, Signal } from '@preact/signals';
import { type Faults, faultPanelId } from '../faults/index.ts';
import type { Route } from '../routing.ts';
import type { ConsoleStore } from '../session/store.ts';
import type { Theme } from '../theme.ts';
import { Icon } from './icons.tsx';
import { settingsId } from './settings.tsx';
import { mainModels } from './versions.ts';

interface HeaderProps {
  readonly store: ConsoleStore;
  readonly faults: Faults;
  readonly route: ReadonlySignal<Route>;
  readonly theme: Signal<Theme>;
}

export function Header({ store, faults, route, theme }: HeaderProps) {
  const { page } = route.value;
  return (
    <header class="header">
      <a class="brand" href="#/" aria-label="Cascade, to the conversation">
        <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
          <rect width="32" height="32" rx="8" class="brand-mark-ground" />
          <path d="M7 10h9M11 16h11M17 22h8" class="brand-mark-lines" />
        </svg>
        <span>Cascade</span>
      </a>
      <Status store={store} />
      <nav class="nav" aria-label="Pages">
        <NavLink href="#/" label="Talk" isHere={page === 'conversation'} />
        <NavLink
          href="#/session"
          label="Session"
          isHere={page === 'session' || page === 'turn' || page === 'compare'}
        />
        <NavLink href="#/registry" label="Registry" isHere={page === 'registry'} />
        <NavLink href="#/walkthrough" label="Walkthrough" isHere={page === 'walkthrough'} />
      </nav>
      <div class="header-actions">
        {faults.access.value === 'allowed' && (
          <button
            type="button"
            class="icon-button"
            popovertarget={faultPanelId}
            aria-label="Fault switches"
            title="Fault switches"
          >
            <Icon name="bolt" />
          </button>
        )}
        <ThemeButton theme={theme} />
        <button type="button" class="icon-button" popovertarget={settingsId} aria-label="Settings" title="Settings">
          <Icon name="settings" />
        </button>
      </div>
    </header>
  );
}

function NavLink({ href, label, isHere }: { readonly href: string; readonly label: string; readonly isHere: boolean }) {
  return (
    <a class="nav-link" href={href} {...(isHere ? { 'aria-current': 'page' } : {})}>
      {label}
    </a>
  );
}

function Status({ store }: { readonly store: ConsoleStore }) {
  const { kind, label, detail } = store.connection.value;
  const models = mainModels(store.versions.value);
  return (
    <div class="status" title={detail}>
      <span class="status-state" data-state={kind}>
        <span class="status-mark" aria-hidden="true" />
        <span class="status-label">{label}</span>
      </span>
      {models.length > 0 && (
        <ul class="status-models" aria-label="Models that run">
          {models.map(({ what, name }) => (
            <li key={what} title={what}>
              <span class="visually-hidden">{what}: </span>
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function ThemeButton({ theme }: { readonly theme: Signal<Theme> }) {
  const isDark =
    theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  const label = isDark ? 'Use light colours' : 'Use dark colours';
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        theme.value = isDark ? 'light' : 'dark';
      }}
    >
      <Icon name={isDark ? 'sun' : 'moon'} />
    </button>
  );
}
