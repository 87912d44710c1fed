/** A sale before it is made: its lines, what it comes to, and what is left on the shelf. */
import type { SalePreview } from '#domain/orders/preview-sale.ts'
import type { Words } from '#kit/words.ts'

export function previewLines(
  { money, count, percent }: Words,
  { lines, total, tax, discount, profit, margin, warnings }: SalePreview,
): string[] {
  const isSome = (figure: string) => /[1-9]/.test(figure)
  const aside = [
    isSome(tax) ? `tax ${money(tax)}` : null,
    isSome(discount) ? `discount ${money(discount)}` : null,
    profit !== null ? `profit ${money(profit)}` : null,
    margin !== null ? `margin ${percent(margin)}` : null,
  ].filter((part) => part !== null)
  return [
    ...lines.map(
      ({ name, quantity, unitPrice, total }) =>
        `• ${count(quantity)} × ${name} at ${money(unitPrice)}: ${money(total)}`,
    ),
    `**Total ${money(total)}**${aside.length > 0 ? ` (${aside.join(', ')})` : ''}`,
    ...lines
      .filter(({ stockLeft }) => stockLeft !== null)
      .map(({ name, stockLeft }) => `${name}: ${count(stockLeft!)} left after it`),
    ...warnings,
  ]
}
