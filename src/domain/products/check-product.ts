/** What a product's fields may hold. A refusal names the field and what to write instead. */
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ProductChanges } from './product.ts'

const lengthMax = { name: 200, sku: 100, barcode: 64, unit: 30, category: 120, option: 80 }
const descriptionLengthMax = 10_000
const leadTimeDaysMax = 3_650
const optionsMax = 10

/** Columns of `products`, in the order in which a change of them is told. */
export interface ProductRow {
  sku: string
  name: string
  barcode: string | null
  unit: string
  category: string | null
  description: string | null
  price: string | null
  tax_rate: string | null
  reorder_point: string | null
  lead_time_days: number | null
  is_stocked: boolean
  options: Record<string, string>
}

/**
 * The fields that were said, clean, as columns. Decimals come out in their shortest form ("450" of
 * "450.00"). Refused: no name or unit, money below zero or with over four decimals, a tax rate that
 * is no ratio.
 */
export function checkProduct(said: ProductChanges): Partial<ProductRow> {
  const row: Partial<ProductRow> = {}
  if (said.name !== undefined) row.name = nameOf(said.name)
  if (said.sku !== undefined) row.sku = needed('SKU', said.sku, lengthMax.sku)
  if (said.unit !== undefined) row.unit = needed('unit', said.unit, lengthMax.unit)
  if (said.barcode !== undefined) row.barcode = optional('barcode', said.barcode, lengthMax.barcode)
  if (said.category !== undefined)
    row.category = optional('category', said.category, lengthMax.category)
  if (said.description !== undefined) row.description = descriptionOf(said.description)
  if (said.price !== undefined) row.price = decimal('price', said.price, 4)
  if (said.taxRate !== undefined) row.tax_rate = ratio(said.taxRate)
  if (said.reorderPoint !== undefined)
    row.reorder_point = decimal('reorder point', said.reorderPoint, 6)
  if (said.leadTimeDays !== undefined) row.lead_time_days = days(said.leadTimeDays)
  if (said.isStocked !== undefined) row.is_stocked = said.isStocked
  if (said.options !== undefined) row.options = optionsOf(said.options)
  return row
}

function nameOf(said: string): string {
  const name = needed('name', said, lengthMax.name)
  if (!/[\p{L}\p{N}]/u.test(name)) throw new Refusal(`The name "${name}" has no letter or digit.`)
  return name
}

function needed(field: string, said: string, max: number): string {
  const text = clean(said)
  if (!text) throw new Refusal(`A product needs a ${field}.`)
  return short(field, text, max)
}

function optional(field: string, said: string | null, max: number): string | null {
  return said === null ? null : short(field, clean(said), max) || null
}

function descriptionOf(said: string | null): string | null {
  if (said === null) return null
  return short('description', harmless(said).toWellFormed().trim(), descriptionLengthMax) || null
}

function clean(said: string): string {
  return harmless(said).toWellFormed().replace(/\s+/g, ' ').trim()
}

function short(field: string, text: string, max: number): string {
  if (text.length > max)
    throw new Refusal(`The ${field} is too long: ${max.toLocaleString('en')} characters at most.`)
  return text
}

function decimal(field: string, said: string | null, places: number): string | null {
  if (said === null) return null
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(said.trim()) ?? []
  const digits = fraction.replace(/0+$/, '')
  if (whole === undefined || digits.length > places)
    throw new Refusal(
      `The ${field} "${said}" is not a number of 0 or more with at most ${places} decimals.`,
    )
  const shown = whole.replace(/^0+(?=\d)/, '')
  return digits ? `${shown}.${digits}` : shown
}

function ratio(said: string | null): string | null {
  const rate = decimal('tax rate', said, 6)
  if (rate === null || /^0(\.|$)/.test(rate) || rate === '1') return rate
  throw new Refusal(`The tax rate ${rate} is over 1: write 16 % as 0.16.`)
}

function days(said: number | null): number | null {
  if (said === null) return null
  if (!Number.isInteger(said) || said < 0 || said > leadTimeDaysMax)
    throw new Refusal(`The lead time is a whole number of days, 0 to ${leadTimeDaysMax}.`)
  return said
}

function optionsOf(said: Record<string, string>): Record<string, string> {
  const options = Object.entries(said).map(([name, value]) => [
    needed('name for each option', name, lengthMax.option),
    needed(`value for the option ${clean(name)}`, value, lengthMax.option),
  ])
  if (options.length > optionsMax) throw new Refusal(`A variant has ${optionsMax} options at most.`)
  return Object.fromEntries(options)
}
