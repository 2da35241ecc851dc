import { effect, type Signal, signal } from '@preact/signals';
import { readPreference, writePreference } from './session/preferences.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What the user chose; `<html data-theme>` follows it, and the system where nothing was chosen. */
export function watchTheme(window: Window): Signal<Theme> {
  const stored = readPreference('theme');
  const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const systemIsDark = signal(query.matches);
  query.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches;
  });
  effect(() => {
    const isDark = theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value);
    window.document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    writePreference('theme', theme.value === 'system' ? undefined : theme.value);
  });
  return theme;
}
