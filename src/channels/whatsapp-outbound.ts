/** Our messages as WhatsApp's: text, reply buttons, lists, images, documents, templates. */
import type { SendOptions, Sent } from '#chat/delivery.ts'
import type { Address, Choice, Outgoing } from '#chat/message.ts'
import type { ChannelLimits } from '#chat/reply.ts'
import { withoutMarkup } from './markup.ts'
import type { WhatsappConnection } from './whatsapp-client.ts'
import { sentAfterWhatsappFault } from './whatsapp-errors.ts'
import { documentMimes, formOf, tooLarge } from './whatsapp-files.ts'
import { whatsappText } from './whatsapp-markup.ts'

const reasonLengthMax = 300

type Messages = WhatsappConnection['client']['messages']

export const whatsappLimits: ChannelLimits = {
  textLengthMax: 4096,
  captionLengthMax: 1024,
  buttonsMax: 3,
  buttonTitleLengthMax: 20,
  buttonTextLengthMax: 1024,
  listRowsMax: 10,
  listTitleLengthMax: 24,
  listDescriptionLengthMax: 72,
  documentMimes,
}

/** What every message of one sending has in common. */
type Base = ReturnType<typeof recipientOf> & {
  phoneNumberId: string
  bizOpaqueCallbackData: string
}
type Only<Kind extends Outgoing['is']> = Extract<Outgoing, { is: Kind }>

/** Never throws. */
export async function sendWhatsapp(
  connection: WhatsappConnection,
  message: Outgoing,
  address: Address,
  { correlation, load }: SendOptions,
): Promise<Sent> {
  if (!('chatId' in address || address.phone || address.bsuid)) {
    return refused('no-address', 'There is neither a phone number nor a user id to send to.')
  }
  if (message.is === 'text' && whatsappText(message.text).length > whatsappLimits.textLengthMax) {
    return tooLong(whatsappLimits.textLengthMax)
  }
  const { messages } = connection.client
  const { phoneNumberId } = connection
  const base: Base = { ...recipientOf(address), phoneNumberId, bizOpaqueCallbackData: correlation }
  switch (message.is) {
    case 'text':
      return attempt(() => sendText(messages, base, message))
    case 'template':
      return attempt(() => sendTemplate(messages, base, message))
    case 'file':
      return sendFile(connection, base, message, load)
  }
}

/** Both where known: `to` wins, `recipient` still works after a change of number. */
function recipientOf(address: Address) {
  if ('chatId' in address) return { to: address.chatId, recipientType: 'group' as const }
  const { phone, bsuid } = address
  return { ...(phone && { to: phone }), ...(bsuid && { recipient: bsuid }) } as {
    to: string // Or a recipient alone: the client takes either.
  }
}

/** The client refuses titles, rows and bodies that WhatsApp would refuse, before it calls anybody. */
function sendText(messages: Messages, base: Base, message: Only<'text'>) {
  const { text, choices = [], listLabel = 'Choose', repliesTo } = message
  const body = whatsappText(text)
  const quoting = { ...base, contextMessageId: repliesTo }
  if (choices.length === 0) return messages.sendText({ ...quoting, body, previewUrl: false })
  if (fitsButtons(choices)) {
    const buttons = choices.map(({ token, title }) => ({ id: token, title }))
    return messages.sendInteractiveButtons({ ...quoting, bodyText: body, buttons })
  }
  const rows = choices.map(({ token: id, title, description }) => ({ id, title, description }))
  const list = { bodyText: body, buttonText: listLabel, sections: [{ rows }] }
  return messages.sendInteractiveList({ ...quoting, ...list })
}

function sendTemplate(messages: Messages, base: Base, message: Only<'template'>) {
  const { name, language, parameters, choice } = message
  const body = {
    type: 'body',
    parameters: parameters.map((text) => ({ type: 'text', text: templateText(text) })),
  }
  const button = choice && {
    type: 'button',
    subType: 'quick_reply',
    index: '0',
    parameters: [{ type: 'payload', payload: choice.token }],
  }
  const components = [...(parameters.length > 0 ? [body] : []), ...(button ? [button] : [])]
  return messages.sendTemplate({
    ...base,
    template: { name, language: { code: language }, components },
  })
}

async function sendFile(
  connection: WhatsappConnection,
  base: Base,
  { as, file, caption, choices = [] }: Only<'file'>,
  load: SendOptions['load'],
): Promise<Sent> {
  const { messages } = connection.client
  const { captionLengthMax } = whatsappLimits
  const form = formOf(as, file)
  const text = caption ? whatsappText(caption) : undefined
  if (!form) return refused('media-type', `WhatsApp takes no ${file.mime} as ${as}.`)
  if (file.sizeBytes > form.bytesMax) return tooLarge(form.bytesMax)
  if ((text?.length ?? 0) > captionLengthMax) return tooLong(captionLengthMax)
  if (choices.length > 0 && !fitsButtons(choices)) {
    return refused('buttons', 'A file takes up to 3 buttons with different short titles.')
  }
  const uploaded = await upload(connection, form, () => load(file))
  if (!('id' in uploaded)) return uploaded

  const media = { id: uploaded.id, ...(form.as === 'document' && { filename: form.name }) }
  return attempt(() => {
    if (choices.length > 0) {
      const interactive = mediaWithButtons(form.as, media, text ?? form.name, choices)
      return messages.sendInteractiveRaw({ ...base, interactive })
    }
    return form.as === 'image'
      ? messages.sendImage({ ...base, image: { ...media, caption: text } })
      : messages.sendDocument({ ...base, document: { ...media, caption: text } })
  })
}

/** Built here, since the client's button builder drops a document's name. */
function mediaWithButtons(
  type: 'image' | 'document',
  media: { id: string; filename?: string },
  text: string,
  choices: Choice[],
) {
  const buttons = choices.map(({ token: id, title }) => ({ type: 'reply', reply: { id, title } }))
  return { type: 'button', header: { type, [type]: media }, body: { text }, action: { buttons } }
}

/** Buttons show no descriptions and need different titles; a list takes both. */
function fitsButtons(choices: Choice[]): boolean {
  const { buttonsMax, buttonTitleLengthMax } = whatsappLimits
  const titles = new Set(choices.map(({ title }) => title))
  const isPlain = choices.every(
    ({ title, description }) => title.length <= buttonTitleLengthMax && !description,
  )
  return choices.length <= buttonsMax && titles.size === choices.length && isPlain
}

/** A template's parameter may hold no line breaks, tabs or runs of spaces, and may not be empty. */
function templateText(text: string): string {
  return withoutMarkup(text).replace(/\s+/g, ' ').trim() || '–'
}

async function upload(
  { client, phoneNumberId }: WhatsappConnection,
  form: { mime: string; name: string },
  load: () => Promise<Uint8Array>,
): Promise<{ id: string } | Sent> {
  try {
    const file = new Blob([new Uint8Array(await load())], { type: form.mime })
    const { mime: type, name: fileName } = form
    const { id } = await client.media.upload({ phoneNumberId, type, file, fileName })
    if (id) return { id }
    const reason = 'WhatsApp took the file without giving it an id.'
    return { is: 'retry', afterMs: null, pauses: 'nothing', code: 'upload', reason }
  } catch (error) {
    const sent = sentAfterWhatsappFault(error)
    if (sent.is !== 'unknown') return sent
    // The person has seen nothing yet, so that it is safe to begin again.
    const { reason } = sent
    return { is: 'retry', afterMs: null, pauses: 'nothing', code: 'upload', reason }
  }
}

async function attempt(call: () => Promise<{ messages?: { id?: string }[] }>): Promise<Sent> {
  try {
    const answer = await call()
    const externalId = answer?.messages?.[0]?.id
    if (externalId) return { is: 'sent', externalId }
    return { is: 'unknown', reason: 'WhatsApp answered without a message id.' }
  } catch (error) {
    if (isInvalid(error)) return refused('invalid', error.message.slice(0, reasonLengthMax))
    return sentAfterWhatsappFault(error)
  }
}

/** The client checks lengths before it calls anybody. */
function isInvalid(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return error.name === 'ZodError' || / validation failed: /.test(error.message)
}

function tooLong(lengthMax: number): Sent {
  return refused('text-too-long', `WhatsApp takes ${lengthMax} characters here.`)
}

function refused(code: string, reason: string): Sent {
  return { is: 'failed', code, reason, unreachable: false }
}
