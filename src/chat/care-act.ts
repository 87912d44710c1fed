/** What a member of the staff does about a customer's chat, by button or in words. */

export type CareAct =
  | { do: 'take'; handOver: string }
  | { do: 'end'; handOver: string }
  | { do: 'reply'; handOver: string; text: string }

/** "reply 12 we open at nine", "take 12", "hand back 12". */
export function readCareAct(text: string): CareAct | null {
  const said = text.trim()
  const reply = /^(?:reply|answer|tell)\s+(?:to\s+)?#?(\d{1,15})\s*[:,-]?\s+(\S[\s\S]*)$/i.exec(
    said,
  )
  if (reply) return { do: 'reply', handOver: reply[1]!, text: reply[2]! }
  const take = /^(?:take|i take)(?: (?:over|chat))*\s+#?(\d{1,15})[.!]?$/i.exec(said)
  if (take) return { do: 'take', handOver: take[1]! }
  const end = /^(?:hand(?: it| chat)?(?: \d+)? back|return|end chat)\s*#?(\d{1,15})?[.!]?$/i.exec(
    said,
  )
  const id = end?.[1] ?? /^hand (\d{1,15}) back$/i.exec(said)?.[1]
  return id ? { do: 'end', handOver: id } : null
}
