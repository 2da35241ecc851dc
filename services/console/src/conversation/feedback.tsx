import type { TurnFeedback, TurnRecord } from '@cascade/contracts';
import { useId, useState } from 'preact/hooks';
import type { ConsoleStore } from '../session/store.ts';
import './feedback.css';

export interface FeedbackProps {
  readonly store: Pick<ConsoleStore, 'giveFeedback'>;
  readonly record: TurnRecord;
}

const words: Readonly<Record<TurnFeedback['rating'], string>> = { good: 'Right', bad: 'Wrong' };

/** What the user says of an answer; kept with its turn. A wrong one may be corrected. */
export function Feedback({ store, record }: FeedbackProps) {
  const given = record.feedback?.at(-1);
  const [isCorrecting, setCorrecting] = useState(false);
  const [correction, setCorrection] = useState('');
  const id = useId();
  const rate = (rating: TurnFeedback['rating']) => {
    store.giveFeedback(record.turn_id, rating);
    setCorrecting(rating === 'bad');
  };
  const correct = (event: Event) => {
    event.preventDefault();
    const text = correction.trim();
    if (text !== '') store.giveFeedback(record.turn_id, 'bad', text);
    setCorrecting(false);
  };
  return (
    <>
      <fieldset class="feedback" aria-label="Was this answer right?">
        {(['good', 'bad'] as const).map((rating) => (
          <button key={rating} type="button" aria-pressed={given?.rating === rating} onClick={() => rate(rating)}>
            {words[rating]}
          </button>
        ))}
      </fieldset>
      {isCorrecting && (
        <form class="feedback-correction" onSubmit={correct}>
          <label for={id}>What should it have been?</label>
          <input
            id={id}
            value={correction}
            maxLength={1000}
            onInput={(event) => setCorrection(event.currentTarget.value)}
          />
          <button type="submit">Send</button>
        </form>
      )}
    </>
  );
}
