/** `tillie ask`: a question in the terminal, or a file of them, answered as in a chat. */
import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { type Role, roles } from '#domain/identity.ts'
import { openHouse, orgOrDemo } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { openConversation, type Said } from './conversation.ts'
import {
  type Common,
  configOf,
  logOf,
  print,
  printJson,
  type Terminal,
  withCommon,
} from './terminal.ts'

const linesMax = 100_000

interface AskOptions extends Common {
  as: Role
  json?: boolean
  batch?: string
  conversation?: string
}

const line = z.object({
  as: z.enum(roles).optional(),
  text: z.string().min(1),
  now: z.iso.datetime({ offset: true }).optional(),
  image: z.string().optional(),
  conversation: z.union([z.string(), z.number()]).optional(),
})
type Line = z.output<typeof line>

export function addAsk(program: Command, terminal: Terminal) {
  withCommon(program.command('ask'))
    .description('ask a question in the terminal')
    .argument('[question]', 'in the words you would use in a chat')
    .addOption(new Option('--as <role>', 'who is asking').choices(roles).default('owner'))
    .option('--conversation <name>', 'go on with the conversation of that name, e.g. to say yes')
    .option('--json', 'print one JSON object per answer and nothing else')
    .option(
      '--batch <file>',
      'one {"as","text","now","conversation"} per line, in JSON; needs --json',
    )
    .action((question: string | undefined, options: AskOptions, command: Command) => {
      if ((question === undefined) === (options.batch === undefined))
        command.error('error: give one question, or --batch with a file of them')
      if (options.batch && !options.json) command.error('error: --batch needs --json')
      return options.batch
        ? askAll(terminal, options, readLines(options.batch))
        : askOne(terminal, options, question!)
    })
}

function askOne(terminal: Terminal, options: AskOptions, text: string) {
  return withHouse(terminal, options, async (open) => {
    const said = await open(options.conversation).ask({ as: options.as, text })
    if (options.json) printJson(terminal, said)
    else print(terminal, asText(said))
  })
}

/** Lines of one `conversation` follow each other; any other line stands alone. */
function askAll(terminal: Terminal, options: AskOptions, lines: Line[]) {
  return withHouse(terminal, options, async (open) => {
    const conversations = new Map<string, ReturnType<typeof open>>()
    for (const { as = options.as, text, now, image, conversation } of lines) {
      const key = conversation === undefined ? null : String(conversation)
      const talk = (key !== null && conversations.get(key)) || open()
      if (key !== null) conversations.set(key, talk)
      const moment = now ? new Date(now) : undefined
      printJson(terminal, await talk.ask({ as, text, now: moment, hasPicture: Boolean(image) }))
    }
  })
}

async function withHouse(
  terminal: Terminal,
  options: AskOptions,
  work: (open: (key?: string) => ReturnType<typeof openConversation>) => Promise<void>,
) {
  const config = configOf(terminal, options)
  const { now } = options
  const house = await openHouse(config, {
    log: logOf(terminal, config),
    ...(now && { clock: () => now }),
  })
  try {
    const org = await orgOrDemo(house, config.TILLIE_ORG)
    await work((key) => openConversation(house, org, key))
  } finally {
    await house.close()
  }
}

function readLines(path: string): Line[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new Refusal(`The file ${path} cannot be read.`)
  }
  const lines = text
    .split('\n')
    .map((words, index) => ({ words, number: index + 1 }))
    .filter(({ words }) => words.trim())
  if (lines.length > linesMax)
    throw new Refusal(`${path} has ${lines.length} lines; ${linesMax} are the most at once.`)
  return lines.map(({ words, number }) => readLine(path, words, number))
}

function readLine(path: string, words: string, number: number): Line {
  let json: unknown
  try {
    json = JSON.parse(words)
  } catch {
    throw new Refusal(`Line ${number} of ${path} is not JSON.`)
  }
  const parsed = line.safeParse(json)
  if (parsed.success) return parsed.data
  const { path: where, message } = parsed.error.issues[0]!
  throw new Refusal(`Line ${number} of ${path}: ${where.join('.') || 'it'}: ${message}.`)
}

function asText({ reply, attachments, buttons }: Said): string {
  return [
    reply.replaceAll('**', ''),
    ...attachments.map(({ path, mime }) => `  ${path} (${mime})`),
    ...buttons.map(({ title }) => `  [${title}]`),
  ].join('\n')
}
