import type { TurnRecord } from '@cascade/contracts';

/** What was said, and what was answered: heard words plain, unheard ones struck. */
export function Exchange({ record }: { readonly record: TurnRecord }) {
  const { final_transcript: said, reply_text: reply, heard_text: heard } = record;
  const heardPart = reply.startsWith(heard) ? heard : '';
  const unheardPart = reply.slice(heardPart.length);
  const isVoiced = record.playback.started_at_ms !== null;
  return (
    <dl class="exchange">
      <div>
        <dt>you</dt>
        <dd>{said || <span class="turn-faint">no words recognized</span>}</dd>
      </div>
      {record.response && (
        <div>
          <dt>cascade</dt>
          <dd>
            {isVoiced ? heardPart : reply}
            {isVoiced && unheardPart.trim() !== '' && (
              <>
                <span class="turn-hidden"> Not heard: </span>
                <s class="not-heard">{unheardPart}</s>
              </>
            )}
            {reply === '' && <span class="turn-faint">nothing</span>}
          </dd>
        </div>
      )}
    </dl>
  );
}
