/** The body of POST /messages: what Meta takes, and the error it gives for the rest. */
import { z } from 'zod'
import { GraphError } from './graph-error.ts'
import { interactive } from './graph-interactive.ts'
import { templateMessage } from './graph-templates.ts'

const textLengthMax = 4096
const captionLengthMax = 1024
const correlationLengthMax = 512

const asset = z
  .object({ id: z.string().optional(), link: z.url().optional() })
  .refine(({ id, link }) => Boolean(id) !== Boolean(link), 'Give either id or link')
const caption = z
  .string()
  .max(captionLengthMax, `Caption must be at most ${captionLengthMax} characters long`)
  .optional()

const addressed = z.object({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().optional(),
  recipient: z.string().optional(),
  context: z.object({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z
    .string()
    .max(correlationLengthMax, `At most ${correlationLengthMax} characters`)
    .optional(),
})

const contents = {
  text: z.object({
    text: z.object({
      body: z.string().min(1, 'The text is empty').max(textLengthMax),
      preview_url: z.boolean().optional(),
    }),
  }),
  image: z.object({ image: z.object({ caption }).and(asset) }),
  document: z.object({
    document: z.object({ caption, filename: z.string().min(1).max(240).optional() }).and(asset),
  }),
  interactive: z.object({ interactive }),
  template: z.object({ template: templateMessage }),
  reaction: z.object({
    reaction: z.object({ message_id: z.string().min(1), emoji: z.string().max(32) }),
  }),
}
type Contents = { [Kind in keyof typeof contents]: z.output<(typeof contents)[Kind]> }

export type GraphMessage = z.output<typeof addressed> &
  { [Kind in keyof Contents]: { type: Kind } & Contents[Kind] }[keyof Contents]

const readMark = z.object({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.object({ type: z.literal('text') }).optional(),
})
export type ReadMark = z.output<typeof readMark>

/** Throws a `GraphError` for what Meta refuses. */
export function readMessage(body: unknown): GraphMessage | ReadMark {
  if (typeof body !== 'object' || body === null)
    throw new GraphError(100, 'The body is not a JSON object.')
  if ('status' in body) return checked(readMark, body)

  const head = checked(addressed, body)
  if (!head.to && !head.recipient) throw new GraphError(131008, 'to or recipient is required.')
  const type = 'type' in body ? body.type : 'text'
  if (!isKind(type)) throw new GraphError(131051, `Message type "${type}" is not supported here.`)
  const message = { ...head, type, ...checked<object>(contents[type], body) }
  if (type === 'reaction' && head.context)
    throw new GraphError(131009, 'A reaction cannot have a context.')
  return message as GraphMessage
}

function isKind(type: unknown): type is keyof typeof contents {
  return typeof type === 'string' && Object.hasOwn(contents, type)
}

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body)
  if (!error) return data
  const [issue] = error.issues
  const path = issue?.path.map(String) ?? []
  const where = path.map((part, at) => (at === 0 ? part : `['${part}']`)).join('')
  if (issue?.code === 'too_big' && where === "text['body']")
    throw new GraphError(
      100,
      `Param text['body'] must be at most ${textLengthMax} characters long.`,
    )
  const isMissing = path.reduce<unknown>((at, part) => Object(at)[part], body) === undefined
  throw new GraphError(isMissing ? 131008 : 131009, `${where}: ${issue?.message}`)
}
