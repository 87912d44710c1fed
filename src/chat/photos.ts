/**
 * Photos that came with a question are looked at before it is answered: fetched, guarded, searched,
 * and remembered. No transaction is open while that goes on. What cannot be seen is told in a sentence.
 */
import { isDatabaseGone } from '#db/away.ts'
import type { Db } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import type { Eye, Glance } from '#domain/pictures/eye.ts'
import { findByPicture, findInParts } from '#domain/pictures/find-by-picture.ts'
import { type KeptPicture, keepPicture } from '#domain/pictures/keep-picture.ts'
import { mayAsk } from '#domain/pictures/picture-limits.ts'
import { keepPictureQuestion } from '#domain/pictures/picture-questions.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import { describeFault } from './fault.ts'

export interface PhotoDeps {
  db: Db
  /** Without it, pictures are not looked at. */
  eye?: Eye
  /** Without it no picture leaves the house. */
  describer?: Describer | null
  files: {
    put(orgId: number, bytes: Uint8Array): Promise<string>
    get(orgId: number, sha256: string): Promise<Uint8Array>
  }
  log: Log
}

interface Looking {
  actor: Actor
  conversationId: string
  words: string
  /** Each gives the bytes as a stranger sent them. */
  photos: (() => Promise<Uint8Array>)[]
  now: Date
}

export interface Looked {
  /** Numbers of what was seen; see `domain/pictures/picture-questions`. */
  photos: string[]
  /** Why the others were not, each a sentence. */
  unseen: string[]
}

const noEye = 'I cannot look at pictures here. Please tell me in words what you need.'
const notNow =
  'I could not look at that picture just now. Please send it again in a while, or tell me in words what you need.'

export async function lookAtPhotos(deps: PhotoDeps, looking: Looking): Promise<Looked> {
  const looked: Looked = { photos: [], unseen: [] }
  const seen = await Promise.all(looking.photos.map((fetch) => lookAt(deps, looking, fetch)))
  for (const one of seen)
    if (one.is === 'seen') looked.photos.push(one.id)
    else if (!looked.unseen.includes(one.why)) looked.unseen.push(one.why)
  return looked
}

async function lookAt(
  deps: PhotoDeps,
  looking: Looking,
  fetch: () => Promise<Uint8Array>,
): Promise<{ is: 'seen'; id: string } | { is: 'unseen'; why: string }> {
  const { actor, now } = looking
  if (!deps.eye) return { is: 'unseen', why: noEye }
  try {
    await deps.db.asReader(actor.orgId, (sql) => mayAsk(sql, actor, now))
    return { is: 'seen', id: await ask({ ...deps, eye: deps.eye }, looking, await fetch()) }
  } catch (error) {
    if (error instanceof Refusal) return { is: 'unseen', why: error.message }
    if (isDatabaseGone(error)) throw error
    deps.log.error({ fault: describeFault(error), orgId: actor.orgId }, 'a picture was not seen')
    return { is: 'unseen', why: notNow }
  }
}

type Seeing = PhotoDeps & { eye: Eye }

async function ask(deps: Seeing, looking: Looking, bytes: Uint8Array): Promise<string> {
  const { actor, words, conversationId, now } = looking
  const { orgId } = actor
  const glance = await deps.eye.look(bytes, { inParts: actor.may.has('inventory:read') })
  const found = await findByPicture(deps, actor, { glance, words })
  const parts = await findInParts(deps, actor, glance)
  const [file, kept] = [
    await keepPhoto(deps, orgId, glance),
    await keepForCatalogue(deps, actor, bytes),
  ]
  const asking = { conversationId, words, glance, found, parts, file, kept, now }
  return deps.db.asOrg(orgId, (sql) => keepPictureQuestion(sql, actor, asking))
}

/** A store that is away takes nothing from the answer; the photo cannot be shown to anybody then. */
async function keepPhoto({ files, log }: Seeing, orgId: number, { photo }: Glance) {
  const { bytes, mime } = photo
  try {
    return { sha256: await files.put(orgId, bytes), mime, sizeBytes: bytes.byteLength }
  } catch (error) {
    log.error({ fault: describeFault(error), orgId }, 'a photo could not be kept')
    return null
  }
}

/** Whoever may put pictures into the catalogue may say so of this one, now or with a later word. */
async function keepForCatalogue(
  { files, eye, log }: Seeing,
  { orgId, may }: Actor,
  bytes: Uint8Array,
): Promise<KeptPicture | null> {
  if (!may.has('products:write')) return null
  try {
    return await keepPicture({ files, eye }, orgId, bytes)
  } catch (error) {
    log.error({ fault: describeFault(error), orgId }, 'a photo could not be kept')
    return null
  }
}
