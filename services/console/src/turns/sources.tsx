import type { TurnRecord } from '@cascade/contracts';
import { citedPassages, markQuotes } from './derive/cited-passages.ts';

/** What a spoken answer rests on: each passage to be opened, with the words of it that were spoken marked. */
export function Sources({ record }: { readonly record: TurnRecord }) {
  const passages = citedPassages(record);
  if (passages.length === 0) return null;
  return (
    <div class="sources">
      {passages.map(({ id, title, source, text, quotes }) => (
        <details key={id}>
          <summary>
            Source: {title} <span class="source-path">{source}</span>
          </summary>
          <blockquote cite={source}>
            {markQuotes(text, quotes).map((part) =>
              part.isQuoted ? <mark key={part.text}>{part.text}</mark> : <span key={part.text}>{part.text}</span>,
            )}
          </blockquote>
          {/^https?:/.test(source) && (
            <a href={source} rel="noreferrer" target="_blank">
              Open the document
            </a>
          )}
        </details>
      ))}
    </div>
  );
}
