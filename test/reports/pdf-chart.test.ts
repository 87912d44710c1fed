/** Story: a chart on paper says what the picture on the phone says, and stands where its figures are. */
import { describe, expect, test } from 'vitest'
import { chartOf } from '#reports/render/chart.ts'
import { chartSvg } from '#reports/render/chart-svg.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Kind, Report } from '#reports/report.ts'
import { type Path, readPaths, readPdf } from './read-pdf.ts'
import { sampleReport } from './sample.ts'

const bars = '#0f766e'
const scale = '#e4e7ec'

type Drawn = { kind: Kind; as: 'bar' | 'line'; sums: (string | null)[]; of?: string[] }

/** One section alone, whose chart is all that the page draws in these colours below the heading. */
function drawn({ kind, as, sums, of = ['sum'] }: Drawn): Report {
  const label = (at: number) =>
    kind === 'day' ? `2010-01-${String(at + 1).padStart(2, '0')}` : `Tea of sort ${at}`
  const columns = [
    { key: 'at', title: 'At', kind },
    { key: 'sum', title: 'Net sales', kind: 'money' as const },
    { key: 'returns', title: 'Returns', kind: 'money' as const },
  ]
  const rows = sums.map((sum, at) => ({ at: label(at), sum, returns: '1500' }))
  const section = { key: 's', title: 'The drawing', columns, rows, chart: { as, of } }
  return { ...sampleReport(), figures: [], sections: [section] }
}

async function onPaper(report: Report) {
  const { bytes } = await renderReport(report, 'pdf')
  const texts = readPdf(bytes).flat()
  const said = texts.slice(texts.indexOf('The drawing') + 1, texts.indexOf('At'))
  return { said, paths: readPaths(bytes) }
}

function inPicture(report: Report): string[] {
  const svg = chartSvg(chartOf(report, report.sections[0]!), { width: 1080, height: 620 })
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
  return texts.filter((text) => !/The drawing|Gifts/.test(text))
}

const heights = ({ points }: Path) => points.map(([, y]) => y).sort((a, b) => a - b)

/** A line for each step of the scale, in one go. */
function stepsOf(paths: Path[]): number[] {
  return heights(paths.find(({ stroked, starts }) => stroked === scale && starts > 2)!)
}

describe('a chart on paper', () => {
  test.each<[string, Drawn]>([
    ['bars of days', { kind: 'day', as: 'bar', sums: ['5000', '12345.67', '-2500', null, '0'] }],
    ['a line', { kind: 'day', as: 'line', sums: ['100', '250', '75.5'] }],
    ['named bars', { kind: 'text', as: 'bar', sums: ['1250000', '-48000', '3'] }],
    ['two sums', { kind: 'day', as: 'bar', sums: ['800', '1600'], of: ['sum', 'returns'] }],
    ['nothing known', { kind: 'day', as: 'bar', sums: [null, null] }],
  ])('says of %s what the picture says', async (_, drawing) => {
    const { said } = await onPaper(drawn(drawing))
    expect(said.length).toBeGreaterThan(5)
    expect([...said].sort()).toEqual(inPicture(drawn(drawing)).sort())
  })

  test('ends each bar on the line of its figure, above zero or below', async () => {
    const { paths } = await onPaper(drawn({ kind: 'day', as: 'bar', sums: ['9000', '-6000'] }))
    const lines = [...new Set(stepsOf(paths))]
    const bar = heights(paths.filter(({ filled }) => filled === bars).at(-1)!)
    const [top, zero, bottom] = [lines[0]!, lines[3]!, lines[5]!]
    expect(lines).toHaveLength(6)
    expect(bar[0]).toBeCloseTo(top, 2)
    expect(bar.at(-1)).toBeCloseTo(bottom, 2)
    expect(bar.filter((y) => Math.abs(y - zero) < 0.01)).toHaveLength(4)
    expect((bottom - zero) / (zero - top)).toBeCloseTo(2 / 3, 2)
  })

  test('breaks a line where nothing is known, and dots a day that stands alone', async () => {
    const sums = ['1', '2', null, '3', null, '4', '5']
    const { paths } = await onPaper(drawn({ kind: 'day', as: 'line', sums }))
    const line = paths.find(({ stroked }) => stroked === bars)!
    expect(line.starts).toBe(3)
    expect(line.points).toHaveLength(5)
    const dots = paths.filter(({ filled }) => filled === bars).at(-1)!
    expect(dots.starts).toBe(5)
  })

  test('grows with its names, and stays on one page', async () => {
    const sums = Array.from({ length: 40 }, (_, at) => String(at * 10))
    const { said, paths } = await onPaper(drawn({ kind: 'text', as: 'bar', sums }))
    expect(said).toContain('Tea of sort 24')
    expect(said).not.toContain('Tea of sort 25')
    const lines = stepsOf(paths)
    expect(lines.at(-1)! - lines[0]!).toBeGreaterThan(25 * 11)
    expect(lines.at(-1)).toBeLessThan(800)
  })

  test('of many days names as many as stand side by side', async () => {
    const sums = Array.from({ length: 31 }, (_, at) => String(at))
    const { said } = await onPaper(drawn({ kind: 'day', as: 'line', sums }))
    const days = said.filter((text) => text.endsWith('Jan'))
    expect(days[0]).toBe('1 Jan')
    expect(days.length).toBeGreaterThan(8)
    expect(days.length).toBeLessThan(31)
  })
})
