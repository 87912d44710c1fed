/** Story: the page an owner prints. Every figure is read back out of the file. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { wordsFor } from '#kit/words.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Report } from '#reports/report.ts'
import { readPdf } from './read-pdf.ts'
import { type Sample, sampleReport } from './sample.ts'

async function pages(report: Report) {
  return readPdf((await renderReport(report, 'pdf')).bytes)
}

const page = async (sample: Sample) => (await pages(sampleReport(sample))).flat()

describe('a printed report', () => {
  test('is named after the report and is the same file every time, whatever was printed between', async () => {
    const first = await renderReport(sampleReport(), 'pdf')
    await renderReport(
      sampleReport({ names: ['Ωđộ', 'fi ﬁ'], currency: 'VND', locale: 'vi-VN' }),
      'pdf',
    )
    const second = await renderReport(sampleReport(), 'pdf')
    expect(first.name).toBe('daily_sales_2011-01-18.pdf')
    expect(first.mime).toBe('application/pdf')
    expect(hash(first.bytes)).toBe(hash(second.bytes))
    const later = { ...sampleReport(), asOf: '2011-01-19T07:00:00.000Z' }
    expect(hash((await renderReport(later, 'pdf')).bytes)).not.toBe(hash(first.bytes))
  })

  test('says whose it is, which day in which timezone, and as of when', async () => {
    const text = await page({})
    for (const said of ['Gifts & Co', 'Daily sales', 'business days in Europe/London'])
      expect(text).toContain(said)
    expect(text).toContain(wordsFor({ currency: 'GBP', locale: 'en-GB' }).day('2011-01-18'))
    expect(text.join(' ')).toMatch(/as of 19 Jan 2011, 06:00/)
    expect(text).toContain('page 1 of 1')
  })

  test.each([
    ['INR', 'en-IN', '₹'],
    ['VND', 'vi-VN', '₫'],
    ['NGN', 'en-NG', '₦'],
    ['KES', 'en-KE', 'Ksh'],
    ['EUR', 'fr-FR', '€'],
    ['RUB', 'ru-RU', '₽'],
  ])('gives every figure of a business in %s back (%s)', async (currency, locale, sign) => {
    const sample = { currency, locale, rows: 12, amount: '-1234567.5' }
    const text = await page(sample)
    const words = wordsFor({ currency, locale })
    const shown = words.money('-1234567.5')
    expect(shown).toContain(sign)
    expect(text.filter((each) => spaces(each) === spaces(shown)).length).toBeGreaterThan(20)
    expect(text.map(spaces)).toContain(spaces(words.percent('0.4213')))
    expect(text.join()).not.toContain('\ufffd')
  })

  test('prints names of many alphabets, and says of letters that it cannot', async () => {
    const names = ['đường Phố', 'Жёлтый чай', 'Ωμέγα', 'Tea 日本茶 100g', 'Party 🎉\u200d time\n2']
    const text = await page({ names, rows: 5 })
    for (const name of ['đường Phố', 'Жёлтый чай', 'Ωμέγα', 'Tea […] 100g', 'Party […] time 2'])
      expect(text).toContain(name)
    expect(text.join(' ')).toContain('[…] stands for letters that this page cannot print')
    expect((await page({})).join(' ')).not.toContain('[…]')
  })

  test('draws Arabic and Hebrew from right to left', async () => {
    const text = await page({ names: ['قهوة عربية 250g'], rows: 1 })
    const letters = [...'قهوة عربية'].reverse().join('')
    expect(text).toContain(letters)
    expect(text).toContain('250g ')
  })

  test('repeats the headings on every page of 300 rows, and counts the pages', async () => {
    const all = await pages(sampleReport({ rows: 300 }))
    expect(all.length).toBeGreaterThan(4)
    for (const [at, page] of all.entries()) {
      expect(page).toContain(`page ${at + 1} of ${all.length}`)
      if (at > 0)
        expect(page.slice(0, 4)).toEqual([
          'Top products (continued)',
          'Product',
          'Units',
          'Net sales',
        ])
    }
    const units = all.flat().filter((text) => /^\d{1,3}$/.test(text))
    for (let row = 1; row <= 300; row++) expect(units).toContain(String(row))
    expect(all.at(-1)).toContain('4,321')
  })

  test('keeps huge figures whole and cuts long names', async () => {
    const amount = '-98765432109876.54'
    const long = 'A name that nobody would give to anything that is to be sold '.repeat(6)
    const text = await page({ amount, names: [long], business: long, rows: 4 })
    const shown = wordsFor({ currency: 'GBP', locale: 'en-GB' }).money(amount)
    expect(text.filter((each) => each === shown).length).toBeGreaterThan(8)
    expect(text.filter((each) => each.endsWith('…')).length).toBeGreaterThan(4)
  })

  test('of nothing is still a page', async () => {
    const text = await page({ rows: 0 })
    expect(text.filter((each) => each === 'Nothing to show.')).toHaveLength(2)
  })
})

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** All spaces of a locale's figures are one kind here. */
function spaces(text: string): string {
  return text.replace(/\s/g, ' ')
}
