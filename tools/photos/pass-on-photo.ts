import { z } from 'zod'
import { pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { defineTool } from '#engine/tool.ts'
import { nothingLike } from './one-of-these.ts'
import { photoNumber } from './photo-number.ts'

const input = z.object({ photo: photoNumber() })

export const passOnPhotoTool = defineTool({
  name: 'pass_on_photo',
  description: 'The photo shows none of the products that were named: the team is asked.',
  phrases: ['=(none of these for|ask the team about|ask the shop about) photo {photo}'],
  needs: 'catalogue:search',
  input,

  async run(context, { photo }) {
    await pictureQuestion(context.sql, context.actor, photo)
    return nothingLike(context, photo)
  },
})
