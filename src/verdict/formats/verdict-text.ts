import type { Verdict } from '../verdict.ts'

/** A verdict for people. */
export function verdictText({ ok, exchanges, judgements, judged }: Verdict): string {
  const lines: string[] = []
  for (const { severity, code, session, exchanges: ids, evidence, advice } of judgements) {
    const where = session === '' ? ids.join(', ') : `${ids.join(', ')} in session ${JSON.stringify(session)}`
    lines.push(`${severity}: ${code} (${where})`, `  ${evidence}`, `  ${advice}`, '')
  }
  const passed = judged.filter(({ occasions, failures }) => occasions > 0 && failures === 0)
  const unseen = judged.filter(({ occasions, failures }) => occasions === 0 && failures === 0)
  if (passed.length > 0) lines.push(`well done: ${passed.map(({ code }) => code).join(', ')}`)
  if (unseen.length > 0) lines.push(`no occasion for: ${unseen.map(({ code }) => code).join(', ')}`)
  const sum = `${judgements.length} judgement${judgements.length === 1 ? '' : 's'} on ${exchanges} exchange${exchanges === 1 ? '' : 's'}`
  lines.push(`${ok ? 'ok' : 'NOT OK'}: ${sum}`)
  return `${lines.join('\n')}\n`
}
