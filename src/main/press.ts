/**
 * The press: pages and charts are drawn in threads of their own, so that a report of many pages keeps
 * no webhook waiting.
 */
import type { Format, RenderedFile, Report } from '#reports/report.ts'
import { openThreads } from './threads.ts'

export interface Press {
  /** As `renderReport`. Fails when the press is closed, has too much in hand, or is too slow. */
  render(report: Report, format: Format): Promise<RenderedFile>
  /** Whatever is still in hand fails; no thread is left. */
  close(): Promise<void>
}

export interface PressOptions {
  workersMax?: number
  /** From the moment that a thread takes the file in hand. */
  renderMsMax?: number
  worker?: URL
}

export interface Printing {
  report: Report
  format: Format
}

const own = new URL('./press-worker.ts', import.meta.url)

export function openPress(options: PressOptions = {}): Press {
  const { workersMax = 2, renderMsMax: msMax = 20_000, worker = own } = options
  const threads = openThreads<Printing, RenderedFile>({
    name: 'the press',
    worker,
    workersMax,
    msMax,
  })
  return {
    render: (report, format) => threads.do({ report, format }, `${report.name}.${format}`),
    close: threads.close,
  }
}
