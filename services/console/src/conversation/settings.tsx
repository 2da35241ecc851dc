import type { Consent, TurnPolicy } from '@cascade/contracts';
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { faultPanelId } from '../faults/index.ts';
import { turnPolicies } from '../session/preferences.ts';
import type { ConsoleStore } from '../session/store.ts';
import { type Theme, themes } from '../theme.ts';
import { openTour } from '../tour/index.ts';

/** Of the element that the header's button opens. */
export const settingsId = 'settings';

export function Settings({ store, theme }: { readonly store: ConsoleStore; readonly theme: Signal<Theme> }) {
  return (
    <div id={settingsId} popover="auto" class="settings overlay" role="dialog" aria-label="Settings">
      <DevicePicker store={store} />
      <PolicyChoice store={store} />
      <ConsentSwitches store={store} />
      <ThemeChoice theme={theme} />
      <SessionFacts store={store} />
      <FaultSwitches />
      <div class="settings-part">
        <button type="button" class="button" popovertarget={settingsId} popovertargetaction="hide" onClick={openTour}>
          Show the tour again
        </button>
      </div>
    </div>
  );
}

function DevicePicker({ store }: { readonly store: ConsoleStore }) {
  const devices = store.devices.value;
  const id = useId();
  return (
    <section class="settings-part">
      <h2>
        <label for={id}>Microphone</label>
      </h2>
      <select
        id={id}
        value={store.deviceId.value ?? ''}
        onChange={({ currentTarget }) => void store.chooseDevice(currentTarget.value || undefined)}
      >
        <option value="">The browser's default</option>
        {devices.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
      <p class="settings-note">Echo cancellation, noise suppression and gain control are asked of the browser.</p>
    </section>
  );
}

const policyLabels: Readonly<Record<TurnPolicy, string>> = { patient: 'Patient', balanced: 'Balanced', eager: 'Eager' };

function PolicyChoice({ store }: { readonly store: ConsoleStore }) {
  return (
    <fieldset class="settings-part">
      <legend>When you pause</legend>
      <div class="choices">
        {turnPolicies.map((policy) => (
          <label key={policy} class="choice">
            <input
              type="radio"
              name="turn-policy"
              checked={store.turnPolicy.value === policy}
              onChange={() => store.setTurnPolicy(policy)}
            />
            <span>{policyLabels[policy]}</span>
          </label>
        ))}
      </div>
      <p class="settings-note">How soon a pause counts as the end: eager answers sooner and cuts in more often.</p>
    </fieldset>
  );
}

const consents: readonly (readonly [keyof Consent, string, string])[] = [
  ['telemetry', 'Times and counts', 'How long each stage took, which models ran. No words.'],
  ['transcripts', 'Transcripts', 'What you said and what was replied, as text.'],
  ['audio_review', 'Audio for review', 'Your voice, for people who listen and label.'],
];

function ConsentSwitches({ store }: { readonly store: ConsoleStore }) {
  const consent = store.consent.value;
  return (
    <fieldset class="settings-part">
      <legend>What the service may keep</legend>
      {consents.map(([kind, label, note]) => (
        <label key={kind} class="switch-row">
          <span>
            <span class="switch-label">{label}</span>
            <span class="settings-note">{note}</span>
          </span>
          <input
            type="checkbox"
            role="switch"
            class="switch"
            name={`consent-${kind}`}
            checked={consent[kind]}
            aria-checked={consent[kind]}
            onChange={({ currentTarget }) => store.setConsent({ ...consent, [kind]: currentTarget.checked })}
          />
        </label>
      ))}
    </fieldset>
  );
}

const themeLabels: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

function ThemeChoice({ theme }: { readonly theme: Signal<Theme> }) {
  return (
    <fieldset class="settings-part">
      <legend>Colours</legend>
      <div class="choices">
        {themes.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="theme"
              checked={theme.value === one}
              onChange={() => {
                theme.value = one;
              }}
            />
            <span>{themeLabels[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** In the settings' place, not over them: a popover that opens another one would stay behind it. */
function openFaultPanel(): void {
  document.getElementById(settingsId)?.hidePopover();
  document.getElementById(faultPanelId)?.showPopover();
}

function FaultSwitches() {
  return (
    <section class="settings-part">
      <h2>Fault switches</h2>
      <p class="settings-note">Break a stage on purpose, for a while. Takes the rights of an operator.</p>
      <button type="button" class="button" onClick={openFaultPanel}>
        Open them
      </button>
    </section>
  );
}

function SessionFacts({ store }: { readonly store: ConsoleStore }) {
  const session = store.session.value;
  const { underruns } = store.playback.value;
  if (!session) return null;
  return (
    <section class="settings-part">
      <h2>This session</h2>
      <dl class="facts">
        <dt>Session</dt>
        <dd>
          <code>{session.id}</code>
        </dd>
        {Object.entries(session.cascade.device).map(([name, value]) => [
          <dt key={`${name}-name`}>{name.replaceAll('_', ' ')}</dt>,
          <dd key={name}>{value}</dd>,
        ])}
        <dt>gaps in playback</dt>
        <dd>{underruns}</dd>
      </dl>
    </section>
  );
}
