/** Words of the catalogue that are a said one but for typing errors. */
import type { Sql } from '#db/sql.ts'

/** Below this, one or two letters make another word of it. */
const typingWordMin = 4
const longWordMin = 6
/** Of one first letter that are looked at. */
const vocabularyMax = 3_000

/**
 * A common table expression `near (said, word, distance)` of the rows `said (word)` before it, to stand
 * after `with recursive`: the word itself, and those with the same first letter and one letter off
 * (Levenshtein), two in words of six and more; figures and short words have no errors. Each word of
 * the catalogue is met once, hopping along the index from one to the next.
 */
export function nearWords(sql: Sql, said: ReturnType<Sql>) {
  return sql`
    vocabulary as (
      select initial, 0 as step, (
        select w.word
        from product_words w
        where w.word >= initial collate "C"
        order by w.word
        limit 1) as word
      from (
        select distinct left(word, 1) as initial
        from ${said}
        where word !~ '[0-9]' and length(word) between ${typingWordMin} and 60
      ) initials
      union all
      select v.initial, v.step + 1, (
        select w.word
        from product_words w
        where w.word > v.word
        order by w.word
        limit 1)
      from vocabulary v
      where left(v.word, 1) = v.initial and v.step < ${vocabularyMax}
    ), near as (
      select s.word as said, v.word, levenshtein_less_equal(s.word, left(v.word, 60), 2) as distance
      from ${said} s
      join vocabulary v on left(s.word, 1) = v.initial and left(v.word, 1) = v.initial
      where v.word !~ '[0-9]' and s.word !~ '[0-9]'
        and length(s.word) between ${typingWordMin} and 60
        and levenshtein_less_equal(s.word, left(v.word, 60), 2)
          <= case when length(s.word) < ${longWordMin} then 1 else 2 end
      union
      select word, word collate "C", 0
      from ${said}
    )`
}
