import type { RegistryEntryView } from '@cascade/contracts';
import type { ComponentChildren } from 'preact';
import { ScrollRegion } from '../turns/index.ts';
import { addressOf, StatusMark } from './parts.tsx';

interface EntryProps {
  readonly entry: RegistryEntryView;
  readonly entries: readonly RegistryEntryView[];
}

/** One entry: what it is, where it came from, what became of it. */
export function EntryDetails({ entry, entries }: EntryProps) {
  const children = entries.filter(({ lineage }) => lineage?.parent === entry.id);
  const users = entries.filter(({ artifacts }) => artifacts.includes(entry.id));
  return (
    <div class="registry-page">
      <p>
        <a href="#/registry">All entries</a>
      </p>
      <h1>
        {entry.id} <StatusMark status={entry.status} />
      </h1>
      <p class="registry-lead">{entry.description}</p>
      <dl class="registry-facts">
        <Fact name="Kind">
          {entry.kind}, {entry.role}
        </Fact>
        <Fact name="Runs here">{entry.runs_here ? 'yes' : 'no'}</Fact>
        <Fact name="Made by">
          {entry.origin}, {entry.licence}
        </Fact>
        {entry.lineage && (
          <Fact name="Came from">
            <a href={addressOf(entry.lineage.parent)}>{entry.lineage.parent}</a>: {entry.lineage.changed}
          </Fact>
        )}
        {children.length > 0 && (
          <Fact name="Led to">
            <Links ids={children.map(({ id }) => id)} />
          </Fact>
        )}
        {entry.artifacts.length > 0 && (
          <Fact name="Runs">
            <Links ids={entry.artifacts} />
          </Fact>
        )}
        {users.length > 0 && (
          <Fact name="Run by">
            <Links ids={users.map(({ id }) => id)} />
          </Fact>
        )}
      </dl>
      <Pairs title="Settings" names={['Variable', 'Value']} pairs={entry.settings} />
      <Pairs title="SHA-256" names={['File or text', 'Hash']} pairs={entry.hashes} />
      <h2>Results</h2>
      {entry.evals.length === 0 ? (
        <p>
          None attached: <code>pnpm registry evaluated</code> does.
        </p>
      ) : (
        <ul>
          {entry.evals.map(({ suite, file, sha256 }) => (
            <li key={sha256}>
              {suite}: <code>{file}</code> ({sha256.slice(0, 12)})
            </li>
          ))}
        </ul>
      )}
      <h2>History</h2>
      <ol class="registry-history">
        {entry.history.map((item) => (
          <li key={`${item.at}${item.to}`}>
            <time dateTime={item.at}>{item.at.slice(0, 16).replace('T', ' ')}</time>{' '}
            {item.from === null ? 'declared ' : `${item.from} → `}
            {item.to}, {item.by}: {item.why}
          </li>
        ))}
      </ol>
    </div>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Links = ({ ids }: { readonly ids: readonly string[] }) => (
  <ul>
    {ids.map((id) => (
      <li key={id}>
        <a href={addressOf(id)}>{id}</a>
      </li>
    ))}
  </ul>
);

function Pairs(props: {
  readonly title: string;
  readonly names: readonly [string, string];
  readonly pairs: Readonly<Record<string, string>>;
}) {
  const pairs = Object.entries(props.pairs);
  if (pairs.length === 0) return null;
  return (
    <>
      <h2>{props.title}</h2>
      <ScrollRegion name={props.title}>
        <table class="registry-table">
          <thead>
            <tr>
              {props.names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pairs.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <code>{value}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
