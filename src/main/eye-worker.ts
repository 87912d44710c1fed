/** The thread of the eye: a picture in, what it shows out. */
import type { Glance, KeptSight } from '#domain/pictures/eye.ts'
import { keepable, openPicture, thumbnail } from '#sight/open-picture.ts'
import { partsOf } from '#sight/parts.ts'
import { readCodes } from '#sight/read-codes.ts'
import { compare, see, seek, visualModel } from '#sight/visual.ts'
import type { Look, Looked } from './eye.ts'
import { serveThread } from './threads.ts'

const thumbnailPx = 320
const shrunkPx = 512
/** Bars are finer than what tells products apart; whoever works here also sends a whole shelf. */
const codesPx = 640
const codesOfManyPx = 1024

serveThread(async (asked: Look): Promise<Looked> => {
  switch (asked.do) {
    case 'keep':
      return keep(asked.bytes)
    case 'look':
      return look(asked.bytes, asked.inParts)
    case 'shrink':
      return thumbnail(asked.bytes, shrunkPx)
    case 'compare':
      return compare(asked.sought, asked.candidates).map(({ id, score }) => ({ id, score }))
  }
})

async function keep(bytes: Uint8Array): Promise<KeptSight> {
  const kept = await keepable(bytes)
  const seen = { ...see(await openPicture(kept.bytes)), model: visualModel }
  return { ...kept, thumbnail: await thumbnail(kept.bytes, thumbnailPx), seen }
}

async function look(bytes: Uint8Array, inParts: boolean): Promise<Glance> {
  const { bytes: photo, mime } = await keepable(bytes)
  const picture = await openPicture(photo)
  return {
    model: visualModel,
    sought: seek(picture),
    codes: await readCodes(await openPicture(photo, inParts ? codesOfManyPx : codesPx)),
    parts: inParts ? partsOf(picture).map(seek) : [],
    photo: { bytes: photo, mime },
  }
}
