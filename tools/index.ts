/** All that agents can do: the only list. Where two fit a question equally well, the first is taken. */
import type { Tool } from '#engine/tool.ts'
import { askForPersonTool } from './people/ask-for-person.ts'
import { linkAccountTool } from './people/link-account.ts'
import { askSalesTool } from './sales/ask-sales.ts'
import { chartSalesTool } from './sales/chart-sales.ts'
import { dailySalesReportTool } from './sales/daily-sales-report.ts'
import { explainLastAnswerTool } from './sales/explain-last-answer.ts'
import { showHelpTool } from './show-help.ts'

export const tools: Tool[] = [
  explainLastAnswerTool,
  showHelpTool,
  linkAccountTool,
  askForPersonTool,
  dailySalesReportTool,
  chartSalesTool,
  askSalesTool,
]
