/** To a tenth of a millisecond: finer than any clock here is right. */
export const round = (value: number): number => Math.round(value * 10) / 10;
