/** The clock is an argument everywhere; this is its type and the real one. */
export type Clock = () => Date
export const systemClock: Clock = () => new Date()
