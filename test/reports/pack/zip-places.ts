/** Where the bytes of a ZIP belong to a file, and where to the ZIP itself. */
export interface Place {
  name: string
  from: number
  to: number
}

/** Where each file's data stands in the ZIP, by its local headers. */
export function placesOf(bytes: Buffer): Place[] {
  const places: Place[] = []
  const end = bytes.indexOf('PK\x05\x06', 0, 'latin1')
  let at = bytes.readUInt32LE(end + 16)
  while (at < end) {
    const [size, length] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)]
    const name = bytes.subarray(at + 46, at + 46 + length).toString()
    const from = bytes.readUInt32LE(at + 42) + 30 + length
    if (size > 0) places.push({ name, from, to: from + size })
    at += 46 + length
  }
  return places
}
