/** Pictures in the body of a request: the bytes themselves, or a form with several files. */
import type { Context, MiddlewareHandler } from 'hono'
import { pictureBytesMax } from '#domain/pictures/limits.ts'
import { Problem, respond } from './problem.ts'

/** What a sender may call them; what they are is told by their own bytes. */
export const pictureKinds = [
  ...['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'image/heic'],
  ...['application/octet-stream', 'multipart/form-data'],
]
/** Of one request. */
export const uploadBytesMax = 60_000_000
export const filesMax = 10
const megabytes = (bytes: number) => `${bytes / 1_000_000} MB`
export const tooLargeUpload = `A picture may have ${megabytes(pictureBytesMax)} at most, and all of a request ${megabytes(uploadBytesMax)}.`

export interface Upload {
  /** True: it came as a form, and its answer is a list. */
  isForm: boolean
  pictures: Uint8Array[]
}

/** The pictures of a request, in their order; those of a form are its fields `file`. */
export async function uploadOf(c: Context): Promise<Upload> {
  const isForm = /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')
  const pictures = isForm
    ? await filesOf(c)
    : [new Uint8Array((await c.req.arrayBuffer()) as ArrayBuffer)]
  if (pictures.some(({ byteLength }) => byteLength > pictureBytesMax))
    throw new Problem('too-large', tooLargeUpload)
  return { isForm, pictures }
}

async function filesOf(c: Context): Promise<Uint8Array[]> {
  const form = await c.req.formData().catch(() => {
    throw new Problem('invalid', 'The form cannot be read: send it as multipart/form-data.')
  })
  const fields = form.getAll('file')
  const files = fields.filter((field) => typeof field !== 'string')
  if (files.length < fields.length)
    throw new Problem('invalid', 'A field "file" holds no file: send each with a name of its own.')
  if (files.length === 0) throw new Problem('invalid', 'The form has no file in a field "file".')
  if (files.length > filesMax)
    throw new Problem('invalid', `The form has ${files.length} files: send ${filesMax} at most.`)
  return Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())))
}

const atOnceMax = 2
const waitingMax = 20

/** Uploads take turns, so that however many there are, the memory has room for them. */
export function takingTurns(): MiddlewareHandler {
  let atWork = 0
  const waiting: (() => void)[] = []
  return async (c, next) => {
    if (atWork >= atOnceMax) {
      if (waiting.length >= waitingMax) {
        const busy = 'Many pictures are being sent just now.'
        return respond(c, new Problem('busy', busy, { retryAfterSeconds: 5 }))
      }
      await new Promise<void>((begin) => waiting.push(begin))
    } else atWork += 1
    try {
      await next()
    } finally {
      // Whoever waits takes over the place.
      const begin = waiting.shift()
      if (begin) begin()
      else atWork -= 1
    }
  }
}
