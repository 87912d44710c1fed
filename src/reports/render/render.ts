/** One report, any form: the file that a chat, a dashboard or a terminal hands on. */
import type { Format, RenderedFile, Report } from '../report.ts'

/** What draws is large: each form opens its own tools, when it is first asked for. */
const forms: Record<Format, { mime: string; bytes: (report: Report) => Promise<Uint8Array> }> = {
  pdf: {
    mime: 'application/pdf',
    bytes: async (report) => (await import('./pdf.ts')).reportPdf(report),
  },
  csv: {
    mime: 'text/csv',
    bytes: async (report) => (await import('./csv.ts')).reportCsv(report),
  },
  png: {
    mime: 'image/png',
    bytes: async (report) => (await import('./chart-image.ts')).reportPng(report),
  },
  xlsx: {
    mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: async (report) => (await import('./xlsx.ts')).reportXlsx(report),
  },
}

/** The same report gives the same bytes. Refused for a PNG of a report with nothing to draw. */
export async function renderReport(report: Report, format: Format): Promise<RenderedFile> {
  const { mime, bytes } = forms[format]
  return { name: `${report.name}.${format}`, mime, bytes: await bytes(report) }
}
