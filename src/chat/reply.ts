/** Shapes an answer for a channel: length, buttons, lists, files; one message per turn where it fits. */

/** Lengths in UTF-16 units, as the platforms count them. */
export interface ChannelLimits {
  textLengthMax: number
  captionLengthMax: number
  buttonsMax: number
  buttonTitleLengthMax: number
  /** Text of a message that carries buttons. */
  buttonTextLengthMax: number
  /** 0: the channel has no lists; buttons go on in rows. */
  listRowsMax: number
  listTitleLengthMax: number
  listDescriptionLengthMax: number
  /** MIME types sent as documents as they are; others need another form. null: any. */
  documentMimes: readonly string[] | null
}
