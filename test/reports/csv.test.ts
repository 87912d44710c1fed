/** Story: the file that finance opens in a spreadsheet. */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderReport } from '#reports/render/render.ts'
import type { Report } from '#reports/report.ts'
import { sampleReport } from './sample.ts'

async function csv(report: Report): Promise<string> {
  return Buffer.from((await renderReport(report, 'csv')).bytes).toString('utf8')
}

function lines(text: string): Record<string, string>[] {
  return parse(text, { bom: true, columns: true })
}

describe('a CSV', () => {
  test('begins with a byte order mark and headings, and ends lines as RFC 4180 has it', async () => {
    const file = await renderReport(sampleReport(), 'csv')
    expect([file.name, file.mime]).toEqual(['daily_sales_2011-01-18.csv', 'text/csv'])
    const [head, ...rest] = Buffer.from(file.bytes).toString('utf8').split('\r\n')
    expect(head).toBe('\ufeffSection,Net sales,Orders,Gross margin,Hour,Product,Units')
    expect(rest.at(-1)).toBe('')
  })

  test('of several tables is one table: the headline, then the lines of each, no totals', async () => {
    const text = await csv(sampleReport({ rows: 2, amount: '1234.5' }))
    expect(text.split('\r\n').slice(1, -1)).toEqual([
      'Daily sales,1234.50,84,0.4213,,,',
      'Sales by hour,1234.50,,,8,,',
      'Sales by hour,1234.50,,,9,,',
      'Top products,1234.50,,,,White hanging heart,1',
      'Top products,1234.50,,,,White hanging heart,2',
    ])
  })

  test('of one table is that table', async () => {
    const report = sampleReport({ rows: 1 })
    const text = await csv({ ...report, sections: report.sections.slice(1) })
    expect(text).toBe('\ufeffProduct,Units,Net sales\r\nWhite hanging heart,1,1234.56\r\n')
  })

  test('keeps money exact: as many decimals as there are, at least those of the currency', async () => {
    const amountIn = async (currency: string, amount: string) =>
      lines(await csv(sampleReport({ currency, amount })))[0]!['Net sales']
    expect(await amountIn('GBP', '-2.125')).toBe('-2.125')
    expect(await amountIn('GBP', '7.5000')).toBe('7.50')
    expect(await amountIn('JPY', '7.0')).toBe('7')
    expect(await amountIn('KWD', '7')).toBe('7.000')
    expect(await amountIn('GBP', '98765432109876543.21')).toBe('98765432109876543.21')
  })

  test('holds the control totals', async () => {
    const side = (value: string) => ({ label: 'sum', value })
    const control = { name: 'Hours', left: side('1'), right: side('3'), difference: '-2' }
    const report = { ...sampleReport(), controls: [{ ...control, ties: false }] }
    expect(lines(await csv(report)).at(-1)).toMatchObject({
      Section: 'Control totals',
      Control: 'Hours',
      Counted: '1.00',
      Reported: '3.00',
      Difference: '-2.00',
      Result: 'DOES NOT TIE',
    })
  })

  test('writes a control total of counts as counts', async () => {
    const side = (value: string) => ({ label: 'all', value })
    const control = { name: 'Entries', left: side('3'), right: side('3'), difference: '0' }
    const counts = { ...control, ties: true, kind: 'count' as const }
    expect(lines(await csv({ ...sampleReport(), controls: [counts] })).at(-1)).toMatchObject({
      Counted: '3',
      Difference: '0',
      Result: 'PASS',
    })
  })

  test('starts no formula, whatever a name says; numbers below zero stay numbers', async () => {
    const starts = [
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\0',
      '＝',
      '＋',
      '－',
      '＠',
      '"',
      ' ',
      'a',
    ]
    const name = fc
      .tuple(fc.constantFrom('', ...starts), fc.string({ unit: 'binary' }))
      .map((parts) => parts.join(''))
    const amount = fc
      .tuple(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.nat(99))
      .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`)
    await fc.assert(
      fc.asyncProperty(name, amount, async (name, amount) => {
        const text = await csv(sampleReport({ names: [name], rows: 1, amount }))
        const row = lines(text).at(-1)!
        expect(row.Product).toBe(/^[=+\-@\t\r\n\0＝＋－＠]/.test(name) ? `'${name}` : name)
        expect(row['Net sales']).toBe(amount)
        expect(text).toContain(`Top products,${amount},`)
      }),
      { numRuns: 300 },
    )
  })
})
