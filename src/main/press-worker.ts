/** One thread of the press: a report in, its file out. */
import { parentPort } from 'node:worker_threads'
import { Refusal } from '#kit/refusal.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Format, RenderedFile, Report } from '#reports/report.ts'

export type Printed =
  | { is: 'file'; file: RenderedFile }
  | { is: 'refused'; message: string }
  | { is: 'fault'; fault: Error }

parentPort!.on('message', async ({ report, format }: { report: Report; format: Format }) => {
  const printed = await print(report, format)
  if (printed.is !== 'file') return parentPort!.postMessage(printed)
  // Handed over, not copied: bytes of their own, since a Buffer's may be shared.
  const bytes = new Uint8Array(printed.file.bytes)
  parentPort!.postMessage({ ...printed, file: { ...printed.file, bytes } }, [bytes.buffer])
})

async function print(report: Report, format: Format): Promise<Printed> {
  try {
    return { is: 'file', file: await renderReport(report, format) }
  } catch (fault) {
    if (fault instanceof Refusal) return { is: 'refused', message: fault.message }
    return { is: 'fault', fault: fault as Error }
  }
}
