import { type CardId, cardIds } from './card.ts';

export type PresenterAction =
  | { readonly kind: 'card'; readonly card: CardId }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'end' };

/** The card before (−1) or after (1); the same one at either end. */
export function neighbour(card: CardId, direction: 1 | -1): CardId {
  const index = Math.min(cardIds.length - 1, Math.max(0, cardIds.indexOf(card) + direction));
  return cardIds[index] ?? card;
}

/** Controls that use the arrow keys or the space bar themselves keep them. */
const ownKeys: Readonly<Record<string, readonly string[]>> = {
  INPUT: ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', ' '],
  SELECT: ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', ' '],
  TEXTAREA: ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End', ' '],
  BUTTON: [' '],
  SUMMARY: [' '],
};

interface PressedKey {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * What a key does while somebody presents: arrows and the keys of a clicker step through the cards, the space bar holds
 * the replay, Escape ends it. Undefined leaves the key to the page.
 *
 * @param focused tag name of the element that has the focus
 */
export function presenterAction(pressed: PressedKey, card: CardId, focused: string): PresenterAction | undefined {
  if (pressed.altKey || pressed.ctrlKey || pressed.metaKey) return undefined;
  if (ownKeys[focused]?.includes(pressed.key)) return undefined;
  switch (pressed.key) {
    case 'ArrowRight':
    case 'PageDown':
      return { kind: 'card', card: neighbour(card, 1) };
    case 'ArrowLeft':
    case 'PageUp':
      return { kind: 'card', card: neighbour(card, -1) };
    case 'Home':
      return { kind: 'card', card: 'overview' };
    case 'End':
      return { kind: 'card', card: cardIds.at(-1) ?? card };
    case ' ':
      return { kind: 'toggle' };
    case 'Escape':
      return { kind: 'end' };
    default:
      return undefined;
  }
}
