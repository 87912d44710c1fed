/** Meta's media: what may be uploaded, and the short-lived address under which it is fetched. */
import { createHmac } from 'node:crypto'
import { GraphError } from './graph-error.ts'
import type { Media } from './media.ts'
import type { World } from './world.ts'

const megabyte = 1024 * 1024
const urlLifeMs = 5 * 60_000

type Kind = 'audio' | 'document' | 'image' | 'sticker' | 'video'
const sizeMax: Record<Kind, number> = {
  audio: 16 * megabyte,
  document: 100 * megabyte,
  image: 5 * megabyte,
  sticker: 500 * 1024,
  video: 16 * megabyte,
}
const office = 'application/vnd.openxmlformats-officedocument'
const kinds: Record<string, Kind> = {
  'audio/aac': 'audio',
  'audio/mp4': 'audio',
  'audio/mpeg': 'audio',
  'audio/amr': 'audio',
  'audio/ogg': 'audio',
  'text/plain': 'document',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.ms-powerpoint': 'document',
  [`${office}.wordprocessingml.document`]: 'document',
  [`${office}.spreadsheetml.sheet`]: 'document',
  [`${office}.presentationml.presentation`]: 'document',
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'sticker',
  'video/mp4': 'video',
  'video/3gpp': 'video',
}

/** POST /{phone_number_id}/media. */
export async function upload(
  { media }: World,
  form: Record<string, unknown>,
): Promise<{ id: string }> {
  if (form.messaging_product !== 'whatsapp')
    throw new GraphError(100, 'The parameter messaging_product is required.')
  const { file } = form
  if (!(file instanceof File)) throw new GraphError(100, 'The parameter file is required.')
  const mime = mimeOf(file.type || String(form.type ?? ''))
  const kind = kinds[mime]
  if (!kind)
    throw new GraphError(
      100,
      `Param file must be a file with one of the following types: ${Object.keys(kinds).join(', ')}. Received file of type '${mime || 'application/octet-stream'}'.`,
    )
  if (file.size === 0) throw new GraphError(131053, 'The file is empty.')
  if (file.size > sizeMax[kind])
    throw new GraphError(
      131053,
      `File size is too big: ${kind} files may have ${sizeMax[kind]} bytes.`,
    )
  const bytes = new Uint8Array(await file.arrayBuffer())
  const { id } = media.keep({ bytes, name: file.name, mime })
  return { id }
}

/** What stands under an id; unknown ones are refused with code 100, subcode 33. */
export function found({ media }: World, id: string): Media {
  const file = media.get(id)
  if (file) return file
  throw new GraphError(
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    33,
  )
}

/** The file of an outgoing message; refused when the id is unknown or of another kind. */
export function attached(world: World, id: string, as: 'image' | 'document'): Media {
  const file = world.media.get(id)
  if (!file) throw new GraphError(131009, `Media ID ${id} is not known, or has expired.`)
  const kind = kinds[file.mime]
  // Any listed file may go as a document; an image must be one.
  if (as === 'image' && kind !== 'image')
    throw new GraphError(131053, `Media ID ${id} is ${file.mime}, not an image.`)
  return file
}

/** GET /{media_id}: `address` is where the stand-in serves downloads. */
export function described({ clock, secrets }: World, file: Media, address: string) {
  const expires = clock().getTime() + urlLifeMs
  const proof = proofOf(secrets.appSecret, file.id, expires)
  return {
    url: `${address}/${file.id}?ext=${expires}&hash=${proof}`,
    mime_type: file.mime,
    sha256: Buffer.from(file.sha256, 'base64').toString('hex'),
    file_size: file.bytes.length,
    id: file.id,
    messaging_product: 'whatsapp',
  }
}

/** The bytes, or null when the address has expired or was never given. */
export function downloaded(world: World, id: string, query: Record<string, string>): Media | null {
  const expires = Number(query.ext)
  if (!(expires > world.clock().getTime())) return null
  if (query.hash !== proofOf(world.secrets.appSecret, id, expires)) return null
  return world.media.get(id)
}

function proofOf(secret: string, id: string, expires: number): string {
  return createHmac('sha256', secret).update(`${id}.${expires}`).digest('base64url')
}

function mimeOf(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase()
}
