import { conversationAddress } from './addresses.ts';
import { rowIds, rowTitles } from './derive/stages.ts';

/** The waterfall before there is a turn: what each row will hold. */
export function EmptyPlot() {
  return (
    <div class="empty-plot">
      <p class="empty-lead">Say something, and see where every millisecond goes.</p>
      <p class="empty-zero" aria-hidden="true">
        your last word
      </p>
      <ol aria-label="The stages of a turn">
        {rowIds.map((row) => (
          <li key={row}>
            <span class="waterfall-label">{row}</span>
            <span class="empty-track" data-row={row}>
              {rowTitles[row]}
            </span>
          </li>
        ))}
      </ol>
      <p class="turn-faint">
        Zero will be your last word: what is left of it was done while you spoke, what is right of it is what you waited
        for.
      </p>
    </div>
  );
}

export function EmptySession() {
  return (
    <div class="empty-page">
      <h1>No turns yet</h1>
      <p>
        Talk, type or play a sample: every turn comes here with its times, and percentiles follow from the second one
        on.
      </p>
      <a class="turn-button is-strong" href={conversationAddress}>
        Go to the conversation
      </a>
    </div>
  );
}

/** A link to a turn that this page doesn't hold. */
export function MissingTurn({ turnIds }: { readonly turnIds: readonly string[] }) {
  return (
    <div class="empty-page">
      <h1>{turnIds.length > 1 ? 'These turns are not here' : 'This turn is not here'}</h1>
      <p>The page keeps the turns of its own visit. A turn that is to outlive it can be downloaded.</p>
      <p class="turn-faint">
        Looked for <code>{turnIds.join(', ')}</code>
      </p>
      <a class="turn-button is-strong" href={conversationAddress}>
        Go to the conversation
      </a>
    </div>
  );
}
