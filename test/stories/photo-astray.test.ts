/**
 * Story: the store, the database and the eye go away one after another while a customer sends photos with
 * telling words. Each time there is an honest sentence, words go on being answered, and no log tells of them.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import { tellAskers } from '#chat/photo-news.ts'
import { answerPicture } from '#domain/pictures/picture-answers.ts'
import { openLog } from '#kit/log.ts'
import { openChat } from '#test/support/order-chat.ts'
import {
  nothingKnown,
  openPhotoShop,
  type PhotoShop,
  screenshotOf,
} from '#test/support/photo-shop.ts'
import { cast, now } from '#test/support/shop.ts'

const telling = 'for the surprise party of Achieng on Riverside Drive'
const secrets = ['surprise', 'Achieng', 'Riverside', cast.customer.phone.slice(1), 'Juma']

describe('a photo while things fail', { timeout: 60_000 }, () => {
  const lines: string[] = []
  let shop: PhotoShop
  let chat: ReturnType<typeof openChat>
  beforeAll(async () => {
    shop = await openPhotoShop({
      log: openLog('debug', { write: (line) => void lines.push(line) }),
    })
    chat = openChat(shop, 'whatsapp')
  }, 120_000)
  afterAll(() => shop.close())
  const photo = async () => ({ photos: [await screenshotOf('LAM-501')] })

  test('is told of by the next minute when the turn that answered it broke off', async () => {
    await chat.says('staff', 'hello')
    const { others } = await chat.says('customer', telling, { photos: [await nothingKnown(1)] })
    expect(others[0]!.text).toContain(telling)
    const [asked] = await shop.asOwner(
      (sql) => sql<{ id: string }[]>`select id from picture_questions`,
    )
    const productId = shop.products.get('KET-101')!
    await shop.asOwner((sql, actor) =>
      answerPicture(sql, actor, { questionId: asked!.id, productId, now }),
    )
    const tell = () =>
      shop.asOwner((sql) =>
        tellAskers(sql, { limitsOf: () => whatsappLimits, choiceLifetimeMs: 60_000, now }),
      )
    chat.news()
    await Promise.all([tell(), tell()])
    await shop.tillie.road.idle()
    const told = chat.news()
    expect(told.map(({ to }) => to)).toEqual(['customer'])
    expect(told[0]!.text).toMatch(/^The team has found what your photo shows: Stovetop Kettle/)
  })

  test('is answered without its card when the store is away, and shown to nobody', async () => {
    const store = join(shop.tillie.house.config.TILLIE_DATA, 'files')
    rmSync(store, { recursive: true })
    writeFileSync(store, '')
    const told = await chat.says('customer', telling, await photo())
    expect(told.text).toMatch(/^Table Lamp, Rattan Shade: .*450\.00/)
    expect(told.own.every(({ file }) => file === null)).toBe(true)
    const none = await chat.says('customer', telling, { photos: [await nothingKnown(2)] })
    expect(none.text).toBe("I don't have this, as far as I can see.")
    expect(none.others).toEqual([])
  })

  test('is owned up to when it cannot be remembered or looked at; words are answered', async () => {
    await shop.db.asOwner((sql) => sql`alter table picture_questions rename to put_away`)
    const lost = await chat.says('customer', '', await photo())
    expect(lost.text).toMatch(/^I could not look at that picture just now\./)
    await shop.db.asOwner((sql) => sql`alter table put_away rename to picture_questions`)
    await shop.tillie.house.eye.close()
    const blind = await chat.says('customer', '', await photo())
    expect(blind.text).toMatch(/^I could not look at that picture just now\./)
    const words = await chat.says('customer', 'how much is the table lamp?', await photo())
    expect(words.text).toMatch(/^Table Lamp.*450\.00.*I could not look at that picture/s)
    const text = await chat.says('customer', 'do you have the table lamp?')
    expect(text.text).toMatch(/^Table Lamp, Rattan Shade/)
  })

  test('leaves nothing of it in the log', () => {
    const log = lines.join('')
    for (const said of ['a photo could not be kept', 'a picture was not seen'])
      expect(log).toContain(said)
    for (const secret of secrets) expect(log).not.toContain(secret)
  })
})
