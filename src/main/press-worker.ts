/** One thread of the press: a report in, its file out. */
import { renderReport } from '#reports/render/render.ts'
import type { RenderedFile } from '#reports/report.ts'
import type { Printing } from './press.ts'
import { serveThread } from './threads.ts'

serveThread(
  async ({ report, format }: Printing): Promise<RenderedFile> => {
    const file = await renderReport(report, format)
    // Handed over, not copied: bytes of their own, since a Buffer's may be shared.
    return { ...file, bytes: new Uint8Array(file.bytes) }
  },
  ({ bytes }) => [bytes.buffer as ArrayBuffer],
)
