/** From a Cloud API message to what the person sees. */
import type { Bubble, BubbleMedia } from './chats.ts'
import { GraphError } from './graph-error.ts'
import type { Interactive } from './graph-interactive.ts'
import { attached } from './graph-media.ts'
import type { GraphMessage } from './graph-message.ts'
import { fillTemplate } from './graph-templates.ts'
import type { Media } from './media.ts'
import type { World } from './world.ts'

/** Throws a `GraphError` when its media or template is not to be had. */
export function bubbleOf(
  world: World,
  id: string,
  message: Exclude<GraphMessage, { type: 'reaction' }>,
): Bubble {
  const bubble: Bubble = { id, from: 'shop', at: world.clock().toISOString(), tick: 'waiting' }
  const repliesTo = message.context?.message_id
  if (repliesTo && message.type !== 'template') bubble.repliesTo = repliesTo
  switch (message.type) {
    case 'text':
      return { ...bubble, text: message.text.body }
    case 'image':
      return { ...bubble, text: message.image.caption, ...asset(world, 'image', message.image) }
    case 'document': {
      const { caption, filename } = message.document
      return { ...bubble, text: caption, ...asset(world, 'document', message.document, filename) }
    }
    case 'template': {
      const { text, buttons } = fillTemplate(world.templates, message.template)
      return { ...bubble, isTemplate: true, text, buttons: buttons.map((button) => [button]) }
    }
    case 'interactive':
      return { ...bubble, ...interactiveBubble(world, message.interactive) }
  }
}

function interactiveBubble(world: World, interactive: Interactive): Partial<Bubble> {
  const { header, body, footer, action } = interactive
  const top: Partial<Bubble> = { text: body.text, footer: footer?.text }
  if (header?.type === 'text') top.header = header.text
  if (header?.type === 'image') Object.assign(top, asset(world, 'image', header.image))
  if (header?.type === 'document')
    Object.assign(top, asset(world, 'document', header.document, header.document.filename))
  if (header?.type === 'video')
    throw new GraphError(131051, 'This phone plays no video: use an image or a document.')

  if ('buttons' in action) return { ...top, buttons: action.buttons.map(({ reply }) => [reply]) }
  if ('sections' in action)
    return { ...top, list: { label: action.button, sections: action.sections } }
  const { display_text: title, url } = action.parameters
  return { ...top, buttons: [[{ id: url, title, url }]] }
}

function asset(
  world: World,
  kind: 'image' | 'document',
  { id, link }: { id?: string | undefined; link?: string | undefined },
  filename?: string,
): Pick<Bubble, 'media'> {
  if (link) throw new GraphError(131053, 'This phone has no network: upload media and use its id.')
  return { media: bubbleMedia(kind, attached(world, id!, kind), filename) }
}

/** `name` is what the sender called the file. */
export function bubbleMedia(kind: BubbleMedia['kind'], file: Media, name?: string): BubbleMedia {
  const { id, mime, bytes, width, height } = file
  return { id, kind, name: name ?? file.name, mime, sizeBytes: bytes.length, width, height }
}
