/**
 * A body as bytes, while nobody knows yet who sent it. Small ones are always read; larger ones share
 * a room of fixed size: strangers can neither fill the memory nor keep ordinary posts out.
 */
export type Body =
  | { is: 'whole'; bytes: Uint8Array }
  | { is: 'too-large' }
  /** Too many large bodies at once. */
  | { is: 'no-room' }
  /** The client left, or took too long. */
  | { is: 'cut-off' }

const smallBytesMax = 64 * 1024
const roomBytesMax = 64 * 1024 * 1024

/** Reads bodies of at most `bytesMax`, however long they say they are. Never throws. */
export function openBodies(bytesMax: number): { read(request: Request): Promise<Body> } {
  let held = 0
  return { read }

  async function read(request: Request): Promise<Body> {
    const { headers } = request
    // The parser holds a client to the length that it told.
    const told = headers.has('transfer-encoding') ? null : headers.get('content-length')
    if (told !== null && Number(told) > bytesMax) return { is: 'too-large' }
    try {
      if (told === null || Number(told) > smallBytesMax) return await counted(request.body ?? [])
      return { is: 'whole', bytes: new Uint8Array(await request.arrayBuffer()) }
    } catch {
      return { is: 'cut-off' }
    }
  }

  async function counted(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Body> {
    const parts: Uint8Array[] = []
    let length = 0
    let counts = 0
    try {
      for await (const part of body) {
        parts.push(part)
        length += part.byteLength
        if (length > bytesMax) return { is: 'too-large' } // Leaving the loop cancels the stream.
        if (length <= smallBytesMax) continue
        counts += part.byteLength
        held += part.byteLength
        if (held > roomBytesMax) return { is: 'no-room' }
      }
      return { is: 'whole', bytes: Buffer.concat(parts, length) }
    } finally {
      held -= counts
    }
  }
}
