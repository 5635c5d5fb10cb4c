import { autocompletion } from '@codemirror/autocomplete'
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { forceLinting, linter, lintGutter } from '@codemirror/lint'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { call } from '../api.ts'
import type { Diagnostic } from '../wire.ts'
import { keysAt } from './complete.ts'
import type { SchemaNode } from './complete.ts'

/** The editor, loaded only when a file is opened. */
export interface CodeEditor {
  text(): string
  setText(text: string): void
  /** `line` from 1. */
  goTo(line: number): void
  destroy(): void
}

export interface CodeEditorOptions {
  readonly parent: HTMLElement
  readonly text: string
  readonly check: (text: string) => Promise<readonly Diagnostic[]>
  readonly onChange: () => void
  readonly onSave: () => void
}

export async function createCodeEditor(options: CodeEditorOptions): Promise<CodeEditor> {
  const schema = await call<SchemaNode>('GET', 'scenario.schema.json').catch(() => undefined)
  const view = new EditorView({
    parent: options.parent,
    doc: options.text,
    extensions: [
      EditorView.cspNonce.of(
        document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '',
      ),
      basicSetup,
      yaml(),
      keymap.of([indentWithTab, { key: 'Mod-s', run: () => (options.onSave(), true) }]),
      lintGutter(),
      linter(async (at) => marks(at, await options.check(at.state.doc.toString())), { delay: 250 }),
      autocompletion({ override: schema === undefined ? [] : [(context) => complete(context, schema)] }),
      EditorView.updateListener.of((update) => update.docChanged && options.onChange()),
      EditorView.contentAttributes.of({ 'aria-label': 'Scenario file' }),
    ],
  })
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => {
      if (text === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
      forceLinting(view)
    },
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines))
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

function marks(view: EditorView, diagnostics: readonly Diagnostic[]) {
  const { doc } = view.state
  return diagnostics.map(({ line, column, severity, message, hint }) => {
    const at = doc.line(Math.min(Math.max(1, line), doc.lines))
    const from = Math.min(at.from + Math.max(0, column - 1), at.to)
    const word = /^[^\s:,\]}]+/.exec(doc.sliceString(from, at.to))?.[0].length ?? 0
    const to = Math.min(at.to, from + Math.max(1, word))
    return { from, to, severity, message: hint === undefined ? message : `${message}\n${hint}` }
  })
}

function complete(context: CompletionContext, schema: SchemaNode): CompletionResult | null {
  const word = context.matchBefore(/[\w.-]*/)
  if (word === null || (word.from === word.to && !context.explicit)) return null
  const before = context.state.doc.sliceString(0, word.from)
  const options = keysAt(before, schema).map(({ name, about, isKey }) => ({
    label: name,
    type: isKey ? 'property' : 'enum',
    apply: isKey ? `${name}: ` : name,
    ...(about === undefined ? {} : { info: about }),
  }))
  return options.length === 0 ? null : { from: word.from, options }
}
