/** The kinds of screenshot, each a road from a catalogue's picture to what a customer sends. */
import sharp from 'sharp'
import {
  type Attack,
  caption,
  crop,
  frame,
  jpeg,
  light,
  mirror,
  priceTag,
  rescale,
  rotate,
} from './attacks.ts'
import { type Chance, chanceOf } from './chance.ts'
import { chat, darkShop, shop, viewer } from './screens.ts'

/** Later ones are done to what the earlier ones made. */
const chain =
  (...attacks: Attack[]): Attack =>
  async (chance, bytes) => {
    let shot = bytes
    for (const attack of attacks) shot = await attack(chance, shot)
    return shot
  }

export const kinds = {
  crop,
  rescale,
  jpeg,
  light,
  rotate,
  mirror,
  frame,
  'price tag': priceTag,
  caption,
  viewer,
  'shop page': shop,
  'dark shop page': darkShop,
  chat,
  'light, cropped': chain(light, crop, jpeg),
  'tag in a shop': chain(priceTag, shop, jpeg),
  'cropped in a chat': chain(crop, chat, jpeg),
  'caption, rotated': chain(caption, rotate, jpeg),
} satisfies Record<string, Attack>
export type Kind = keyof typeof kinds

/** Every shot ends as a JPEG, as phones and messengers have it; the seed decides all. */
export async function shotOf(kind: Kind, bytes: Buffer, seed: number): Promise<Buffer> {
  const chance: Chance = chanceOf(seed)
  const shot = await kinds[kind](chance, await sharp(bytes).removeAlpha().png().toBuffer())
  return kind === 'jpeg'
    ? shot
    : sharp(shot)
        .jpeg({ quality: chance.whole(55, 90) })
        .toBuffer()
}
