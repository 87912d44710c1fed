/** Which files WhatsApp takes, under which type and name, and how large. */
import type { Sent } from '#chat/delivery.ts'
import type { FileRef } from '#chat/message.ts'

const megabyte = 1024 * 1024
const imageMimes = ['image/jpeg', 'image/png']

export const documentMimes: readonly string[] = [
  'text/plain',
  'application/pdf',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
]

export interface FileForm {
  as: 'image' | 'document'
  mime: string
  name: string
  bytesMax: number
}

/** CSV and other texts are no listed type: they go as text/plain, named `….csv.txt`. null: not taken. */
export function formOf(as: 'image' | 'document', file: FileRef): FileForm | null {
  const mime = file.mime.split(';')[0]!.trim().toLowerCase()
  const name = file.name.replace(/[\p{Cc}/\\"]/gu, '_') || 'file'
  if (imageMimes.includes(mime)) return { as: 'image', mime, name, bytesMax: 5 * megabyte }
  if (as === 'image') return null
  const document = { as, bytesMax: 100 * megabyte }
  if (documentMimes.includes(mime)) return { ...document, mime, name }
  if (!mime.startsWith('text/')) return null
  return { ...document, mime: 'text/plain', name: name.endsWith('.txt') ? name : `${name}.txt` }
}

export function tooLarge(bytesMax: number): Sent {
  const reason = `The platform takes files of up to ${bytesMax / megabyte} MB here.`
  return { is: 'failed', code: 'file-too-large', reason, unreachable: false }
}
