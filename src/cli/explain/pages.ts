import type { DiagnosticCode } from '../../shape/diagnostic.ts'
import { filePages } from './file-pages.ts'
import { namePages } from './name-pages.ts'
import type { Page } from './page.ts'
import { valuePages } from './value-pages.ts'

/** A page for every kind of mistake. */
export const pages: Readonly<Record<DiagnosticCode, Page>> = { ...filePages, ...valuePages, ...namePages }
