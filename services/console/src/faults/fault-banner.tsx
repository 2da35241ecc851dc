import { Icon } from '../conversation/icons.tsx';
import { faultPanelId } from './fault-panel.tsx';
import { faultText, timeLeft } from './fault-words.ts';
import type { Faults } from './faults.ts';

/** Over every page, while any switch is on: what looks broken is meant to be. */
export function FaultBanner({ faults }: { readonly faults: Faults }) {
  const switches = faults.inForce.value;
  return (
    <div class="fault-banner" data-on={switches.length > 0}>
      <p role="status">
        {switches.length > 0 && (
          <>
            <Icon name="warning" />
            <span>
              <b>Drill:</b> {switches.map(faultText).join('; ')}.
            </span>
          </>
        )}
      </p>
      {switches.length > 0 && (
        <>
          <span class="fault-left" aria-hidden="true">
            {switches.map((one) => timeLeft(one, faults.nowMs.value)).join(' · ')}
          </span>
          <button type="button" class="button" popovertarget={faultPanelId}>
            Fault switches
          </button>
        </>
      )}
    </div>
  );
}
