/** What a call cost, by the prices that the settings name; models' servers tell tokens, not money. */
import type { Usage } from '#clients/chat-completion.ts'

/** Per million tokens, in US dollars, by the model's name as the audit has it. */
export type Prices = ReadonlyMap<string, { input: number; output: number }>

/** Both null when the price, or the use, is not known. */
export function costOf(
  model: string,
  usage: Usage | undefined,
  prices: Prices,
): { cost: string | null; costCurrency: string | null } {
  const price = prices.get(model)
  if (!price || !usage) return { cost: null, costCurrency: null }
  const millionths = usage.inputTokens * price.input + usage.outputTokens * price.output
  return { cost: (millionths / 1_000_000).toFixed(6), costCurrency: 'USD' }
}
