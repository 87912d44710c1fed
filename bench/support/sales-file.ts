/**
 * A file of a wholesaler's invoice lines, made up from a seed in the shape of the public retail data:
 * some four lines in a hundred come back, one in four names no customer, some have no description.
 */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const firstMinute = Date.UTC(2010, 11, 1, 8, 26)
const days = 75
const linesPerInvoice = 21.5
const products = 3_300
const customers = 1_600
const colours = ['RED', 'WHITE', 'IVORY', 'PINK', 'BLUE', 'VINTAGE', 'RETROSPOT', 'REGENCY']
const things = ['HANGING HEART', 'METAL LANTERN', 'CAKESTAND', 'TEA TOWEL', 'LUNCH BAG', 'DOORMAT']

export async function writeSalesFile(
  path: string,
  { lines, seed }: { lines: number; seed: number },
): Promise<string> {
  const chance = chances(seed)
  const file = createWriteStream(path)
  file.write(`${header}\n`)
  for (let written = 0, invoice = 536_365; written < lines; invoice += 1) {
    const size = Math.min(1 + Math.floor(chance() * 2 * linesPerInvoice), lines - written)
    const text = invoiceLines({ invoice, size, place: written / lines, chance })
    if (!file.write(text)) await once(file, 'drain')
    written += size
  }
  file.end()
  await once(file, 'finish')
  return path
}

interface Invoice {
  invoice: number
  size: number
  /** How far into the file, from 0 to 1. */
  place: number
  chance: () => number
}

function invoiceLines({ invoice, size, place, chance }: Invoice): string {
  const day = Math.floor(place * days)
  const minute = Math.floor((place * days - day) * 600)
  const at = new Date(firstMinute + day * 86_400_000 + minute * 60_000)
  const when = at.toISOString().slice(0, 19).replace('T', ' ')
  const isCredit = chance() < 0.14 && size < 12
  const customer = chance() < 0.25 ? '' : `${12_346 + Math.floor(customers * chance() ** 2)}.0`
  const country = chance() < 0.91 ? 'United Kingdom' : 'Germany'
  let text = ''
  for (let line = 0; line < size; line += 1) {
    const product = Math.floor(products * chance() ** 2)
    const quantity = 1 + Math.floor(24 * chance() ** 3)
    const name = `${colours[product % 8]} ${things[product % 6]} ${product}`
    text += `${isCredit ? 'C' : ''}${invoice},${10_000 + product},`
    text += `${chance() < 0.003 ? '' : name},${isCredit ? -quantity : quantity},${when},`
    text += `${(0.21 + (product % 50) * 0.34).toFixed(2)},${customer},${country}\n`
  }
  return text
}

/** Numbers from 0 to 1, the same for the same seed (Mulberry32). */
function chances(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
