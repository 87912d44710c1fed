/** A file as an answer: under its name, to be saved and never run by a browser. */
import { Readable } from 'node:stream'

interface Described {
  name: string
  mime: string
  sizeBytes?: number
}

/** A stream that fails breaks the answer off: nobody takes half a file for a whole one. */
export function fileResponse(
  { name, mime, sizeBytes }: Described,
  body: Uint8Array | Readable | null,
): Response {
  const length = body instanceof Uint8Array ? body.length : sizeBytes
  const sent = body instanceof Readable ? Readable.toWeb(body) : body
  return new Response(sent as ConstructorParameters<typeof Response>[0], {
    headers: {
      'Content-Type': mime,
      'Content-Disposition': dispositionOf(name),
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      ...(length !== undefined && { 'Content-Length': String(length) }),
    },
  })
}

/** RFC 6266: plain letters for old clients, the name as it is for all others. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w.() -]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const isPlain = plain === name
  return `attachment; filename="${plain}"${isPlain ? '' : `; filename*=UTF-8''${exact}`}`
}
