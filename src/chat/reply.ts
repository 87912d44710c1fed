/** Shapes an answer for a channel: length, buttons, lists, files; one message per turn where it fits. */
import { harmless } from '#kit/harmless.ts'
import { fileLinkHours } from './file-link.ts'
import type { Choice, FileRef, Outgoing } from './message.ts'
import { shorten, split } from './split.ts'

/** Lengths in UTF-16 units, as the platforms count them. */
export interface ChannelLimits {
  textLengthMax: number
  captionLengthMax: number
  buttonsMax: number
  buttonTitleLengthMax: number
  /** Text of a message that carries buttons. */
  buttonTextLengthMax: number
  /** 0: the channel has no lists; buttons go on in rows. */
  listRowsMax: number
  listTitleLengthMax: number
  listDescriptionLengthMax: number
  /** MIME types sent as documents as they are; others need another form. null: any. */
  documentMimes: readonly string[] | null
}

export interface Shaping {
  text: string
  files: FileRef[]
  choices: Choice[]
  /** Where a file can be fetched that the channel does not carry. */
  linkOf?(file: FileRef): string
}

/** How the choices go out. As numbered lines they are answered by their number. */
type Offering =
  | { as: 'nothing' }
  | { as: 'buttons' | 'list'; choices: Choice[]; textLengthMax: number }
  | { as: 'lines'; lines: string }

const listLabel = 'Choose'
const imageMimes = ['image/png', 'image/jpeg']

export function shape(shaping: Shaping, limits: ChannelLimits): Outgoing[] {
  const { files, linkOf } = shaping
  const text = harmless(shaping.text)
  const choices = shaping.choices.map(safe)
  const { sendable, note } = fitFiles(files, { ...limits, linkOf })
  const offering = offer(choices, text.length, limits)
  const lines = offering.as === 'lines' ? offering.lines : ''
  const words = [text.trim(), note, lines].filter(Boolean).join('\n\n')
  const caption = captionFor(words, offering, limits)
  if (sendable.length > 0 && caption) return captioned(sendable, caption)
  return [...shapeText(words, offering, limits), ...sendable.map(bareFile)]
}

/** Titles come from records, as words do. */
function safe(choice: Choice): Choice {
  const { title, description } = choice
  return { ...choice, title: harmless(title), description: description && harmless(description) }
}

/** Files that the channel takes, and a sentence on those it does not. */
function fitFiles(
  files: FileRef[],
  { documentMimes, linkOf }: Pick<ChannelLimits, 'documentMimes'> & Pick<Shaping, 'linkOf'>,
) {
  const sendable: FileRef[] = []
  const left: FileRef[] = []
  for (const file of files) {
    const takesIt = !documentMimes || isImage(file) || documentMimes.includes(file.mime)
    if (takesIt) sendable.push(file)
    // A table of words is a text to any channel that takes texts.
    else if (/^text\//.test(file.mime) && documentMimes.includes('text/plain'))
      sendable.push({ ...file, name: `${file.name}.txt`, mime: 'text/plain' })
    else left.push(file)
  }
  const note = left.map((file) => leftBehind(file, linkOf)).join('\n')
  return { sendable, note }
}

function leftBehind(file: FileRef, linkOf: Shaping['linkOf']): string {
  const cannot = `This chat cannot carry ${file.name}.`
  if (!linkOf) return cannot
  return `${cannot} Fetch it here (works for ${fileLinkHours} hours): ${linkOf(file)}`
}

function offer(choices: Choice[], textLength: number, limits: ChannelLimits): Offering {
  if (choices.length === 0) return { as: 'nothing' }
  const { buttonsMax, buttonTitleLengthMax, buttonTextLengthMax, listRowsMax } = limits
  const fitsList = choices.length <= listRowsMax
  const fitsButtons = choices.length <= buttonsMax
  const isWhole =
    textLength <= buttonTextLengthMax &&
    choices.every(({ title }) => title.length <= buttonTitleLengthMax)
  if (fitsButtons && (isWhole || !fitsList)) {
    const titled = choices.map(({ token, title }) => ({ token, title }))
    const trimmed = retitle(titled, buttonTitleLengthMax)
    return { as: 'buttons', choices: trimmed, textLengthMax: buttonTextLengthMax }
  }
  if (fitsList)
    return { as: 'list', choices: rows(choices, limits), textLengthMax: limits.textLengthMax }
  return { as: 'lines', lines: choices.map(({ title }, at) => `${at + 1}. ${title}`).join('\n') }
}

/** What a title loses, its description keeps. */
function rows(choices: Choice[], limits: ChannelLimits): Choice[] {
  const { listTitleLengthMax, listDescriptionLengthMax } = limits
  const described = choices.map((choice) => {
    const isCut = choice.title.length > listTitleLengthMax
    const description = choice.description ?? (isCut ? choice.title : undefined)
    return { ...choice, description: description && shorten(description, listDescriptionLengthMax) }
  })
  return retitle(described, listTitleLengthMax)
}

/** Titles of one message must differ, and not be empty. */
function retitle(choices: Choice[], lengthMax: number): Choice[] {
  const taken = new Set<string>()
  return choices.map((choice, at) => {
    const mark = ` ${at + 1}`
    let title = shorten(choice.title.trim(), lengthMax)
    if (!title || taken.has(title))
      title = shorten(choice.title.trim(), lengthMax - mark.length) + mark
    taken.add(title)
    return { ...choice, title: title.trim() }
  })
}

/** The words and buttons that fit under a picture or document, or null. */
function captionFor(words: string, offering: Offering, limits: ChannelLimits) {
  if (offering.as === 'list' || words.length > limits.captionLengthMax) return null
  if (offering.as !== 'buttons') return { caption: words || undefined, choices: undefined }
  if (words.length > limits.buttonTextLengthMax) return null
  return { caption: words || undefined, choices: offering.choices }
}

function captioned(files: FileRef[], under: { caption?: string; choices?: Choice[] }): Outgoing[] {
  return files.map((file, at) => ({ ...bareFile(file), ...(at === 0 ? under : {}) }))
}

function bareFile(file: FileRef): Extract<Outgoing, { is: 'file' }> {
  return { is: 'file', as: isImage(file) ? 'image' : 'document', file }
}

function isImage({ mime }: FileRef): boolean {
  return imageMimes.includes(mime)
}

function shapeText(words: string, offering: Offering, limits: ChannelLimits): Outgoing[] {
  const { textLengthMax } = limits
  if (offering.as === 'nothing' || offering.as === 'lines')
    return split(words, textLengthMax).map((text) => ({ is: 'text', text }))
  const pieces = split(words || listLabel, textLengthMax)
  const last = split(pieces.at(-1)!, Math.min(offering.textLengthMax, textLengthMax))
  const texts: Extract<Outgoing, { is: 'text' }>[] = [...pieces.slice(0, -1), ...last].map(
    (text) => ({ is: 'text', text }),
  )
  const carrier = texts.at(-1)!
  carrier.choices = offering.choices
  if (offering.as === 'list') carrier.listLabel = listLabel
  return texts
}
