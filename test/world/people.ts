/**
 * People write: one question or several at once, a picture and its words, a correction, a tap. Each
 * message carries a word that is found nowhere else.
 */
import type { ChannelName, Content, Inbound, InboundMessage, Outgoing } from '#chat/message.ts'
import type { Dice } from './dice.ts'
import type { Posts } from './posts.ts'
import type { Time } from './time.ts'
import type { Weather } from './weather.ts'

export interface Chat {
  channel: ChannelName
  chat: string
}

interface PeopleDeps {
  time: Time
  dice: Dice
  weather: Weather
  posts: Posts
  account: string
}

const arrivalMs = 90_000
const wholeSecond = 1_000

/** Questions by how they are answered (answers.ts). */
const easy = { plain: 10, long: 2, file: 1, offers: 1, once: 1 }
const hard = { slow: 6, flaky: 6, stuck: 1, poison: 1, deadly: 0.3 }

export function openPeople({ time, dice, weather, posts, account }: PeopleDeps) {
  const said = new Map<string, number>()
  let edits = 0
  return { begin, see }

  /** A conversation somewhen in the first minutes. */
  function begin(chat: Chat) {
    time.after(dice.between(0, arrivalMs), () => {
      const messages = dice.weighed({ one: 12, two: 3, many: 1 })
      const count = { one: 1, two: 2, many: dice.whole(3, 6) }[messages]
      let afterMs = 0
      for (let at = 0; at < count; at += 1) {
        time.after(afterMs, () => write(chat))
        // Two instances may get two of them in the same millisecond.
        afterMs += dice.one([0, 1, 50, 1_000, 20_000])
      }
    })
  }

  function write(chat: Chat) {
    const act = dice.weighed({ ask: 20, show: 2, correct: 1, takeBack: 1, react: 1, block: 0.2 })
    if (act === 'show') {
      say(chat, { is: 'media', media: { kind: 'image', id: 'i1' } }, nextWord(chat))
      return say(chat, text(nextWord(chat), 'plain'))
    }
    if (act === 'react') return tell(chat, { kind: 'reaction', of: 'p1', emoji: '👍', sender: {} })
    if (act === 'block') return block(chat)
    const word = nextWord(chat)
    say(chat, text(word, kindOf()), word)
    if (act === 'correct')
      later(chat, { kind: 'edit', of: word, sender: {}, content: text(word, 'plain') })
    if (act === 'takeBack') later(chat, { kind: 'revoke', of: word })
  }

  function kindOf() {
    return dice.happens(weather.hardQuestions) ? dice.weighed(hard) : dice.weighed(easy)
  }

  /** Somebody who blocks us is back before long. */
  function block(chat: Chat) {
    tell(chat, { kind: 'reachable', isReachable: false })
    time.after(dice.between(100, 20_000), () => write(chat))
  }

  function later(chat: Chat, what: Told) {
    time.after(dice.between(1, 3_000), () => tell(chat, what))
  }

  /** A knock is answered by its button, by words, or not. */
  function see(chat: Chat, message: Outgoing) {
    const choice = message.is === 'template' ? message.choice : message.choices?.[0]
    if (!choice || dice.happens(0.3)) return
    time.after(dice.between(500, 30_000), () => {
      if (dice.happens(0.3)) return write(chat)
      say(chat, { is: 'tap', token: choice.token, title: choice.title })
    })
  }

  function nextWord({ channel, chat }: Chat): string {
    const count = (said.get(`${channel} ${chat}`) ?? 0) + 1
    said.set(`${channel} ${chat}`, count)
    return `${channel[0]}${chat}m${count}`
  }

  function say(
    chat: Chat,
    content: Content,
    word = content.is === 'text' ? content.text.split(' ')[0]! : nextWord(chat),
  ) {
    const isPhone = chat.channel === 'whatsapp'
    const message: InboundMessage = {
      ...fromChat(chat, word),
      kind: 'message',
      messageId: word,
      sender: isPhone ? { phone: chat.chat } : { telegramId: chat.chat },
      address: isPhone ? { phone: chat.chat } : { chatId: chat.chat },
      isGroup: false,
      isForUs: true,
      content,
    }
    posts.post({ channel: chat.channel, body: word, inbound: [message] })
  }

  function tell(chat: Chat, what: Told) {
    edits += 1
    const id = `e${edits}`
    const inbound = [{ ...fromChat(chat, id), ...what }]
    posts.post({ channel: chat.channel, body: `${id} ${what.kind}`, inbound })
  }

  function fromChat({ channel, chat }: Chat, externalId: string) {
    const sentAt = new Date(Math.floor(time.now().getTime() / wholeSecond) * wholeSecond)
    return { channel, account, externalId, chat, sentAt }
  }
}

type Told = Untold<Extract<Inbound, { kind: 'edit' | 'revoke' | 'reaction' | 'reachable' }>>
type Untold<Kind> = Kind extends unknown
  ? Omit<Kind, 'channel' | 'account' | 'externalId' | 'chat' | 'sentAt'>
  : never

function text(word: string, kind: string): Content {
  return { is: 'text', text: `${word} ${kind}` }
}
