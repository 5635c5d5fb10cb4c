import { cpSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Bundles what is published: an entry for each export and each command of the package, with the code that several of them
 * use in chunks that they share. A start would otherwise read some six hundred small files. Packages stay packages. What does
 * not matter to the machine is left out, which it would read at each start; names stay, for the stacks of errors.
 */
const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const outputs = [...Object.values(exports).flatMap((target) => target.default ?? []), ...Object.values(bin)]

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: outputs.map((file) => file.replace('dist/', 'src/').replace(/\.js$/, '.ts')),
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 120,
  logLevel: 'warning',
})

/** The page that the control routes serve: one script, the editor and the plot apart, which are loaded on demand. */
await build({
  entryPoints: { page: 'src/page/main.tsx' },
  outdir: 'dist/page',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
})
await build({
  entryPoints: { page: 'src/page/style.css' },
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  logLevel: 'warning',
})
cpSync('src/page/index.html', 'dist/page/index.html')
