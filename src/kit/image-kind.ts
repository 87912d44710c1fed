/** What kind of picture bytes are, by their own first signs; what a name or a sender says counts nothing. */
export const imageKinds = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const
export type ImageKind = (typeof imageKinds)[number]

/** Null for what is none of them. */
export function imageKindOf(bytes: Uint8Array): ImageKind | null {
  const text = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (/^RIFF.{4}WEBP/s.test(text)) return 'image/webp'
  return null
}
