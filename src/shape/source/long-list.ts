import type { CST } from 'yaml'
import type { DocumentToken, Token } from './tokens.ts'

type ListToken = CST.BlockSequence | CST.FlowCollection

/** A document whose long list of scenarios is cut: its first part stands in the document, the others by themselves. */
export interface CutDocument {
  readonly tokens: readonly Token[]
  /** Documents of one list each, in their order. */
  readonly rest: readonly DocumentToken[]
}

/** Items a part: making nodes of so many takes some milliseconds. */
const PART = 100

/**
 * Cuts the list under `scenarios` where it is long and the last thing in its file: what stands behind it could refer to
 * anchors inside it, and has its place from it. All else stays as it is.
 */
export function cutLongList(tokens: readonly Token[]): CutDocument {
  const whole = { tokens, rest: [] }
  const documents = tokens.filter((token): token is DocumentToken => token.type === 'document')
  const [document] = documents
  const root = document?.value
  if (documents.length !== 1 || (root?.type !== 'block-map' && root?.type !== 'flow-collection')) return whole
  const found = root.items.filter(({ key }) => isScenarios(key))
  const [entry] = found
  const list = entry?.value
  const isLast = entry === root.items.findLast(({ key }) => key !== undefined && key !== null)
  if (found.length !== 1 || !isLongList(list) || !isLast) return whole
  const parts = partsOf(list)
  if (parts === undefined) return whole
  const [first, ...others] = parts
  const shorter = {
    ...document!,
    value: { ...root, items: root.items.map((it) => (it === entry ? { ...it, value: first } : it)) },
  }
  return {
    tokens: tokens.map((token) => (token === document ? (shorter as DocumentToken) : token)),
    rest: others.map((value): DocumentToken => ({ type: 'document', offset: list.offset, start: [], value })),
  }
}

function isScenarios(key: Token | null | undefined): boolean {
  return (
    key !== null &&
    key !== undefined &&
    'source' in key &&
    /^(?:scenarios|"scenarios"|'scenarios')$/.test(key.source)
  )
}

function isLongList(token: Token | undefined): token is ListToken {
  if (token?.type !== 'block-seq' && token?.type !== 'flow-collection') return false
  return token.items.length > 2 * PART && (token.type === 'block-seq' || token.start.source === '[')
}

function partsOf(list: ListToken): readonly ListToken[] | undefined {
  const parts: ListToken[] = []
  for (let at = 0; at < list.items.length; at += PART) {
    const items = list.items.slice(at, at + PART)
    if (list.type === 'flow-collection' && at > 0) {
      const opening = withoutComma(items[0]!)
      if (opening === undefined) return undefined
      items[0] = opening
    }
    parts.push({ ...list, items } as ListToken)
  }
  return parts
}

/** The comma belongs between two parts. Without one there is a mistake, which the whole list tells best. */
function withoutComma(item: CST.CollectionItem): CST.CollectionItem | undefined {
  const comma = item.start.findIndex(({ type }) => type === 'comma')
  return comma === -1 ? undefined : { ...item, start: item.start.toSpliced(comma, 1) }
}
