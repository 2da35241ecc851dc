import type { CardId } from './card.ts';
import { cards } from './cards/index.ts';
import { diagramEdges, diagramNodes } from './diagram-shape.ts';
import { type Lights, litEdges } from './lights.ts';
import './flow-list.css';

const nameOf = (id: CardId) => (id === 'overview' ? 'The whole system' : cards[id].title);

interface FlowListProps {
  readonly lights: Lights;
  readonly selected: CardId;
}

/** The diagram as a list: the same stages, the same edges, the same lights. */
export function FlowList({ lights, selected }: FlowListProps) {
  const lit = litEdges(lights);
  return (
    <ol class="flow-list" aria-label="Architecture, stage by stage">
      {diagramNodes.map(({ id, does }) => {
        const light = lights[id];
        const edges = diagramEdges.filter(({ from }) => from === id);
        const { presence } = cards[id];
        return (
          <li
            key={id}
            class={`flow-stage ${light ? `is-lit is-${light.kind}` : ''} ${id === selected ? 'is-selected' : ''}`}
          >
            <a href={`#/walkthrough/${id}`} {...(id === selected ? { 'aria-current': 'true' as const } : {})}>
              <span class="flow-name">{nameOf(id)}</span>
              <span class="flow-does">{does.join(' ')}</span>
              <span class="flow-says">
                {light ? `● ${light.says}` : presence === 'absent' ? 'planned' : presence === 'partly' ? 'in part' : ''}
              </span>
            </a>
            {edges.length > 0 && (
              <ul class="flow-edges">
                {edges.map((edge) => (
                  <li key={edge.id} class={`is-${edge.kind} ${lit.has(edge.id) ? 'is-lit' : ''}`}>
                    <span aria-hidden="true">{edge.kind === 'back' ? '↩' : '→'}</span> {nameOf(edge.to)}: {edge.flows}
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
