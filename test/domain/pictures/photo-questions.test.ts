/** Story: what people ask with photos is theirs alone, and what they tap teaches no more than it should. */
import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { openConversation } from '#chat/conversation.ts'
import type { Role } from '#domain/identity.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import type { Glance } from '#domain/pictures/eye.ts'
import { findByPicture } from '#domain/pictures/find-by-picture.ts'
import { answerPicture, untoldAnswers } from '#domain/pictures/picture-answers.ts'
import { mayAsk, noteOffered, prunePictureQuestions } from '#domain/pictures/picture-limits.ts'
import {
  choosePictured,
  keepPictureQuestion,
  pictureQuestion,
} from '#domain/pictures/picture-questions.ts'
import { archiveProduct } from '#domain/products/archive-product.ts'
import { removeProductImage } from '#domain/products/product-images.ts'
import { verdictOf } from '#sight/verdict.ts'
import { flatRegion } from '#test/support/flat-eye.ts'
import { deskNow, openPictureDesk } from '#test/support/picture-desk.ts'

describe('photos that people ask with', async () => {
  const desk = await openPictureDesk()
  afterAll(desk.close)
  const { db, duka, rival, files } = desk
  const orgId = duka.org.id

  async function person(role: Role, org = duka) {
    return org.inShop(async (sql) => {
      const { userId } = await addPerson(sql, { name: role, roles: [role], now: deskNow })
      return actorFor(sql, userId)
    })
  }
  type Actor = Awaited<ReturnType<typeof person>>

  /** An eye that is as sure of a picture as the test says, by the content of its print. */
  const eyeOf = (scores: Record<string, number>) => ({
    compare: async (_sought: unknown, candidates: { id: string; print: Uint8Array }[]) =>
      candidates
        .map(({ id, print }) => ({ id, score: scores[Buffer.from(print).toString()] ?? 0 }))
        .sort((one, other) => other.score - one.score),
  })
  const glanceOf = (content: string, codes: string[] = []): Glance => {
    const bytes = Buffer.from(content)
    const picture = { width: 1, height: 1, pixels: new Uint8Array(3) }
    const regions = [0, 1].map((at) => flatRegion(bytes, at))
    return {
      model: 'flat-1',
      sought: { picture, regions, windows: [], looks: [] } as unknown as Glance['sought'],
      codes: codes.map((text) => ({ text, format: 'EAN13' as const })),
      parts: [],
      photo: { bytes: new Uint8Array(bytes), mime: 'image/jpeg' },
    }
  }
  const find = (actor: Actor, glance: Glance, scores: Record<string, number>, words = '') =>
    findByPicture({ db, eye: eyeOf(scores) as never }, actor, { glance, words })

  /** Asks with a photo of that content, and gives its number. */
  async function asks(actor: Actor, content: string, now = deskNow): Promise<string> {
    const sha256 = await files.put(orgId, Buffer.from(content))
    return db.asOrg(orgId, async (sql) => {
      const { id: conversationId } = await openConversation(sql, {
        ...{ channel: 'whatsapp', account: '1', chat: randomUUID(), userId: actor.userId },
        ...{ address: {}, isGroup: false, inboundAt: now, now },
      })
      return keepPictureQuestion(sql, actor, {
        ...{
          conversationId,
          words: 'this?',
          glance: glanceOf(content),
          parts: [],
          kept: null,
          now,
        },
        found: { verdict: 'none', items: [] },
        file: { sha256, mime: 'image/jpeg', sizeBytes: content.length },
      })
    })
  }
  const chooses = (actor: Actor, questionId: string, productId: string) =>
    db.asOrg(orgId, (sql) => choosePictured(sql, actor, { questionId, productId, now: deskNow }))
  const namesOf = ({ items }: Awaited<ReturnType<typeof find>>) =>
    items.map(({ product }) => product.sku)

  /** So likely that it is asked about, and no likelier. */
  const unsure = Array.from({ length: 99 }, (_, at) => 1 - (at + 1) / 100).find(
    (score) => verdictOf([score, score - 0.03]) === 'maybe',
  )!
  const even = { cup: unsure, jug: unsure - 0.03 }

  const [cup, jug] = [await duka.product('CUP'), await duka.product('JUG')]
  await duka.picture(cup, 'cup')
  await duka.picture(jug, 'jug')
  const [amina, juma, staff] = [
    await person('customer'),
    await person('customer'),
    await person('staff'),
  ]

  test('one customer’s photo is nobody’s but the team’s; another business has none', async () => {
    const id = await asks(juma, 'a private photo')
    const read = (actor: Actor, org = orgId) =>
      db.asReader(org, (sql) => pictureQuestion(sql, actor, id))
    expect((await read(juma)).words).toBe('this?')
    expect((await read(staff)).id).toBe(id)
    await expect(read(amina)).rejects.toThrow(`There is no photo ${id} here.`)
    await expect(read(await person('owner', rival), rival.org.id)).rejects.toThrow('no photo')
    await expect(chooses(amina, id, cup)).rejects.toThrow('no photo')
  })

  test('the best picture of each product counts; who may not search finds nothing', async () => {
    await duka.picture(cup, 'cup again')
    const found = await find(juma, glanceOf('x'), { cup: 0.3, 'cup again': 0.97, jug: 0.2 })
    expect(found.verdict).toBe('this')
    expect(namesOf(found)).toEqual(['CUP', 'JUG'])
    const nobody = { ...juma, may: new Set<never>() }
    await expect(find(nobody, glanceOf('x'), {})).rejects.toThrow('may not')
  })

  test('what is archived or taken away is not found', async () => {
    const gone = await duka.product('GONE')
    const { id: imageId } = await duka.picture(gone, 'gone')
    const sees = async () => namesOf(await find(juma, glanceOf('gone'), { gone: 0.99 }))
    expect(await sees()).toEqual(['GONE'])
    const taken = { productId: gone, imageId, now: deskNow }
    await duka.inShop((sql, actor) => removeProductImage(sql, actor, taken))
    expect(await sees()).toEqual([])
    await duka.picture(gone, 'gone')
    expect(await sees()).toEqual(['GONE'])
    await duka.inShop((sql, actor) => archiveProduct(sql, actor, { id: gone, now: deskNow }))
    expect(await sees()).toEqual([])
  })

  test('a code in the picture wins over looks; one of somebody else’s goods changes nothing', async () => {
    const found = await find(juma, glanceOf('x', ['JUG']), { cup: 0.99 })
    expect(found).toMatchObject({ verdict: 'this', items: [{ by: 'code', score: 1 }] })
    expect(namesOf(found)).toEqual(['JUG'])
    expect(namesOf(await find(juma, glanceOf('x', ['5901234123457']), { cup: 0.99 }))[0]).toBe(
      'CUP',
    )
  })

  test('words put likely ones in order, and stand in where nothing is likely', async () => {
    expect(namesOf(await find(juma, glanceOf('x'), even))).toEqual(['CUP', 'JUG'])
    const named = await find(juma, glanceOf('x'), even, 'do you have this product jug?')
    expect(named.verdict).toBe('maybe')
    expect(namesOf(named)[0]).toBe('JUG')
    const unknown = await find(juma, glanceOf('x'), {}, 'do you have the jug?')
    expect(unknown).toMatchObject({ verdict: 'maybe', items: [{ by: 'words' }] })
    expect((await find(juma, glanceOf('x'), {}, 'do you have this?')).verdict).toBe('none')
  })

  test('one customer’s tap teaches nothing, two people’s do, and never past what looks allow', async () => {
    const look = () => find(juma, glanceOf('taught by two'), even)
    await chooses(juma, await asks(juma, 'taught by two'), jug)
    await chooses(juma, await asks(juma, 'taught by two'), jug)
    expect(namesOf(await look())).toEqual(['CUP', 'JUG'])
    await chooses(amina, await asks(amina, 'taught by two'), jug)
    expect(namesOf(await look())).toEqual(['JUG', 'CUP'])
    expect((await look()).verdict).toBe('maybe')
    const far = await find(juma, glanceOf('taught by two'), { cup: unsure, jug: unsure - 0.2 })
    expect(namesOf(far)[0]).toBe('CUP')
    const nothing = await find(juma, glanceOf('taught by two'), { jug: 0.03 })
    expect(nothing).toEqual({ verdict: 'none', items: [] })
  })

  test('the team’s tap teaches at once: what looked like nothing is asked about, never taken for it', async () => {
    const look = () => find(juma, glanceOf('taught by the team'), { jug: 0.03 })
    expect((await look()).verdict).toBe('none')
    await chooses(staff, await asks(juma, 'taught by the team'), jug)
    const found = await look()
    expect(found.verdict).toBe('maybe')
    expect(namesOf(found)).toEqual(['JUG'])
    expect((await find(juma, glanceOf('another photo'), { jug: 0.03 })).verdict).toBe('none')
  })

  test('is answered by the team once, and waits until its asker is told', async () => {
    const id = await asks(juma, 'unknown thing')
    const answers = (actor: Actor, productId: string | null) =>
      db.asOrg(orgId, (sql) =>
        answerPicture(sql, actor, { questionId: id, productId, now: deskNow }),
      )
    await expect(answers(juma, jug)).rejects.toThrow('may not')
    await answers(staff, jug)
    await expect(answers(staff, null)).rejects.toThrow(`Photo ${id} was answered already.`)
    const untold = await db.asOrg(orgId, untoldAnswers)
    expect(untold.map(({ questionId, productId }) => [questionId, productId])).toEqual([[id, jug]])
  })

  test('are shown to the team once each, and so many of one person a day', async () => {
    const noisy = await person('customer')
    const offer = (id: string) => db.asOrg(orgId, (sql) => noteOffered(sql, id, deskNow))
    const first = await asks(noisy, 'photo 0')
    expect(await offer(first)).toBe(true)
    expect(await offer(first)).toBe(false)
    for (let n = 1; n < 10; n++) expect(await offer(await asks(noisy, `photo ${n}`))).toBe(true)
    expect(await offer(await asks(noisy, 'photo 10'))).toBe(false)
    expect(await offer(await asks(amina, 'of another person'))).toBe(true)
  })

  test('are so many an hour, of one person', async () => {
    const eager = await person('customer')
    const asking = () => db.asReader(orgId, (sql) => mayAsk(sql, eager, deskNow))
    for (let n = 0; n < 60; n++) await asks(eager, 'the same')
    await expect(asking()).rejects.toThrow('That is many pictures in an hour.')
    const later = new Date(deskNow.getTime() + 3_600_001)
    await db.asReader(orgId, (sql) => mayAsk(sql, eager, later))
  })

  test('leave after 30 days; the answer that they taught stays', async () => {
    const old = new Date(deskNow.getTime() - 31 * 24 * 3_600_000)
    const [leaves, stays] = [await asks(juma, 'old', old), await asks(juma, 'new')]
    await chooses(staff, leaves, jug)
    await db.asOrg(orgId, (sql) => prunePictureQuestions(sql, deskNow))
    const read = (id: string) => db.asReader(orgId, (sql) => pictureQuestion(sql, juma, id))
    expect((await read(leaves)).fileId).toBeNull()
    expect((await read(stays)).fileId).not.toBeNull()
    const kept = await duka.inShop(
      (sql) => sql<{ regions: number; taught: number }[]>`
        select (select count(*)::integer from picture_question_regions
            where question_id = ${leaves}) as regions,
          (select count(*)::integer from learned_regions
            where question_id = ${leaves}) as taught`,
    )
    expect(kept).toEqual([{ regions: 0, taught: 1 }])
  })
})
