/** Reads a response's body, and stops as soon as it is longer than it may be. */

/** null when there is more than `bytesMax`, whatever the headers said. */
export async function readCapped(response: Response, bytesMax: number): Promise<Uint8Array | null> {
  const announced = Number(response.headers.get('content-length') ?? 0)
  if (announced > bytesMax) {
    await response.body?.cancel()
    return null
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.byteLength
    if (length > bytesMax) return null // Leaving the loop cancels the stream.
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts, length))
}
