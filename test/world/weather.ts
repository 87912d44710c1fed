/** How much goes wrong in a world, drawn from its seed. Probabilities of one event each. */
import type { Dice } from './dice.ts'

export interface Weather {
  tillies: number
  /** A process ends at something it awaits; half of the time that was done, half not. */
  dies: number
  /** A process stands still for a while and then goes on as if nothing had been. */
  freezes: number
  /** A transaction is refused, or done without its caller hearing of it. */
  dbRefuses: number
  dbUnheard: number
  /** A transaction takes seconds. */
  dbStalls: number
  /** A call to a platform ends in another way than being sent. */
  sendFails: number
  /** A webhook call is made again, comes late, or is lost on its way. */
  postRepeats: number
  postDelays: number
  statusLost: number
  /** What a person writes is answered badly: slowly, after faults, never. */
  hardQuestions: number
  /** Processes are stopped in good order and started anew, so many times. */
  deploys: number
  turnsAtOnce: number
  sendsAtOnce: number
}

/** By chance calm or rough: rare faults meet other interleavings than frequent ones. */
export function drawWeather(dice: Dice): Weather {
  const rough = dice.one([0, 0.3, 1, 2])
  const up = (probability: number) => probability * rough
  return {
    tillies: dice.one([1, 2, 2, 3]),
    dies: up(0.004),
    freezes: up(0.002),
    dbRefuses: up(0.004),
    dbUnheard: up(0.004),
    dbStalls: up(0.008),
    sendFails: up(0.12),
    postRepeats: up(0.15),
    postDelays: up(0.1),
    statusLost: up(0.15),
    hardQuestions: up(0.1),
    deploys: dice.whole(0, Math.ceil(rough)),
    turnsAtOnce: dice.one([2, 4, 16]),
    sendsAtOnce: dice.one([2, 4, 16]),
  }
}
