import { computePrice, readPriceCard } from '@cascade/cost';

const { machines } = readPriceCard();
const machine = machines.find(({ stages }) => !stages)!;

/** What processor time costs on the machine of the example card, in US dollars: round, made-up prices, the same for all entries. */
export const processorPrice = (computeMs: number): number => computePrice(computeMs, machine);
