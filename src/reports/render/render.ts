/** One report, any form: the file that a chat, a dashboard or a terminal hands on. */
import type { Format, RenderedFile, Report } from '../report.ts'
import { reportPng } from './chart-image.ts'
import { reportCsv } from './csv.ts'
import { reportPdf } from './pdf.ts'

const forms: Record<Format, { mime: string; bytes: (report: Report) => Promise<Uint8Array> }> = {
  pdf: { mime: 'application/pdf', bytes: reportPdf },
  csv: { mime: 'text/csv', bytes: async (report) => reportCsv(report) },
  png: { mime: 'image/png', bytes: reportPng },
}

/** The same report gives the same bytes. Refused for a PNG of a report with nothing to draw. */
export async function renderReport(report: Report, format: Format): Promise<RenderedFile> {
  const { mime, bytes } = forms[format]
  return { name: `${report.name}.${format}`, mime, bytes: await bytes(report) }
}
