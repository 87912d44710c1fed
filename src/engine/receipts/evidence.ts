/** What a figure may be found in: one tool's result, as facts, words and report. */
import type { Report } from '#reports/report.ts'
import type { Json } from '../tool.ts'

export interface ToolEvidence {
  facts: Json
  say: string
  report?: Report
}
