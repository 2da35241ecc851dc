import type { DecisionKind } from '@cascade/contracts';
import type { TurnEffect } from './turn-events.ts';
import type { OpenTurn, TurnPause, TurnState } from './turn-state.ts';

/** One run of the reducer: the state as far as it has got, and the effects so far. Never outlives the call. */
export class Step {
  state: TurnState;
  readonly atMs: number;
  readonly effects: TurnEffect[] = [];

  constructor(state: TurnState, atMs: number) {
    this.state = state;
    this.atMs = atMs;
  }

  update(change: Partial<TurnState>): void {
    this.state = { ...this.state, ...change };
  }

  updateTurn(change: Partial<OpenTurn>): void {
    const { turn } = this.state;
    if (turn) this.update({ turn: { ...turn, ...change } });
  }

  updatePause(change: Partial<TurnPause>): void {
    const pause = this.state.turn?.pause;
    if (pause) this.updateTurn({ pause: { ...pause, ...change } });
  }

  emit(effect: TurnEffect): void {
    this.effects.push(effect);
  }

  /** @param reason a sentence with its numbers, and none of the user's words */
  decide(kind: DecisionKind, turnId: string, reason: string): void {
    this.emit({ type: 'turn-decision', turnId, kind, reason, atMs: this.atMs });
  }

  nextTurnId(): string {
    this.update({ turnCount: this.state.turnCount + 1 });
    return `turn_${this.state.idSeed}_${this.state.turnCount}`;
  }

  nextResponseId(): string {
    this.update({ responseCount: this.state.responseCount + 1 });
    return `resp_${this.state.idSeed}_${this.state.responseCount}`;
  }

  /** The turn that a decision is about when no turn is open: '' before the first one. */
  currentTurnId(): string {
    const { turn, response, lastCommitted } = this.state;
    return turn?.turnId ?? response?.turnId ?? lastCommitted?.turnId ?? '';
  }
}
