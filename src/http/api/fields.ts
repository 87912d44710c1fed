/** What fields of the API may hold. Money, quantities and costs are decimal strings, ids too. */
import { z } from '@hono/zod-openapi'

/** No lone surrogates and no NUL: no database keeps them. */
const line = /^[^\p{Cc}\p{Cs}]*$/u
const paragraphs = /^[^\0\p{Cs}]*$/u
const amountForm = /^\d{1,12}(\.\d{1,4})?$/
const signedForm = /^-?\d{1,9}(\.\d{1,6})?$/
const quantityForm = /^\d{1,9}(\.\d{1,6})?$/
const decimalForm = /^-?\d+(\.\d+)?$/
const dayForm = /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

export const id = () =>
  z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .openapi({ example: '42' })
export const text = (max: number, min = 1) => formed(line, z.string().min(min).max(max))
export const longText = (max: number, min = 0) => formed(paragraphs, z.string().min(min).max(max))

/** A pattern with its flag left out: that of JSON Schema is always of whole characters. */
export function formed(pattern: RegExp, field = z.string()) {
  return field.regex(pattern).openapi({ pattern: pattern.source })
}
/** Of money, not below zero; at most four decimals. */
export const amount = () => z.string().regex(amountForm).openapi({ example: '450.00' })
export const quantity = () => z.string().regex(quantityForm).openapi({ example: '3' })
export const signedQuantity = () => z.string().regex(signedForm).openapi({ example: '-2' })
/** A business day. */
export const day = () =>
  z
    .string()
    .regex(dayForm)
    .refine((said) => isDay(said), 'There is no such day')
    .openapi({ format: 'date', example: '2026-11-20' })
/** A month of business days. */
export const month = () =>
  z
    .string()
    .regex(/^(19|20)\d\d-(0[1-9]|1[0-2])$/)
    .openapi({ example: '2026-10' })
export const moment = () =>
  z.iso
    .datetime({ offset: true })
    .refine((said) => isMoment(said), 'There is no such moment')
    .openapi({ format: 'date-time', example: '2026-11-20T09:00:00Z' })

/** As they come out. */
export const decimal = () => z.string().regex(decimalForm).openapi({ example: '1350.0000' })
export const stamp = () => z.iso.datetime().openapi({ example: '2026-11-20T09:00:00.000Z' })

const pageMax = 100

/** `?limit=&after=`, for lists that come page by page. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(pageMax).default(50),
  after: id().optional().openapi({ description: '`next` of the page before' }),
}

export const pageOf = (item: z.ZodType) =>
  z.strictObject({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .openapi({ description: '`after` of the next page; null at the end' }),
  })

/** Lists that are short enough to come whole. */
export const listOf = (item: z.ZodType) => z.strictObject({ items: z.array(item) })

export const byId = z.object({ id: id() })

function isDay(said: string): boolean {
  const date = new Date(`${said}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(said)
}

function isMoment(said: string): boolean {
  const year = new Date(said).getUTCFullYear()
  return year >= 1900 && year < 2100
}
