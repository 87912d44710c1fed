/** `tillie ask`: a question in the terminal, or a file of them, answered as in a chat. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { type Role, roles } from '#domain/identity.ts'
import { pictureBytesMax } from '#domain/pictures/limits.ts'
import { orgOrDemo } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { openConversation, type Question, refusedWith, type Said } from './conversation.ts'
import { type Common, print, printJson, type Terminal, withCommon, withHouse } from './terminal.ts'

const linesMax = 100_000

interface AskOptions extends Common {
  as: Role
  json?: boolean
  batch?: string
  image?: string
  conversation?: string
}

const line = z
  .object({
    as: z.enum(roles).optional(),
    text: z.string().default(''),
    now: z.iso.datetime({ offset: true }).optional(),
    image: z.string().optional(),
    conversation: z.union([z.string(), z.number()]).optional(),
  })
  .refine(({ text, image }) => text !== '' || image !== undefined, 'it has neither text nor image')
type Line = z.output<typeof line>

export function addAsk(program: Command, terminal: Terminal) {
  withCommon(program.command('ask'))
    .description('ask a question in the terminal')
    .argument('[question]', 'in the words you would use in a chat')
    .addOption(new Option('--as <role>', 'who is asking').choices(roles).default('owner'))
    .option('--conversation <name>', 'go on with the conversation of that name, e.g. to say yes')
    .option('--image <file>', 'a picture that goes with the question, or stands for it')
    .option('--json', 'print one JSON object per answer and nothing else')
    .option(
      '--batch <file>',
      'one {"as","text","now","image","conversation"} per line, in JSON; needs --json',
    )
    .action((question: string | undefined, options: AskOptions, command: Command) => {
      const asks = question !== undefined || options.image !== undefined
      if (asks === (options.batch !== undefined))
        command.error('error: give one question, or --batch with a file of them')
      if (options.batch && !options.json) command.error('error: --batch needs --json')
      return options.batch
        ? askAll(terminal, options, readLines(options.batch))
        : askOne(terminal, options, question ?? '')
    })
}

function askOne(terminal: Terminal, options: AskOptions, text: string) {
  const { as, image, conversation } = options
  const photo = image === undefined ? undefined : readPicture(image)
  return withConversations(terminal, options, async (open) => {
    const said = await open(conversation).ask({ as, text, photo })
    if (options.json) printJson(terminal, said)
    else print(terminal, asText(said))
  })
}

/** Lines of one `conversation` follow each other; any other line stands alone. */
function askAll(terminal: Terminal, options: AskOptions, lines: Line[]) {
  return withConversations(terminal, options, async (open) => {
    const conversations = new Map<string, ReturnType<typeof open>>()
    for (const { as = options.as, text, now, image, conversation } of lines) {
      const key = conversation === undefined ? null : String(conversation)
      const talk = (key !== null && conversations.get(key)) || open()
      if (key !== null) conversations.set(key, talk)
      const moment = now ? new Date(now) : undefined
      const said = { as, text, now: moment }
      printJson(terminal, await askWith(talk, said, image, dirname(options.batch!)))
    }
  })
}

/** One picture that cannot be read spoils one answer, not the batch. */
async function askWith(
  talk: ReturnType<typeof openConversation>,
  question: Omit<Question, 'photo'>,
  image: string | undefined,
  folder: string,
): Promise<Said> {
  if (!image) return talk.ask(question)
  const beside = resolve(folder, image)
  try {
    const photo = readPicture(existsSync(image) ? image : beside)
    return await talk.ask({ ...question, photo })
  } catch (error) {
    if (error instanceof Refusal) return refusedWith(error.message)
    throw error
  }
}

function withConversations(
  terminal: Terminal,
  options: AskOptions,
  work: (open: (key?: string) => ReturnType<typeof openConversation>) => Promise<void>,
) {
  return withHouse(terminal, options, async (house) => {
    const org = await orgOrDemo(house, house.config.TILLIE_ORG)
    await work((key) => openConversation(house, org, key))
  })
}

/** Its bytes; whether it is a picture, they tell later. */
function readPicture(path: string): Uint8Array {
  try {
    if (statSync(path).size > pictureBytesMax)
      throw new Refusal(`The file ${path} is over ${pictureBytesMax / 1_000_000} MB.`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`The file ${path} cannot be read.`)
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
