import type { CardId } from './card.ts';
import { cards } from './cards/index.ts';
import { type DiagramNode, diagramEdges, diagramNodes, diagramSize } from './diagram-shape.ts';
import { type Lights, litEdges } from './lights.ts';
import './diagram.css';

interface DiagramProps {
  readonly lights: Lights;
  readonly selected: CardId;
}

/** The architecture. Every stage is a link to its card; what is at work is lit, with a word that says what it does. */
export function Diagram({ lights, selected }: DiagramProps) {
  const lit = litEdges(lights);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of links within a drawing has no element of its own
    <svg
      class="diagram"
      viewBox={`0 0 ${diagramSize.width} ${diagramSize.height}`}
      role="group"
      aria-label="Architecture: each stage opens its card"
    >
      <defs>
        {['plain', 'lit'].map((name) => (
          <marker
            key={name}
            id={`arrow-${name}`}
            viewBox="0 0 8 8"
            refX="6"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
            markerUnits="userSpaceOnUse"
          >
            <path class={`diagram-arrow is-${name}`} d="M0 0.5L8 4L0 7.5z" />
          </marker>
        ))}
      </defs>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: drawn lines take no focus, and the list says the same in words */}
      <g aria-hidden="true">
        <text class="diagram-band" x="8" y="14">
          Online: in every turn
        </text>
        <line class="diagram-divider" x1="8" x2={diagramSize.width - 8} y1="352" y2="352" />
        <text class="diagram-band" x="8" y="372">
          Offline: beside the service
        </text>
        {diagramEdges.map(({ id, kind, path, label, at, anchor }) => (
          <g key={id} class={`diagram-edge is-${kind} ${lit.has(id) ? 'is-lit' : ''}`}>
            <path d={path} marker-end={`url(#arrow-${lit.has(id) ? 'lit' : 'plain'})`} />
            {label !== '' && (
              <text x={at[0]} y={at[1]} text-anchor={anchor ?? 'middle'}>
                {label}
              </text>
            )}
          </g>
        ))}
      </g>
      {diagramNodes.map((node) => (
        <Node key={node.id} node={node} light={lights[node.id]} isSelected={node.id === selected} />
      ))}
    </svg>
  );
}

interface NodeProps {
  readonly node: DiagramNode;
  readonly light: Lights[CardId];
  readonly isSelected: boolean;
}

function Node({ node, light, isSelected }: NodeProps) {
  const [x, y, width, height] = node.box;
  const { presence } = cards[node.id];
  const middle = x + width / 2;
  const classes = ['diagram-node', `is-${presence}`];
  if (light) classes.push('is-lit', `is-${light.kind}`);
  if (isSelected) classes.push('is-selected');
  const says = light?.says ?? (presence === 'absent' ? 'planned' : presence === 'partly' ? 'in part' : '');
  return (
    <a
      class={classes.join(' ')}
      href={`#/walkthrough/${node.id}`}
      {...(isSelected ? { 'aria-current': 'true' as const } : {})}
    >
      <rect class="diagram-halo" x={x - 4} y={y - 4} width={width + 8} height={height + 8} rx="13" />
      <rect class="diagram-box" x={x} y={y} width={width} height={height} rx="10" />
      <text class="diagram-name" x={middle} y={y + 22} text-anchor="middle">
        {node.name}{' '}
      </text>
      {node.does.map((line, index) => (
        <text key={line} class="diagram-does" x={middle} y={y + 38 + index * 14} text-anchor="middle">
          {line}{' '}
        </text>
      ))}
      {says !== '' && (
        <text class="diagram-says" x={middle} y={y + height - 8} text-anchor="middle">
          {light ? `● ${says}` : says}
        </text>
      )}
    </a>
  );
}
