import type { FaultSwitch } from '@cascade/contracts';
import { useRef } from 'preact/hooks';
import { FaultForm } from './fault-form.tsx';
import { faultText, timeLeft } from './fault-words.ts';
import type { Faults } from './faults.ts';

/** Of the element that the header's and the banner's buttons open. */
export const faultPanelId = 'faults';

/** Switches that break a stage on purpose, for those who may. */
export function FaultPanel(props: { readonly faults: Faults; readonly sessionId: string | undefined }) {
  const { faults, sessionId } = props;
  const problem = faults.problem.value;
  return (
    <div
      id={faultPanelId}
      popover="auto"
      class="settings faults overlay"
      role="dialog"
      aria-label="Fault switches"
      onToggle={({ newState }) => {
        if (newState === 'open') void faults.watch();
      }}
    >
      <div class="settings-part">
        <h2>Fault switches</h2>
        <p class="settings-note">
          Break a stage on purpose, for a while, and watch who finds it: the turn's verdict, the alert, the runbook.
        </p>
      </div>
      {faults.access.value === 'allowed' && (
        <>
          <InForce faults={faults} />
          <FaultForm faults={faults} sessionId={sessionId} />
        </>
      )}
      <div class="fault-problem" role="alert">
        {problem !== undefined && <p class="field-error">{problem}</p>}
      </div>
    </div>
  );
}

function InForce({ faults }: { readonly faults: Faults }) {
  const title = useRef<HTMLHeadingElement>(null);
  const switches = faults.inForce.value;
  const off = async (id: string) => {
    // The button goes away with its switch; whoever pressed it is to stay here.
    if (await faults.switchOff(id)) title.current?.focus();
  };
  return (
    <section class="settings-part" aria-labelledby="faults-in-force">
      <h3 id="faults-in-force" ref={title} tabIndex={-1}>
        In force
      </h3>
      {switches.length === 0 ? (
        <p class="settings-note">None.</p>
      ) : (
        <ul class="fault-list">
          {switches.map((one) => (
            <Switch key={one.id} fault={one} nowMs={faults.nowMs.value} onOff={() => void off(one.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Switch(props: { readonly fault: FaultSwitch; readonly nowMs: number; readonly onOff: () => void }) {
  const { fault, nowMs, onOff } = props;
  return (
    <li>
      <span class="fault-what">
        <b>{faultText(fault)}</b>
        <span class="settings-note">{timeLeft(fault, nowMs)} left, then it goes off by itself</span>
      </span>
      <button type="button" class="button" onClick={onOff}>
        Switch off<span class="visually-hidden">: {faultText(fault)}</span>
      </button>
    </li>
  );
}
