/** Words about a pattern that cannot be used. */
export interface PatternProblem {
  readonly problem: string
  readonly hint: string
}

/** What other engines know and this one would take for plain letters: `\k<name>`, `\h`, `\R` … */
export function foreignEscape(source: string): PatternProblem | undefined {
  for (const [, letter] of source.matchAll(/\\(?:Q[^]*?(?:\\E|$)|([^]))/g)) {
    if (letter === undefined || !/[A-Za-z]/.test(letter) || KNOWN.includes(letter)) continue
    return {
      problem: `not a usable regular expression: \\${letter} means nothing here`,
      hint:
        letter === 'k'
          ? 'back-references cannot run in linear time: leave them out'
          : `for the letter itself write ${letter}; the syntax is that of RE2`,
    }
  }
  return undefined
}

/** Letters that mean something behind a backslash. */
const KNOWN = 'dDwWsSbBtnrfvxucpPAzQEa'

/** JavaScript's long names of Unicode properties in RE2's words: `\p{Script=Greek}` is `\p{Greek}`, `\p{Letter}` is `\p{L}`. */
export function withShortNames(source: string): string {
  return source.replace(PROPERTY, (written, p: string, not: string, name: string) => {
    const short = name.replace(/^(?:Script|sc|Script_Extensions|scx|General_Category|gc)=/, '')
    const category = CATEGORIES.get(short)
    return short === name && category === undefined ? written : `\\${p}{${not}${category ?? short}}`
  })
}

const PROPERTY = /(?<=(?:^|[^\\])(?:\\\\)*)\\([pP])\{(\^?)([A-Za-z_=]+)\}/g

const CATEGORIES = new Map(
  Object.entries({
    Letter: 'L',
    Cased_Letter: 'LC',
    Uppercase_Letter: 'Lu',
    Lowercase_Letter: 'Ll',
    Titlecase_Letter: 'Lt',
    Modifier_Letter: 'Lm',
    Other_Letter: 'Lo',
    Mark: 'M',
    Nonspacing_Mark: 'Mn',
    Spacing_Mark: 'Mc',
    Enclosing_Mark: 'Me',
    Number: 'N',
    Decimal_Number: 'Nd',
    Letter_Number: 'Nl',
    Other_Number: 'No',
    Punctuation: 'P',
    Connector_Punctuation: 'Pc',
    Dash_Punctuation: 'Pd',
    Open_Punctuation: 'Ps',
    Close_Punctuation: 'Pe',
    Initial_Punctuation: 'Pi',
    Final_Punctuation: 'Pf',
    Other_Punctuation: 'Po',
    Symbol: 'S',
    Math_Symbol: 'Sm',
    Currency_Symbol: 'Sc',
    Modifier_Symbol: 'Sk',
    Other_Symbol: 'So',
    Separator: 'Z',
    Space_Separator: 'Zs',
    Line_Separator: 'Zl',
    Paragraph_Separator: 'Zp',
    Control: 'Cc',
    Format: 'Cf',
  }),
)
