import type { FaultKind, FaultRequest, StageName } from '@cascade/contracts';
import { useId, useState } from 'preact/hooks';
import { kindWords, stageWords } from './fault-words.ts';
import type { Faults } from './faults.ts';

const kinds = Object.keys(kindWords) as FaultKind[];
const stages = Object.keys(stageWords) as StageName[];

/** Which sessions: shares of all, or the one of this page. */
const targets = { all: 'All', half: 'Half', tenth: 'A tenth', this: 'Mine' } as const;
type Target = keyof typeof targets;
const shares: Readonly<Record<Target, number>> = { all: 1, half: 0.5, tenth: 0.1, this: 1 };

/** What is to break, how, for whom and for how long. */
export function FaultForm(props: { readonly faults: Faults; readonly sessionId: string | undefined }) {
  const { faults, sessionId } = props;
  const id = useId();
  const [stage, setStage] = useState<StageName>('asr');
  const [kind, setKind] = useState<FaultKind>('slow');
  const [wanted, setTarget] = useState<Target>('all');
  const [delayMs, setDelayMs] = useState(1500);
  const [forSeconds, setForSeconds] = useState(300);
  const [isBusy, setBusy] = useState(false);
  const target = wanted === 'this' && sessionId === undefined ? 'all' : wanted;

  const submit = async (event: Event) => {
    event.preventDefault();
    const request: FaultRequest = {
      stage,
      kind,
      delay_ms: delayMs,
      session_share: shares[target],
      for_seconds: forSeconds,
      ...(target === 'this' && sessionId !== undefined ? { session_id: sessionId } : {}),
    };
    setBusy(true);
    await faults.switchOn(request);
    setBusy(false);
  };
  return (
    <form class="settings-part fault-form" onSubmit={(event) => void submit(event)} aria-label="Switch a fault on">
      <label for={`${id}-stage`}>Stage</label>
      <select
        id={`${id}-stage`}
        value={stage}
        onChange={({ currentTarget }) => setStage(currentTarget.value as StageName)}
      >
        {stages.map((name) => (
          <option key={name} value={name}>
            {name}: {stageWords[name]}
          </option>
        ))}
      </select>
      <Choices legend="What happens to it" name={`${id}-kind`} options={kinds} chosen={kind} onChoose={setKind} />
      <p class="settings-note" aria-live="polite">
        {kindWords[kind]}
      </p>
      <div class="fault-numbers">
        {kind === 'slow' && (
          <NumberField label="By, ms" value={delayMs} min={1} max={60_000} step={1} onChange={setDelayMs} />
        )}
        <NumberField label="For, seconds" value={forSeconds} min={1} max={3600} step={1} onChange={setForSeconds} />
      </div>
      <Choices
        legend="In which sessions"
        name={`${id}-target`}
        options={(Object.keys(targets) as Target[]).filter((one) => one !== 'this' || sessionId !== undefined)}
        words={targets}
        chosen={target}
        onChoose={setTarget}
      />
      <button type="submit" class="button button-main" disabled={isBusy}>
        Switch on
      </button>
    </form>
  );
}

interface ChoicesProps<Option extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly Option[];
  readonly words?: Readonly<Record<Option, string>>;
  readonly chosen: Option;
  readonly onChoose: (option: NoInfer<Option>) => void;
}

function Choices<Option extends string>({ legend, name, options, words, chosen, onChoose }: ChoicesProps<Option>) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="choices">
        {options.map((option) => (
          <label key={option} class="choice">
            <input type="radio" name={name} checked={option === chosen} onChange={() => onChoose(option)} />
            <span>{words?.[option] ?? option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, min, max, step, onChange }: NumberFieldProps) {
  return (
    <label>
      {label}
      <input
        type="number"
        required
        {...{ value, min, max, step }}
        onInput={({ currentTarget }) => {
          if (!Number.isNaN(currentTarget.valueAsNumber)) onChange(currentTarget.valueAsNumber);
        }}
      />
    </label>
  );
}
