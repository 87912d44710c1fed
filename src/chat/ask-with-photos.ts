/** A question and the photos that came with it: they are fetched and looked at, then all is one question. */
import type { Answered, Asked } from '#engine/answer.ts'
import type { ChannelName, MediaRef } from './message.ts'
import { lookAtPhotos } from './photos.ts'
import { plainly } from './settle.ts'
import type { TurnDeps } from './turn.ts'

/** Where no photo could be seen, the words alone are answered, and why is said. */
export async function askWithPhotos(
  deps: TurnDeps,
  channel: ChannelName,
  media: MediaRef[],
  asked: Asked & { conversationId: string },
): Promise<Answered> {
  if (media.length === 0) return deps.answer(asked)
  const { photos, unseen } = await lookAtPhotos(deps, {
    ...{ actor: asked.actor, conversationId: asked.conversationId, now: asked.now },
    words: asked.text,
    photos: media.map((one) => async () => (await deps.channels[channel]!.download(one)).bytes),
  })
  return answerSeen(deps, asked, { photos, unseen })
}

/** The answer to what was seen, with why the rest was not. */
export async function answerSeen(
  { answer }: Pick<TurnDeps, 'answer'>,
  asked: Asked,
  { photos, unseen }: { photos: string[]; unseen: string[] },
): Promise<Answered> {
  if (photos.length === 0 && !asked.text) return plainly(unseen.join('\n'))
  const answered = await answer(photos.length > 0 ? { ...asked, photos } : asked)
  return { ...answered, text: [answered.text, ...unseen].join('\n\n') }
}
