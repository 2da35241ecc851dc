/** Drawn in one weight on a grid of 24; hidden from screen readers, because every button says its name. */
const shapes = {
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  muted:
    'M9 9V6a3 3 0 0 1 6 0v5M15 13.5a3 3 0 0 1-5.6-1M5.5 11a6.5 6.5 0 0 0 10.6 5M18.5 11a6.5 6.5 0 0 1-.5 2.5M12 17.5V21M4 4l16 16',
  end: 'M7 7h10v10H7z',
  pause: 'M9 6v12M15 6v12',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  close: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4 2.8 20h18.4L12 4ZM12 10v4.5M12 17.4v.1',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 11v5M12 7.9v.1',
  play: 'M8 5.5v13l10.5-6.5z',
  bolt: 'M13 3 5.5 13.5H11L10 21l8-11h-6z',
  chevron: 'M6 14.5l6-6 6 6',
} as const;
export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={shapes[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
