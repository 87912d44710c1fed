/** Story: the picture a phone shows. Labels are read from the drawing that the PNG is made of. */
import { describe, expect, test } from 'vitest'
import { chartOf } from '#reports/render/chart.ts'
import { chartSvg } from '#reports/render/chart-svg.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Kind, Report } from '#reports/report.ts'
import { sampleReport } from './sample.ts'

function drawn(kind: Kind, as: 'bar' | 'line', count: number, currency = 'GBP'): Report {
  const report = sampleReport({ currency })
  const start = Date.UTC(2010, 0, 1)
  const rows = Array.from({ length: count }, (_, at) => {
    const day = new Date(start + at * 86_400_000).toISOString().slice(0, 10)
    return { at: kind === 'day' ? day : `Product ${at}`, sum: String((at % 9) * 1500 - 3000) }
  })
  const columns = [
    { key: 'at', title: 'At', kind },
    { key: 'sum', title: 'Net sales', kind: 'money' as const },
  ]
  const section = { key: 's', title: 'Net sales', columns, rows, chart: { as, of: ['sum'] } }
  return { ...report, sections: [section] }
}

function labels(report: Report): string[] {
  const svg = chartSvg(chartOf(report, report.sections[0]!), { width: 1080, height: 620 })
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
}

describe('a chart', () => {
  test.each([1, 2, 31, 400])('of %i days is a PNG at least 1,000 pixels wide', async (count) => {
    const { name, mime, bytes } = await renderReport(drawn('day', 'line', count), 'png')
    expect([name, mime]).toEqual(['daily_sales_2011-01-18.png', 'image/png'])
    const head = Buffer.from(bytes)
    expect(head.subarray(1, 4).toString()).toBe('PNG')
    expect(head.readUInt32BE(16)).toBeGreaterThanOrEqual(1000)
    expect(head.readUInt32BE(20)).toBeGreaterThanOrEqual(600)
  })

  test('has a title, whose it is, and an axis in the currency, below zero too', () => {
    const shown = labels(drawn('day', 'bar', 9))
    expect(shown.join()).toContain('Daily sales: Net sales')
    expect(shown.join()).toContain('Gifts &amp; Co')
    for (const tick of ['-£3,000', '£0', '£3,000', '£9,000']) expect(shown).toContain(tick)
    expect(labels(drawn('day', 'bar', 9, 'INR')).join()).toContain('₹')
  })

  test('of 400 days names some of them, with their year, and none twice', () => {
    const days = labels(drawn('day', 'line', 400)).filter((text) => /^\d+ \w+( 2010)?$/.test(text))
    expect(days.length).toBeGreaterThan(4)
    expect(days.length).toBeLessThan(40)
    expect(new Set(days).size).toBe(days.length)
  })

  test('of 400 products draws the first 25 and says so', () => {
    const shown = labels(drawn('text', 'bar', 400))
    expect(shown).toContain('Product 24')
    expect(shown).not.toContain('Product 25')
    expect(shown.join()).toContain('first 25 of 400')
  })

  test('of a report without one is refused', async () => {
    const none = { ...sampleReport(), sections: [] }
    await expect(renderReport(none, 'png')).rejects.toThrow('There is nothing to draw')
  })
})
