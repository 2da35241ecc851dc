export { audioMinutePrice, type CostFactors, computePrice, trafficFactor } from './cost-equation.ts';
export { CostLedger, type CostSummary, type GroupCost, type StageCost, summarizeCost } from './cost-summary.ts';
export {
  cardName,
  exampleCardPath,
  type PriceCard,
  priceCardSchema,
  readPriceCard,
  withUtilization,
} from './price-card.ts';
export { priceTurn, type TurnPrice } from './price-turn.ts';
export { type Charge, type ChargePart, chargeParts, isWasted, turnCharges } from './turn-charges.ts';
export { type Scenario, type WhatIf, whatIf } from './what-if.ts';
