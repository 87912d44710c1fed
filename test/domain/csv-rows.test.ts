/** Story: whatever is written in a CSV file, it is read as the parser alone would read it. */
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { csvRows } from '#domain/import/csv-rows.ts'
import { openDice } from '#test/world/dice.ts'

const seed = 20_101_201
const books = 1_000

async function rowsOf(text: string, pieceLength: number): Promise<string[][]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength)
  }
  const rows: string[][] = []
  for await (const some of csvRows(pieces(), ',')) rows.push(...some)
  return rows
}

function byTheParser(text: string): string[][] {
  return parse(text, { delimiter: ',', relax_quotes: true, relax_column_count: true })
}

describe('the same cells as the parser alone', () => {
  const table: [what: string, text: string][] = [
    ['plain rows', 'a,b\n1,2\n3,4\n'],
    ['no line end after the last row', 'a,b\n1,2'],
    ['empty rows and cells', 'a,b\n\n,\n,,\n\n'],
    ['Windows line ends, and a lone one within a cell', 'a,b\r\n1\n2,3\r\n'],
    ['the line ends of old Macs', 'a,b\r1,2\r'],
    ['marks around cells, doubled within', 'a,b\n"x, ""y""","1\n2"\n3,4\n'],
    ['marks within a cell that has none around it', 'a,b\n6" plate,5" cup\n1,2\n'],
    ['marks that close too early', 'a,b\n"x" y,2\n"3",4\n'],
    ['a heading within marks, over two lines', '"a\r\nb",c\n1,2\n'],
  ]
  test.each(table)('%s', async (_what, text) => {
    for (const pieceLength of [1, 3, 1_000])
      expect(await rowsOf(text, pieceLength)).toEqual(byTheParser(text))
  })

  test(`of ${books} random texts, seed ${seed}`, async () => {
    const dice = openDice(seed)
    const words = ['a', 'ß€', ' ', ',', ',', '"', '""', '\n', '\n', '\r\n', '\r', '1.50']
    let compared = 0
    for (let book = 0; book < books; book += 1) {
      const choice = dice.happens(0.5) ? words.filter((word) => word !== '"') : words
      const text = Array.from({ length: dice.whole(0, 24) }, () => dice.one(choice)).join('')
      const expected = outcome(() => byTheParser(text))
      const rows = await rowsOf(text, dice.whole(1, 9)).catch(() => 'refused')
      expect([text, rows]).toEqual([text, expected])
      if (expected !== 'refused') compared += 1
    }
    expect(compared).toBeGreaterThan(books / 2)
  })
})

function outcome<T>(work: () => T): T | 'refused' {
  try {
    return work()
  } catch {
    return 'refused'
  }
}
