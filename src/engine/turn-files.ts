/** The files of a turn: frozen by the desk as runs of reports, or only rendered where nothing is kept. */
import type { FileFormat } from '#domain/report-runs.ts'
import type { Made } from '#reports/desk.ts'
import { hasNotes } from '#reports/insights/find.ts'
import { reportText } from '#reports/render/text.ts'
import type { Format, Receipt, RenderedFile, Report } from '#reports/report.ts'
import type { NamedRun, ToolResult } from './tool.ts'
import type { Turn } from './turn.ts'

const filesMax = 6
/** A pack is waited for so long; it is made to its end all the same, and then sent by itself. */
const packMsUsual = 45_000
/** Said where a file was promised and there is none. */
export const noFile = 'The file could not be made just now. Please ask for it again.'
const notYet = 'It takes longer to make than we wait here; ask for it again in a few minutes.'
const comesHere = 'It takes a while to make: it comes here by itself as soon as it is ready.'

export interface TurnFiles {
  files: RenderedFile[]
  /** What is to be said of them beside the answer. */
  texts: string[]
  receipts: Receipt[]
  /** Runs that are still being made; the chat is promised them. */
  awaits: string[]
}

/** No transaction is open here: drawing a page takes its time. */
export async function filesOf(turn: Turn, results: ToolResult[]): Promise<TurnFiles> {
  const files = new Map<string, RenderedFile>()
  const [texts, receipts]: [Set<string>, Receipt[]] = [new Set(), []]
  const awaits: string[] = []
  for (const { report, formats = [], run, makes } of results) {
    if (files.size >= filesMax) break
    try {
      if (report && formats.length > 0) keep(await drawn(turn, report, formats, run))
      if (makes) await make(makes)
    } catch (error) {
      turn.log.error({ err: error, orgId: turn.asked.org.id }, 'no file was made')
      texts.add(noFile)
    }
  }
  return { files: [...files.values()], texts: [...texts], receipts, awaits }

  function keep(drawn: RenderedFile[]) {
    for (const file of drawn) if (files.size < filesMax) files.set(file.name, file)
  }

  async function make({ formats, ...run }: NonNullable<ToolResult['makes']>) {
    const { desk, packMsMax = packMsUsual } = turn
    const made = await desk?.make(turn.asked.org.id, asked(turn, run, formats), packMsMax)
    if (!made) texts.add(noFile)
    else if (made.is === 'later') promise(made.id)
    else if (made.is === 'failed') texts.add(made.error)
    else {
      keep(made.files)
      texts.add(told(turn, made))
      receipts.push(...made.report.receipts)
    }
  }

  /** Outside of a chat there is nowhere to send it to. */
  function promise(id: string) {
    texts.add(turn.asked.conversationId ? comesHere : notYet)
    awaits.push(id)
  }
}

/** All forms of one report at once: they are of one run. */
async function drawn(turn: Turn, report: Report, formats: Format[], run?: NamedRun) {
  if (turn.desk && run) {
    const request = asked(turn, run, [...new Set(formats)])
    return (await turn.desk.keep(turn.asked.org.id, request, report)).files
  }
  return Promise.all(formats.map((format) => turn.render(report, format)))
}

function asked({ asked: { actor, now } }: Turn, run: NamedRun, formats: FileFormat[]) {
  const wantsInsights = hasNotes(run.type)
  return { ...run, formats, via: 'chat' as const, requestedBy: actor.userId, wantsInsights, now }
}

function told({ words }: Turn, { report }: Made): string {
  return reportText({ ...report, sections: [] }, words)
}
