/** Quantities as a person gives them: decimal strings, looked at but never computed with. */
import { Refusal } from '#kit/refusal.ts'

const decimal = /^[-+]?\d{1,15}(\.\d{1,6})?$/

/** Refused when it is not a number above zero; `what` begins the sentence: "A quantity". */
export function requireAboveZero(quantity: string, what: string): void {
  requireNumber(quantity, what)
  if (quantity.startsWith('-') || isZero(quantity))
    throw new Refusal(`${what} must be above zero, not ${quantity}.`)
}

export function requireNotBelowZero(quantity: string, what: string): void {
  requireNumber(quantity, what)
  if (quantity.startsWith('-') && !isZero(quantity))
    throw new Refusal(`${what} cannot be below zero: ${quantity}.`)
}

export function requireNumber(quantity: string, what: string): void {
  if (!decimal.test(quantity)) throw new Refusal(`${what} must be a number, not "${quantity}".`)
}

export function isZero(quantity: string): boolean {
  return !/[1-9]/.test(quantity)
}

/** "-3" of "3". */
export function negated(quantity: string): string {
  if (quantity.startsWith('-')) return quantity.slice(1)
  return `-${quantity.replace(/^\+/, '')}`
}
