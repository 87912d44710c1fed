/**
 * Quantity, price and amount of a row, and what they make of it: a sale, goods that came back,
 * or an adjustment (a price below zero, or money with no quantity, such as a bad debt).
 */
import { RowFault } from './row-fault.ts'

export interface Figures {
  quantity: string
  unitPrice: string | null
  amount: string | null
}

/** What stands in the row; null where there is no such column or the cell is blank. */
export interface Written extends Record<'quantity' | 'price' | 'amount', string | null> {
  hasQuantityColumn: boolean
}

export function figuresOf({ quantity, price, amount, hasQuantityColumn }: Written): Figures {
  const money = price ?? amount
  if (money === null) throw new RowFault('there is no price')
  if (quantity === null && hasQuantityColumn) {
    if (!isNegative(money)) throw new RowFault('there is no quantity')
    return { quantity: '0', unitPrice: null, amount: money }
  }
  if (quantity === null)
    return price !== null
      ? { quantity: isNegative(price) ? '-1' : '1', unitPrice: positive(price), amount: null }
      : { quantity: isNegative(money) ? '-1' : '1', unitPrice: null, amount: money }
  if (price !== null) return { quantity, unitPrice: price, amount: null }
  if (!isZero(quantity))
    return {
      quantity: isNegative(money) ? `-${positive(quantity)}` : positive(quantity),
      unitPrice: null,
      amount: money,
    }
  if (isZero(money)) return { quantity, unitPrice: '0', amount: null }
  if (isNegative(money)) return { quantity: '0', unitPrice: null, amount: money }
  throw new RowFault('there is an amount for a quantity of 0')
}

export function kindOf(
  number: string,
  { quantity, unitPrice, amount }: Figures,
): 'order' | 'return' | 'adjustment' {
  const isAdjustment = /^a[-\s]?\d/i.test(number)
  if (isNegative(quantity)) return isAdjustment ? 'adjustment' : 'return'
  return isNegative(unitPrice ?? amount!) ? 'adjustment' : 'order'
}

/** A credit note's line that is written with positive figures. */
export function asCredit(figures: Figures): Figures {
  const { quantity, unitPrice, amount } = figures
  const isBelowZero = isNegative(quantity) || isNegative(unitPrice ?? amount!)
  return isBelowZero || isZero(quantity) ? figures : { ...figures, quantity: `-${quantity}` }
}

function isNegative(number: string): boolean {
  return number.startsWith('-') && !isZero(number)
}

function isZero(number: string): boolean {
  return !/[1-9]/.test(number)
}

export function positive(number: string): string {
  return number.replace('-', '')
}
